import type { KeyKind } from "./key-kind.ts";

/** Keys that their algorithm's name alone describes: ML-DSA (RFC 9964). */
export const akp: KeyKind = {
  kty: "AKP",
  publicMembers: ["pub"],
  byteMembers: ["pub"],
  privateMembers: ["priv"],
  thumbprintMembers: ["alg", "kty", "pub"],
  problemOf: () => undefined,
  weaknessOf: () => undefined,
};
