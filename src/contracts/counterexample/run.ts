import type { JsonValue } from "../../foundation/index.ts";
import type { Identify } from "./identity.ts";
import type { Rules } from "./rule.ts";

/** A value that keeps all of some schemas and breaks all of others. */
export interface Goal {
  readonly keep: readonly Rules[];
  readonly breaks: readonly Rules[];
}

/** The first few values that meet a goal; `exhausted`: when there are none, there is none at all. */
export interface Solution {
  readonly values: readonly JsonValue[];
  readonly exhausted: boolean;
}

/** One search: what it may still spend, what it has found out, and what it is in the middle of. */
export interface Run {
  readonly identify: Identify;
  /** Counts one step; `false` when there are none left. */
  spend(): boolean;
  /** From now on so many steps may be spent. */
  allow(steps: number): void;
  readonly spent: number;
  /** Whether objects hold only members that the schemas to be kept declare. */
  readonly isTidy: boolean;
  solve(goal: Goal): Solution;
}

export interface RunOptions {
  readonly identify: Identify;
  readonly isTidy?: boolean;
}
