import { type CommitResult, type Store, type Stored, StoreError, type Write } from "../stores/index.ts";

/** What is wrong with a store. Each count goes down as it strikes; what is absent is in order. */
export interface StoreFaults {
  /** Every call takes this much longer. */
  readonly slowMs?: number;
  /** So many calls fail before they do anything, with `store_failed`, retryable. */
  readonly failingCalls?: number;
  /** So many commits are made, and fail all the same: the caller cannot know. `store_failed`, retryable. */
  readonly lostAnswers?: number;
  /** So many commits lose a race, whatever they expect. */
  readonly lostRaces?: number;
  /** Every commit fails with `store_full`. */
  readonly full?: boolean;
}

/** A store whose faults can be changed while it is used. */
export interface FaultyStore extends Store {
  /** Replaces the faults; `{}` mends the store. */
  setFaults(faults: StoreFaults): void;
}

/** A store that goes wrong in the ways that real ones do, for testing what stands on it. Closing it closes the other. */
export function faultyStore(store: Store, faults: StoreFaults = {}): FaultyStore {
  let current = faults;

  /** Whether a count has something left; takes one. */
  const strikes = (fault: "failingCalls" | "lostAnswers" | "lostRaces"): boolean => {
    const left = current[fault] ?? 0;
    current = { ...current, [fault]: Math.max(0, left - 1) };
    return left > 0;
  };
  const suffer = async (): Promise<void> => {
    if (current.slowMs) await new Promise((resolve) => setTimeout(resolve, current.slowMs));
    if (strikes("failingCalls")) throw failed("the call failed, and did nothing");
  };
  const underWay = new Set<Promise<unknown>>();
  const awaited = <Result>(task: Promise<Result>): Promise<Result> => {
    const ended = task.finally(() => underWay.delete(ended));
    underWay.add(ended);
    return ended;
  };
  const commit = async (writes: readonly Write[]): Promise<CommitResult> => {
    await suffer();
    if (current.full) throw full();
    if (strikes("lostRaces")) return lostRace(store, writes);
    const result = await store.commit(writes);
    if (strikes("lostAnswers")) throw failed("the answer was lost: the commit may have been made");
    return result;
  };

  const get = async (key: string): Promise<Stored | undefined> => {
    await suffer();
    return store.get(key);
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(underWay);
    await store.close();
  };

  return {
    // The caller may change its buffers while this store is being slow.
    commit: (writes) => awaited(commit(structuredClone(writes))),
    get: (key) => awaited(get(key)),
    close,
    async *keys(prefix, after) {
      await suffer();
      yield* store.keys(prefix, after);
    },
    [Symbol.asyncDispose]: close,
    setFaults(next) {
      current = next;
    },
  };
}

async function lostRace(store: Store, writes: readonly Write[]): Promise<CommitResult> {
  const conflicts = await Promise.all(writes.map(async ({ key }) => ({ key, current: await store.get(key) })));
  return { committed: false, conflicts };
}

const failed = (message: string): StoreError =>
  new StoreError(
    "store_failed",
    message,
    { operation: "testing", path: "faulty store", reason: "EIO" },
    { retryable: true },
  );

const full = (): StoreError =>
  new StoreError("store_full", "the faulty store is full", { operation: "testing", path: "faulty store" });
