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

export const notOffered = (what: string): string =>
  /^(?:HS|A\d)/.test(what)
    ? `symmetric keys are refused: whoever verifies with one could sign with it (${what})`
    : `algorithm not offered: ${what}`;

const curvesOffered = ["Ed25519", "P-256", "P-384"];
const rsaOffered = [undefined, "PS256", "RS256"];

/** Whether it is meant to be a key of a kind that is offered: refused, then, for something that is wrong with it. */
export function isMeant(key: object): boolean {
  const { alg, crv = "", kty, use } = key as Record<string, string | undefined>;
  return curvesOffered.includes(crv) || (kty === "RSA" && (rsaOffered.includes(alg) || use === "enc"));
}

/** A key that says nothing of its algorithm, as the entry of trusted keys for it would have it. */
export const namedFor = (key: object, alg: string): object =>
  (key as { kty?: string }).kty === "RSA" && !("alg" in key) ? { ...key, alg } : key;

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
