import { concatBytes } from "../foundation/index.ts";
import { formatDer, formatDerInteger } from "../runtime/index.ts";
import { ProvenanceError } from "./errors.ts";

/** Bytes of r, and of s, by the algorithm's name. */
const halves: Readonly<Record<"ES256" | "ES384", number>> = { ES256: 32, ES384: 48 };

/**
 * An ECDSA signature as key services and ERPs give it, DER (RFC 3279 §2.2.3), as envelopes have it: r and s one after the
 * other. Only the one right spelling is read.
 *
 * @throws {ProvenanceError} `signature_malformed`
 */
export function fromDerSignature(der: Uint8Array, algorithm: "ES256" | "ES384"): Uint8Array {
  const half = halves[algorithm];
  // At most 2 + 2 × (2 + 49) bytes: one byte says each length.
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 0x7f + 2) throw malformed("is no DER sequence");
  const r = readInteger(der, 2, half);
  const s = readInteger(der, r.end, half);
  if (s.end !== der.length) throw malformed("has something behind its two numbers");
  return concatBytes(r.padded, s.padded);
}

function readInteger(der: Uint8Array, start: number, half: number): { padded: Uint8Array; end: number } {
  const [tag, length = 0] = [der[start], der[start + 1]];
  const end = start + 2 + length;
  const bytes = der.subarray(start + 2, end);
  if (tag !== 0x02 || length === 0 || bytes.length !== length) throw malformed("has no two numbers");
  const [first = 0, second = 0] = bytes;
  if (first >= 0x80) throw malformed("has a negative number");
  if (first === 0 && (length === 1 || second < 0x80)) throw malformed("has a number with needless zeros, or 0");
  const digits = first === 0 ? bytes.subarray(1) : bytes;
  if (digits.length > half) throw malformed("has a number that is too large for its curve");
  return { padded: concatBytes(new Uint8Array(half - digits.length), digits), end };
}

/** The same the other way, for those who want DER. @throws {ProvenanceError} `signature_malformed` */
export function toDerSignature(signature: Uint8Array, algorithm: "ES256" | "ES384"): Uint8Array {
  const half = halves[algorithm];
  if (signature.length !== 2 * half) throw malformed(`has ${signature.length} bytes: ${algorithm} has ${2 * half}`);
  return formatDer(0x30, formatDerInteger(signature.subarray(0, half)), formatDerInteger(signature.subarray(half)));
}

const malformed = (problem: string): ProvenanceError =>
  new ProvenanceError("signature_malformed", `the ECDSA signature ${problem}`, { problem });
