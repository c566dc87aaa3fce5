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

/**
 * Each salt with two bytes of zero behind it, so that all are spelled at once and each ends on a letter. Two bytes are moved
 * at a time; in whatever order the platform has them, they come back the same way.
 */
function spread(bytes: Uint8Array, count: number): Uint8Array {
  // A copy, because what was drawn may begin anywhere in its buffer.
  const [from, spaced] = [new Uint16Array(new Uint8Array(bytes).buffer), new Uint16Array((count * STRIDE_BYTES) / 2)];
  for (let salt = 0; salt < count; salt++) {
    const [source, target] = [(salt * SALT_BYTES) / 2, (salt * STRIDE_BYTES) / 2];
    for (let at = 0; at < SALT_BYTES / 2; at++) spaced[target + at] = from[source + at] as number;
  }
  return new Uint8Array(spaced.buffer);
}
