/** Names one state of one key. Opaque: compare it, hand it back, read nothing into it. No key ever has the same one twice. */
export type Version = string;

/** A value, and the state that it is in. */
export interface Stored {
  readonly value: Uint8Array;
  readonly version: Version;
}

/** What the writer believes is there now. */
export type Expected = "absent" | Version;

/** One conditional write. */
export interface Write {
  /** 1 to 512 bytes of printable ASCII without spaces. */
  readonly key: string;
  /** `"deleted"` leaves a tombstone: the key then reads as absent. */
  readonly value: Uint8Array | "deleted";
  readonly expected: Expected;
}

/** A key that was not as its writer believed, and what is there, `undefined` for nothing. */
export interface Conflict {
  readonly key: string;
  readonly current: Stored | undefined;
}

/** A lost race is an ordinary outcome, so it is a value. A broken disk is not, so it throws. */
export type CommitResult =
  | { readonly committed: true; readonly versions: readonly Version[] }
  | { readonly committed: false; readonly conflicts: readonly Conflict[] };

/**
 * All that is asked of a database. The conditional write is the only write, so that there is no lost update to guard
 * against. Buffers belong to the caller: what is handed in or out may be changed afterwards and nothing stored changes.
 *
 * Every method rejects with a `StoreError`: `store_closed` after `close()`, `store_key_malformed`, and those of its driver.
 */
export interface Store {
  get(key: string): Promise<Stored | undefined>;
  /**
   * Writes all or nothing, and resolves when it is durable. `versions` come in the order of `writes`.
   *
   * @throws {TypeError} when a key occurs twice. @throws {StoreError} `store_value_too_large`, `store_commit_too_large`.
   */
  commit(writes: readonly Write[]): Promise<CommitResult>;
  /**
   * Keys that start with `prefix` and come after `after`, in ascending byte order. A key that is there all the while is
   * walked once; one written or deleted meanwhile, perhaps.
   */
  keys(prefix: string, after?: string): AsyncIterable<string>;
  /** Waits for the commits under way. A second call does nothing. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A store that keeps what was overwritten or deleted until it is asked to give the room back. */
export interface Compactable {
  compact(): Promise<{ readonly reclaimedBytes: number }>;
}

/** A store that can erase: a purged value is gone from every place it was kept, and the key reads as absent. */
export interface Purgeable {
  purge(keys: readonly string[]): Promise<void>;
}

/** Whether a store can be asked to give room back. */
export const isCompactable = (store: Store): store is Store & Compactable => hasMethod(store, "compact");
/** Whether a store can be asked to erase. */
export const isPurgeable = (store: Store): store is Store & Purgeable => hasMethod(store, "purge");

const hasMethod = (store: object, name: string): boolean =>
  typeof (store as Readonly<Record<string, unknown>>)[name] === "function";

/** A commit of one. */
export const put = (
  store: Store,
  key: string,
  value: Uint8Array | "deleted",
  expected: Expected,
): Promise<CommitResult> => store.commit([{ key, value, expected }]);
