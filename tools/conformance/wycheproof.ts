import { fromHex, toBase64url } from "../../src/foundation/index.ts";
import { isRightRaw, keyRefusal } from "./signature.ts";
import { type Case, compared, deviating, failed, jsonAt } from "./suite.ts";

/** A file of Wycheproof: groups of tests that share a key. */
export interface Wycheproof<Group> {
  readonly testGroups: readonly Group[];
}

interface SignatureGroup {
  readonly publicKeyJwk?: object;
  /** Where there is no JWK: the point as `04`, x and y, in hexadecimal. */
  readonly publicKey: { readonly curve: string; readonly uncompressed: string };
  readonly tests: readonly SignatureTest[];
}

interface SignatureTest {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly result: "valid" | "invalid";
}

export const notOffered = (what: string): string => `algorithm not offered yet: ${what}`;

/** What a key is for, in the words of its JWK. */
export function kindOf(key: object): string {
  const { alg, crv, kty } = key as Record<string, string | undefined>;
  return String(kty === "EC" || kty === "OKP" ? crv : (alg ?? kty));
}

/** Signatures over bare messages. A key that is refused leaves nothing to compare. */
export async function* signatureCases(vectors: string, file: string): AsyncIterable<Case> {
  const { testGroups } = jsonAt<Wycheproof<SignatureGroup>>(vectors, "provenance/wycheproof", file);
  for (const group of testGroups) {
    const key = group.publicKeyJwk ?? toJwk(group);
    const refusal = keyRefusal(key);
    for (const test of group.tests) yield refusal === undefined ? await judge(key, test) : refused(key, test, refusal);
  }
}

const curves: Readonly<Record<string, string>> = { secp256r1: "P-256", secp384r1: "P-384" };

function toJwk({ publicKey: { curve, uncompressed } }: SignatureGroup): object {
  const point = fromHex(uncompressed).slice(1);
  const [x, y] = [point.slice(0, point.length / 2), point.slice(point.length / 2)].map(toBase64url);
  return { kty: "EC", crv: curves[curve], x, y };
}

const nameOf = ({ tcId, comment }: SignatureTest): string => `${tcId} ${comment}`;

const judge = async (key: object, test: SignatureTest): Promise<Case> =>
  compared(nameOf(test), await isRightRaw(key, fromHex(test.msg), fromHex(test.sig)), test.result === "valid");

function refused(key: object, test: SignatureTest, refusal: string): Case {
  if (refusal === "key_unsupported") return deviating(nameOf(test), notOffered(kindOf(key)));
  return test.result === "invalid" ? compared(nameOf(test), false, false) : failed(nameOf(test), `key: ${refusal}`);
}
