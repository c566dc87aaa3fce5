import type { Effect } from "./effect.ts";
import type { PolicyReasons } from "./errors.ts";

export type ReasonCode = keyof PolicyReasons;

/** One reason: its code, what it alone would make of the decision, and the facts of the code. */
export type DecisionReason = {
  readonly [Code in ReasonCode]: {
    readonly code: Code;
    readonly effect: Effect;
    /** Whether what the reason says is so, or is unknown and counts as if it were. */
    readonly status: "true" | "unknown";
  } & PolicyReasons[Code];
}[ReasonCode];
