import type { Store } from "../../stores/index.ts";
import type { LogKeys } from "./keys.ts";
import { load } from "./reading.ts";
import type { LogState } from "./state.ts";

/** Where a log has come to. Other processes may append to it, in a store that they share. */
export interface Position {
  /** As this process last knew it: good enough to plan by, for what is planned too late is not committed. */
  known(): Promise<LogState>;
  /** As the store has it now: what is asked of a log is answered by this. It costs a look at the head. */
  latest(): Promise<LogState>;
  become(state: LogState): void;
  forget(): void;
}

export function createPosition(store: Store, keys: LogKeys): Position {
  let opened: Promise<LogState> | undefined;

  function known(): Promise<LogState> {
    opened ??= start();
    return opened;
  }

  /** What could not be read once is asked for again. */
  function start(): Promise<LogState> {
    const opening = load(store, keys);
    opening.catch(() => {
      if (opened === opening) opened = undefined;
    });
    return opening;
  }

  return {
    known,
    async latest() {
      const before = known();
      const { headVersion } = await before;
      const head = await store.get(keys.head);
      // An append of this process may have come meanwhile: what it became is newer than what was looked at.
      if ((head?.version ?? "absent") !== headVersion && opened === before) opened = undefined;
      return known();
    },
    become(state) {
      opened = Promise.resolve(state);
    },
    forget() {
      opened = undefined;
    },
  };
}
