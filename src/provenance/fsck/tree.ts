import { sha256 } from "../../runtime/index.ts";

const HASH_BYTES = 32;

/** Leaf hashes one after another, in memory that grows: 32 bytes for each entry, twice that while it grows. */
export interface Leaves {
  readonly count: number;
  at(index: number): Uint8Array;
  push(entry: Uint8Array): void;
}

export function newLeaves(): Leaves {
  let bytes = new Uint8Array(256 * HASH_BYTES);
  let count = 0;
  return {
    get count() {
      return count;
    },
    at: (index) => bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
    push(entry) {
      if (bytes.length === count * HASH_BYTES) {
        const larger = new Uint8Array(2 * bytes.length);
        larger.set(bytes);
        bytes = larger;
      }
      bytes.set(hashOf(0, entry), count * HASH_BYTES);
      count += 1;
    },
  };
}

/** RFC 6962 §2.1, word for word: a leaf is hashed behind a zero, a node behind a one. */
function hashOf(first: 0 | 1, ...parts: readonly Uint8Array[]): Uint8Array {
  const input = new Uint8Array(1 + parts.reduce((size, { length }) => size + length, 0));
  input[0] = first;
  let at = 1;
  for (const part of parts) {
    input.set(part, at);
    at += part.length;
  }
  return sha256.bytes(input);
}

/** RFC 6962 §2.1, word for word: the hash of a tree is that of its two halves, of which the left one is a power of two. */
export function rootOver(leafAt: (index: number) => Uint8Array, start: number, count: number): Uint8Array {
  if (count === 0) return sha256.bytes(new Uint8Array());
  if (count === 1) return leafAt(start);
  let left = 1;
  while (left * 2 < count) left *= 2;
  return hashOf(1, rootOver(leafAt, start, left), rootOver(leafAt, start + left, count - left));
}
