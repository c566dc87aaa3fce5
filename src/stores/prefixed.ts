import { closedError } from "./errors.ts";
import { type CommitResult, isPurgeable, type Purgeable, type Store } from "./store.ts";
import { checkKey, checkWalk } from "./writes.ts";

const LONGEST_PREFIX = 64;

/**
 * A corner of another store: every key of it starts with `prefix`, which its users never see. Two corners whose prefixes
 * do not start with one another never meet. Closing a corner leaves the store open. The corner can purge when the store
 * can; it cannot compact, because that is not its own to decide.
 *
 * @throws {TypeError} unless the prefix is 1 to 64 bytes of printable ASCII without spaces.
 */
export function prefixedStore(store: Store, prefix: string): Store {
  if (!/^[\x21-\x7e]+$/.test(prefix) || prefix.length > LONGEST_PREFIX)
    throw new TypeError(`a prefix must be 1 to ${LONGEST_PREFIX} bytes of printable ASCII without spaces`);
  let closed = false;
  const refuseWhenClosed = (): void => {
    if (closed) throw closedError();
  };
  const outer = (key: string): string => {
    checkKey(key);
    return prefix + key;
  };
  const inner = (key: string): string => key.slice(prefix.length);

  const corner: Store = {
    async get(key) {
      refuseWhenClosed();
      return store.get(outer(key));
    },
    async commit(writes) {
      refuseWhenClosed();
      const result = await store.commit(writes.map((write) => ({ ...write, key: outer(write.key) })));
      return withKeys(result, inner);
    },
    async *keys(start, after) {
      refuseWhenClosed();
      checkWalk(start, after);
      for await (const key of store.keys(prefix + start, after === undefined ? undefined : prefix + after)) {
        refuseWhenClosed();
        yield inner(key);
      }
    },
    async close() {
      closed = true;
    },
    [Symbol.asyncDispose]: () => corner.close(),
  };
  return isPurgeable(store) ? Object.assign(corner, purgeThrough(store, outer, refuseWhenClosed)) : corner;
}

function withKeys(result: CommitResult, rename: (key: string) => string): CommitResult {
  if (result.committed) return result;
  return { committed: false, conflicts: result.conflicts.map(({ key, current }) => ({ key: rename(key), current })) };
}

const purgeThrough = (store: Purgeable, outer: (key: string) => string, refuseWhenClosed: () => void): Purgeable => ({
  async purge(keys) {
    refuseWhenClosed();
    await store.purge(keys.map(outer));
  },
});
