import loadXxhash from "xxhash-wasm";

/**
 * XXH64 with seed 0: fast, and no protection against anyone who chooses the input. It finds things (shapes, buckets,
 * interned names); it never identifies evidence.
 */
export interface Xxhash {
  text(input: string): bigint;
  bytes(input: Uint8Array): bigint;
}

const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint): bigint => wrap((value << bits) | (value >> (64n - bits)));
const round = (lane: bigint, input: bigint): bigint => wrap(rotate(wrap(lane + input * PRIME_2), 31n) * PRIME_1);
const merge = (hash: bigint, lane: bigint): bigint => wrap((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4);

/** XXH64 in BigInt arithmetic (xxHash specification 0.1.1): about a hundred times slower than the WebAssembly one, and the same answers. */
export const portableXxhash: Xxhash = {
  text: (input) => xxh64(new TextEncoder().encode(input)),
  bytes: xxh64,
};

function xxh64(input: Uint8Array): bigint {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const stripesEnd = input.length - (input.length % 32);
  const hash = stripesEnd > 0 ? hashStripes(view, stripesEnd) : PRIME_5;
  return avalanche(hashTail(view, stripesEnd, wrap(hash + BigInt(input.length))));
}

function hashStripes(view: DataView, end: number): bigint {
  let [a, b, c, d] = [wrap(PRIME_1 + PRIME_2), PRIME_2, 0n, wrap(-PRIME_1)];
  for (let at = 0; at < end; at += 32) {
    a = round(a, view.getBigUint64(at, true));
    b = round(b, view.getBigUint64(at + 8, true));
    c = round(c, view.getBigUint64(at + 16, true));
    d = round(d, view.getBigUint64(at + 24, true));
  }
  const joined = wrap(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
  return [a, b, c, d].reduce(merge, joined);
}

function hashTail(view: DataView, start: number, seed: bigint): bigint {
  let hash = seed;
  let at = start;
  for (; at + 8 <= view.byteLength; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4);
  }
  if (at + 4 <= view.byteLength) {
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint32(at, true)) * PRIME_1), 23n) * PRIME_2 + PRIME_3);
    at += 4;
  }
  for (; at < view.byteLength; at++)
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint8(at)) * PRIME_5), 11n) * PRIME_1);
  return hash;
}

function avalanche(hash: bigint): bigint {
  const once = wrap((hash ^ (hash >> 33n)) * PRIME_2);
  const twice = wrap((once ^ (once >> 29n)) * PRIME_3);
  return twice ^ (twice >> 32n);
}

/** The WebAssembly XXH64, ready after a few milliseconds. */
export async function loadFastXxhash(): Promise<Xxhash> {
  const { h64, h64Raw } = await loadXxhash();
  return { text: (input) => h64(input), bytes: (input) => h64Raw(input) };
}

/**
 * An XXH64 that answers at once on every platform: in pure JavaScript until the WebAssembly one has loaded, or for
 * good where WebAssembly is not allowed. The answers do not change when it switches.
 */
export function createXxhash(): Xxhash {
  let current = portableXxhash;
  loadFastXxhash().then(
    (fast) => {
      current = fast;
    },
    () => undefined,
  );
  return { text: (input) => current.text(input), bytes: (input) => current.bytes(input) };
}
