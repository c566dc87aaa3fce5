import { toHex } from "../../foundation/index.ts";
import type { KeyKind } from "./key-kind.ts";

interface Curve {
  readonly p: bigint;
  readonly b: bigint;
}

/** y² = x³ − 3x + b over the integers modulo p (FIPS 186-4, D.1.2.3 and D.1.2.4). */
const curves: Readonly<Record<string, Curve>> = {
  "P-256": {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  "P-384": {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
};

const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);

/** Keys on elliptic curves (RFC 7518 §6.2). */
export const ec: KeyKind = {
  kty: "EC",
  publicMembers: ["crv", "x", "y"],
  byteMembers: ["x", "y"],
  privateMembers: ["d"],
  thumbprintMembers: ["crv", "kty", "x", "y"],
  // A point beside the curve lets an attacker learn about keys it is multiplied with, and engines differ in refusing it.
  problemOf({ x = new Uint8Array(1), y = new Uint8Array(1) }, { crv = "" }) {
    const { p, b } = curves[crv] as Curve;
    const [left, right] = [toInteger(x), toInteger(y)];
    const isPoint = left < p && right < p && (right * right - (left * left * left - 3n * left + b)) % p === 0n;
    return isPoint ? undefined : `\`x\` and \`y\` are no point of ${crv}`;
  },
  weaknessOf: () => undefined,
};
