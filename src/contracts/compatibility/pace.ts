import type { Identify } from "../counterexample/identity.ts";
import { createIdentities } from "../counterexample/identity.ts";
import type { Run } from "../counterexample/run.ts";
import { createRun } from "../counterexample/solve.ts";

/** How much a check may still do, and who may stop it. */
export interface Pace {
  readonly identify: Identify;
  readonly isTidy: boolean;
  /** A search that may take so many steps at most, out of what is left. */
  start(steps: number): Run;
  readonly spent: number;
  readonly isSpent: boolean;
  /** Lets others have their turn now and then. @throws the signal's reason when it was aborted */
  breathe(): Promise<void>;
}

export interface PaceOptions {
  readonly budget: number;
  readonly isTidy: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Steps between two pauses: some tens of milliseconds. */
const STEPS_BETWEEN_PAUSES = 2_000;

export function createPace({ budget, isTidy, signal }: PaceOptions): Pace {
  const identify = createIdentities();
  const run = createRun({ identify, isTidy });
  let paused = 0;
  return {
    identify,
    isTidy,
    start(steps) {
      run.allow(Math.max(0, Math.min(steps, budget - run.spent)));
      return run;
    },
    get spent() {
      return Math.min(run.spent, budget);
    },
    get isSpent() {
      return run.spent >= budget;
    },
    async breathe() {
      signal?.throwIfAborted();
      if (run.spent - paused < STEPS_BETWEEN_PAUSES) return;
      paused = run.spent;
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
    },
  };
}
