import type { Axis, Reading } from "./axis.ts";
import type { Density } from "./density.ts";
import type { Hypothesis } from "./hypothesis.ts";

/**
 * A sequential test of one field for what its values could have become, in two stages: Page's cumulative sums over all
 * hypotheses, then a look at the last values together. States are values: a step makes the next one.
 */
export interface QuantityTestState {
  /** One for each hypothesis: how much the values since its last zero speak for it, in natural logarithms. */
  readonly scores: readonly number[];
  /** How many events ago each score was zero. */
  readonly runs: readonly number[];
  /** The first value of each of the last events, the latest at the end. */
  readonly recent: readonly Reading[];
  /** The level before the first of them, and how many events ago anything was learned. */
  readonly level: number;
  readonly age: number;
  /** `confirmed`: it is the hypothesis `named`. `cleared`: it is something else, and may be learned. */
  readonly stage: "quiet" | "confirmed" | "cleared";
  readonly named: number;
}

export interface TestedField {
  readonly axis: Axis;
  readonly bank: readonly Hypothesis[];
  readonly density: Density;
}

/** One event counts for at most this much, however many values it has: e^6 is 400 to 1. */
export const MOST_PER_EVENT = 6;
/** Events that are looked at together, at most. */
export const MOST_RECENT = 64;
