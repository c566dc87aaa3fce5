/** Recently used values by version, up to a number of bytes; the one used longest ago goes first. */
export interface ValueCache {
  get(version: number): Uint8Array | undefined;
  put(version: number, value: Uint8Array): void;
  drop(version: number): void;
}

/** A value above this share of the cache would push out too many others. */
const LARGEST_SHARE = 1 / 8;
/** What an entry costs beside its bytes, so that empty values are bounded, too. */
const ENTRY_BYTES = 100;

const weightOf = (value: Uint8Array): number => value.length + ENTRY_BYTES;

export function createValueCache(maxBytes: number): ValueCache {
  const values = new Map<number, Uint8Array>();
  let bytes = 0;

  const drop = (version: number): void => {
    const value = values.get(version);
    if (value && values.delete(version)) bytes -= weightOf(value);
  };
  const shrink = (): void => {
    for (const version of values.keys()) {
      if (bytes <= maxBytes) return;
      drop(version);
    }
  };

  return {
    drop,
    get(version) {
      const value = values.get(version);
      // A Map walks in the order of insertion: what is used moves to the end.
      if (value && values.delete(version)) values.set(version, value);
      return value;
    },
    put(version, value) {
      if (weightOf(value) > maxBytes * LARGEST_SHARE) return;
      drop(version);
      values.set(version, value);
      bytes += weightOf(value);
      shrink();
    },
  };
}
