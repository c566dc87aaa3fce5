import { isWeakPoint } from "../ed25519.ts";
import type { KeyKind } from "./key-kind.ts";

/** Ed25519 keys (RFC 8037 §2). */
export const okp: KeyKind = {
  kty: "OKP",
  publicMembers: ["crv", "x"],
  byteMembers: ["x"],
  privateMembers: ["d"],
  thumbprintMembers: ["crv", "kty", "x"],
  problemOf: () => undefined,
  weaknessOf: ({ x = new Uint8Array() }) =>
    isWeakPoint(x) ? "this Ed25519 key is of low order or not canonical: make a new one" : undefined,
};
