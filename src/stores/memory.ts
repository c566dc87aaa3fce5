import { closedError, StoreError } from "./errors.ts";
import { createOrderedKeys, walkKeys } from "./ordered-keys.ts";
import type { CommitResult, Conflict, Purgeable, Store, Stored, Write } from "./store.ts";
import { checkedLimit, checkKey, checkWalk, DEFAULT_MAX_VALUE_BYTES, ownWrites, writeSize } from "./writes.ts";

export interface MemoryStoreOptions {
  /** Largest value. Default 16 MiB. */
  readonly maxValueBytes?: number;
  /** Keys and values together. Default 256 MiB; beyond it, `store_full`. */
  readonly maxBytes?: number;
}

/** A store that forgets everything when it is closed: for tests, trials, and as the reference of behaviour for drivers. */
export function memoryStore(options: MemoryStoreOptions = {}): Store & Purgeable {
  const maxValueBytes = checkedLimit("maxValueBytes", options.maxValueBytes ?? DEFAULT_MAX_VALUE_BYTES, 0, 67_108_864);
  const maxBytes = checkedLimit("maxBytes", options.maxBytes ?? 268_435_456, 0, Number.MAX_SAFE_INTEGER);
  const held = new Map<string, Stored>();
  const order = createOrderedKeys();
  let bytes = 0;
  let versions = 0;
  let closed = false;

  const refuseWhenClosed = (): void => {
    if (closed) throw closedError();
  };
  const read = (key: string): Stored | undefined => copyOf(held.get(key));
  const conflictOf = ({ key, expected }: Write): readonly Conflict[] =>
    (held.get(key)?.version ?? "absent") === expected ? [] : [{ key, current: read(key) }];
  const growthBy = (write: Write): number =>
    (write.value === "deleted" ? 0 : writeSize(write)) - sizeOf(write.key, held.get(write.key));
  const apply = ({ key, value }: Write): string => {
    const version = String(++versions);
    if (value === "deleted") forget(key);
    else held.set(key, { value, version });
    if (value !== "deleted") order.add(key);
    return version;
  };
  const forget = (key: string): void => {
    held.delete(key);
    order.remove(key);
  };

  const commit = (writes: readonly Write[]): CommitResult => {
    const conflicts = writes.flatMap(conflictOf);
    if (conflicts.length > 0) return { committed: false, conflicts };
    const grown = writes.reduce((sum, write) => sum + growthBy(write), bytes);
    if (grown > maxBytes && grown > bytes) throw memoryFull(maxBytes);
    bytes = grown;
    return { committed: true, versions: writes.map(apply) };
  };

  const store: Store & Purgeable = {
    async get(key) {
      refuseWhenClosed();
      checkKey(key);
      return read(key);
    },
    async commit(writes) {
      refuseWhenClosed();
      return commit(ownWrites(writes, maxValueBytes));
    },
    async *keys(prefix, after) {
      checkWalk(prefix, after);
      yield* walkKeys(order, prefix, after, refuseWhenClosed);
    },
    async purge(keys) {
      refuseWhenClosed();
      keys.forEach(checkKey);
      for (const key of keys) {
        bytes -= sizeOf(key, held.get(key));
        forget(key);
      }
    },
    async close() {
      closed = true;
      held.clear();
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
  return store;
}

const copyOf = (stored: Stored | undefined): Stored | undefined =>
  stored && { value: new Uint8Array(stored.value), version: stored.version };

const sizeOf = (key: string, stored: Stored | undefined): number =>
  stored === undefined ? 0 : writeSize({ key, value: stored.value });

const memoryFull = (limit: number): StoreError =>
  new StoreError("store_full", `the memory store holds its limit of ${limit} bytes: raise \`maxBytes\`, or delete`, {
    operation: "commit",
    path: "memory",
  });
