import type { Store } from "../stores/index.ts";

/** Whether one more event can be held. `shelf_full` is a value: what to do then is for the gate to decide. */
export interface ShelfRoom {
  readonly status: "free" | "shelf_full";
  readonly held: number;
  readonly limit: number;
}

export interface Census {
  readonly room: () => Promise<ShelfRoom>;
  readonly came: () => void;
  readonly left: () => void;
}

/** A full shelf is counted again after so many questions: others may have made room. */
const QUESTIONS_BETWEEN_COUNTS = 1_000;

/** Keeps count without counting each time. A commit that failed is counted all the same, until the shelf seems full. */
export function createCensus(store: Store, prefix: string, limit: number): Census {
  let held: number | undefined;
  let questions = 0;
  const isDue = (): boolean => held === undefined || (held >= limit && questions++ % QUESTIONS_BETWEEN_COUNTS === 0);
  return {
    room: async () => {
      if (isDue()) held = await countKeys(store, prefix, limit);
      const known = held ?? 0;
      return { status: known >= limit ? "shelf_full" : "free", held: known, limit };
    },
    came: () => {
      held = held === undefined ? undefined : held + 1;
    },
    left: () => {
      held = held === undefined ? undefined : Math.max(0, held - 1);
    },
  };
}

/** How many keys start with a prefix, at most a limit. */
export async function countKeys(store: Store, prefix: string, limit: number): Promise<number> {
  let found = 0;
  for await (const _ of store.keys(prefix)) {
    found += 1;
    if (found >= limit) break;
  }
  return found;
}
