import { toHex } from "../../foundation/index.ts";
import type { KeyKind } from "./key-kind.ts";

/** FIPS 186-5 §5.1 asks for 2,048 bits; beyond 8,192 one verification takes longer than anybody should be made to wait. */
const FEWEST_BITS = 2_048;
const MOST_BITS = 8_192;

/** RSA keys (RFC 7518 §6.3). */
export const rsa: KeyKind = {
  kty: "RSA",
  publicMembers: ["n", "e"],
  byteMembers: ["n", "e"],
  privateMembers: ["d", "p", "q", "dp", "dq", "qi"],
  thumbprintMembers: ["e", "kty", "n"],
  problemOf({ n = new Uint8Array(), e = new Uint8Array() }) {
    if (n[0] === 0 || e[0] === 0) return "`n` and `e` have no leading zeros";
    return bitsOf(n) > MOST_BITS ? `\`n\` has more than ${MOST_BITS} bits` : undefined;
  },
  weaknessOf({ n = new Uint8Array(), e = new Uint8Array() }) {
    if (bitsOf(n) < FEWEST_BITS) return `this RSA key has ${bitsOf(n)} bits: use one of at least ${FEWEST_BITS}`;
    if (!isOdd(n)) return "the modulus of this RSA key is even: make a new one";
    if (hasInfineonShape(n))
      return "this RSA key was made by a chip whose keys can be factored (CVE-2017-15361): make a new one";
    return isSaneExponent(e) ? undefined : "the exponent of this RSA key is not an odd number from 65,537 to 2^64";
  },
};

const bitsOf = (bytes: Uint8Array): number =>
  bytes.length === 0 ? 0 : bytes.length * 8 - Math.clz32(bytes[0] as number) + 24;

const isOdd = (bytes: Uint8Array): boolean => ((bytes.at(-1) ?? 0) & 1) === 1;

/** FIPS 186-5 §A.1.1: odd and more than 2^16. Small ones have made forgeries possible, large ones only cost time. */
const isSaneExponent = (e: Uint8Array): boolean => isOdd(e) && bitsOf(e) >= 17 && e.length <= 8;

const smallPrimes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157] as const;

/**
 * Whether a modulus is a power of 65,537 modulo every one of these primes, as those of Infineon's library are (Nemec et
 * al., "The Return of Coppersmith's Attack", 2017); of others, one in some hundred million is.
 */
function hasInfineonShape(n: Uint8Array): boolean {
  const modulus = BigInt(`0x${toHex(n)}`);
  return smallPrimes.every((prime) => powersOf(65_537 % prime, prime).has(Number(modulus % BigInt(prime))));
}

function powersOf(base: number, prime: number): ReadonlySet<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * base) % prime) powers.add(power);
  return powers;
}
