/** Where unpredictable bytes come from: identifiers and salts, never keys. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** Cryptographic chance, from WebCrypto. */
export const systemRandom: Random = withReserve((length) => globalThis.crypto.getRandomValues(new Uint8Array(length)));

/** Asking the system takes several times as long as everything else about an identifier: 4 KiB are drawn at a time. */
const RESERVE_BYTES = 4_096;

function withReserve(draw: (length: number) => Uint8Array): Random {
  let reserve = new Uint8Array();
  return {
    bytes(length) {
      if (length > RESERVE_BYTES) return draw(length);
      if (reserve.length < length) reserve = new Uint8Array(draw(RESERVE_BYTES));
      const taken = reserve.slice(0, length);
      // What was handed out is not handed out again, and is nowhere else.
      reserve.fill(0, 0, length);
      reserve = reserve.subarray(length);
      return taken;
    },
  };
}

/** Chance that can be repeated: for worlds, samples and tests, never for secrets. */
export interface SeededRandom extends Random {
  /** Uniform in [0, 1), with 32 random bits. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** Around 0 with standard deviation 1 (Box-Muller). */
  normal(): number;
}

/**
 * The same sequence for the same seed on every platform (sfc32, Chris Doty-Humphrey, PractRand). For worlds, samples
 * and tests: whoever knows the seed knows every number.
 */
export function seededRandom(seed: number): SeededRandom {
  let [a, b, c, counter] = [0, seed | 0, (seed / 2 ** 32) | 0, 1];
  const word = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) word();

  const next = (): number => word() / 2 ** 32;
  return {
    next,
    bytes: (length) => Uint8Array.from({ length }, () => word() & 0xff),
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
