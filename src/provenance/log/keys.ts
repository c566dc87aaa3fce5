/** Where the parts of a log lie in a store. Indexes are padded, so that the order of keys is the order of entries. */
export interface LogKeys {
  readonly head: string;
  readonly entries: string;
  readonly bundle: (index: number) => string;
  readonly pending: (first: number) => string;
  readonly tiles: string;
  readonly tile: (level: number, index: number) => string;
}

const padded = (index: number): string => String(index).padStart(16, "0");

export const logKeys = (prefix: string): LogKeys => ({
  head: `${prefix}head`,
  entries: `${prefix}entries/`,
  bundle: (index) => `${prefix}entries/${padded(index)}`,
  pending: (first) => `${prefix}pending/${padded(first)}`,
  tiles: `${prefix}tile/`,
  tile: (level, index) => `${prefix}tile/${level}/${padded(index)}`,
});
