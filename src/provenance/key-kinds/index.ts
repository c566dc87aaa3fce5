import { akp } from "./akp.ts";
import { ec } from "./ec.ts";
import type { KeyKind } from "./key-kind.ts";
import { okp } from "./okp.ts";
import { rsa } from "./rsa.ts";

/** Every kind of key. To add one, write its file and list it here. */
const kinds: readonly KeyKind[] = [ec, okp, rsa, akp];

export const kindOfKey = (kty: string): KeyKind => kinds.find((kind) => kind.kty === kty) as KeyKind;
