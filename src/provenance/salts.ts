import { type Random, toBase64url } from "../foundation/index.ts";

export const SALT_BYTES = 16;
/** 16 bytes are 21 letters and two bits: 22 letters, as two further bytes of zero spell them. */
const SALT_LETTERS = 22;
/** The last letter has two bits of the salt, and four that must be zero: 16 bytes have one spelling. */
const saltText = /^[A-Za-z0-9_-]{21}[AQgw]$/;

/** Whether a text is the base64url of 16 bytes, in the one spelling there is. */
export const isSalt = (text: string): boolean => saltText.test(text);

const STRIDE_BYTES = 18;
const STRIDE_LETTERS = 24;
/** WebCrypto gives at most 64 KiB at a time. */
const MOST_AT_A_TIME = 1_024;

/** Gives one salt after another, each 16 random bytes in base64url; `expected` of them are drawn and spelled at a time. */
export function saltSource(random: Random, expected: number): () => string {
  const atATime = Math.max(1, Math.min(expected, MOST_AT_A_TIME));
  let letters = "";
  let at = 0;
  return () => {
    if (at === letters.length) {
      letters = toBase64url(spread(random.bytes(atATime * SALT_BYTES), atATime));
      at = 0;
    }
    at += STRIDE_LETTERS;
    return letters.slice(at - STRIDE_LETTERS, at - STRIDE_LETTERS + SALT_LETTERS);
  };
}

/** Each salt with two bytes of zero behind it, so that all are spelled at once and each ends on a letter. */
function spread(bytes: Uint8Array, count: number): Uint8Array {
  const spaced = new Uint8Array(count * STRIDE_BYTES);
  for (let salt = 0; salt < count; salt++) {
    for (let at = 0; at < SALT_BYTES; at++) spaced[salt * STRIDE_BYTES + at] = bytes[salt * SALT_BYTES + at] as number;
  }
  return spaced;
}
