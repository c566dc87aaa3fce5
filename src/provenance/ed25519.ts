import { fromHex } from "../foundation/index.ts";

/** The `y` of the points of order 1, 2, 4 and 8 on edwards25519, little-endian, sign bit cleared. */
const lowOrder: readonly Uint8Array[] = [
  `00${"00".repeat(31)}`,
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map(fromHex);

/** The order of the group's large part, little-endian: 2^252 + 27742317777372353535851937790883648493. */
const order = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

/**
 * Whether 32 bytes spell a point of low order, or any point in a second way (y ≥ 2^255 − 19). With such a key one
 * signature fits every message; with such an R two verifiers that both follow RFC 8032 may disagree.
 */
export const isWeakPoint = (encoded: Uint8Array): boolean =>
  !isCanonical(encoded) || lowOrder.some((point) => isSameY(point, encoded));

function isSameY(point: Uint8Array, encoded: Uint8Array): boolean {
  for (let at = 0; at < 31; at++) if (point[at] !== encoded[at]) return false;
  return point[31] === ((encoded[31] as number) & 0x7f);
}

function isCanonical(encoded: Uint8Array): boolean {
  if (((encoded[31] as number) & 0x7f) !== 0x7f || (encoded[0] as number) < 0xed) return true;
  for (let at = 1; at < 31; at++) if (encoded[at] !== 0xff) return true;
  return false;
}

/** Whether 64 bytes spell a signature in the one way there is: R as {@link isWeakPoint} wants it, S below the order. */
export const isStrictSignature = (signature: Uint8Array): boolean =>
  isBelowOrder(signature) && !isWeakPoint(signature.subarray(0, 32));

function isBelowOrder(signature: Uint8Array): boolean {
  for (let at = 31; at >= 0; at--) {
    const difference = (signature[32 + at] as number) - (order[at] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
