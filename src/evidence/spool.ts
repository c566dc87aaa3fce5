/**
 * Where the parts of a bundle wait while their list grows: the list is signed, and stands in the file before them. In
 * memory, or in a file for what does not fit there.
 */
export interface Spool {
  /** Keeps bytes behind those that are kept already. */
  append(bytes: Uint8Array): Promise<void>;
  /** All that was kept, in order; asked for once, when nothing more comes. */
  pieces(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Keeps everything in memory. */
export function memorySpool(): Spool {
  const kept: Uint8Array[] = [];
  return {
    async append(bytes) {
      kept.push(bytes);
    },
    pieces: () => kept,
  };
}
