import { type Histogram, logLikelihood, typicalLikelihood } from "./histogram.ts";
import type { UnitHypothesis } from "./unit-bank.ts";

/**
 * A sequential test of one field for a change of unit, in two stages (Page's CUSUM over a bank of conversions, then a
 * look at the last values together). States are values: a step makes the next one.
 */
export interface UnitTestState {
  /** One for each hypothesis: how much the values since its last zero speak for it, in natural logarithms. */
  readonly scores: readonly number[];
  /** How many events ago each score was zero. */
  readonly runs: readonly number[];
  /** Steps of the last events' first values. */
  readonly recent: readonly number[];
  /** `confirmed`: it is the unit of the hypothesis `named`. `cleared`: it is something else, and may be learned. */
  readonly stage: "quiet" | "confirmed" | "cleared";
  readonly named: number;
}

export interface UnitTestThresholds {
  /** Score at which values are held. */
  readonly suspectAt: number;
  /** Events after which a suspicion is confirmed or cleared. */
  readonly confirmAfter: number;
}

export interface UnitVerdict {
  readonly stage: "suspected" | "confirmed";
  readonly hypothesis: UnitHypothesis;
  /** Natural logarithm of how many times likelier the other unit is. */
  readonly logOdds: number;
  readonly values: number;
}

export interface UnitTestStep {
  readonly state: UnitTestState;
  readonly verdict: UnitVerdict | undefined;
}

/** One event counts for at most this much, however many values it has: e^6 is 400 to 1. */
const MAX_PER_EVENT = 6;
/** How many standard deviations less likely than accepted values are on average converted ones may be. */
const MAX_DEVIATIONS = 4;
/** Share of the last values that must be likelier converted: the others are stragglers from before the change. */
const LEAST_SHARE = 0.75;

export const startUnitTest = (bank: readonly UnitHypothesis[]): UnitTestState => ({
  scores: bank.map(() => 0),
  runs: bank.map(() => 0),
  recent: [],
  stage: "quiet",
  named: 0,
});

export interface UnitTestField {
  readonly bank: readonly UnitHypothesis[];
  readonly reference: Histogram;
}

/** Judges the values of one event. Nothing is learned. */
export function stepUnitTest(
  { bank, reference }: UnitTestField,
  state: UnitTestState,
  steps: readonly number[],
  thresholds: UnitTestThresholds,
): UnitTestStep {
  const { suspectAt, confirmAfter } = thresholds;
  const declared = likelihoodOf(reference, steps, 0);
  // Capped, so that values in the declared unit end a suspicion as quickly as it came.
  const scores = bank.map(({ moved }, at) => {
    const gain = clip(likelihoodOf(reference, steps, moved) - declared);
    return Math.min(Math.max((state.scores[at] ?? 0) + gain, 0), suspectAt + 2 * MAX_PER_EVENT);
  });
  const runs = scores.map((score, at) => (score === 0 ? 0 : (state.runs[at] ?? 0) + 1));
  const recent = [...state.recent, steps[0] as number].slice(-confirmAfter);
  return conclude({ bank, reference }, { ...state, scores, runs, recent }, thresholds);
}

const clip = (gain: number): number => Math.min(Math.max(gain, -MAX_PER_EVENT), MAX_PER_EVENT);

function likelihoodOf(reference: Histogram, steps: readonly number[], moved: number): number {
  let sum = 0;
  for (const step of steps) sum += logLikelihood(reference, step - moved);
  return sum;
}

/** Whether accepted values may be learned: not while it is open what they are. */
export const isLearning = ({ scores, stage }: UnitTestState, { suspectAt }: UnitTestThresholds): boolean =>
  stage === "cleared" || Math.max(0, ...scores) < suspectAt / 3;

function conclude(field: UnitTestField, state: UnitTestState, thresholds: UnitTestThresholds): UnitTestStep {
  const score = Math.max(0, ...state.scores);
  const lead = state.scores.indexOf(score);
  if (score < thresholds.suspectAt) return { state: calm(state, thresholds), verdict: undefined };
  const isDue = (state.runs[lead] ?? 0) % thresholds.confirmAfter === 0;
  const next = state.stage !== "confirmed" && isDue ? examine(field, state, thresholds) : state;
  return { state: next, verdict: tell(field, next, lead) };
}

/** A change that ends is over at once; what was cleared stays so until nothing speaks for a change any more. */
function calm(state: UnitTestState, thresholds: UnitTestThresholds): UnitTestState {
  if (state.stage === "quiet") return state;
  const isOver = state.stage === "confirmed" || isLearning({ ...state, stage: "quiet" }, thresholds);
  return isOver ? { ...state, stage: "quiet" } : state;
}

/**
 * Looks at the last values together: which conversion makes them likeliest, and are they then as likely as accepted
 * values are? The second question tells a change of unit from a mere change of level.
 */
function examine(
  { bank, reference }: UnitTestField,
  state: UnitTestState,
  { suspectAt }: UnitTestThresholds,
): UnitTestState {
  const { recent } = state;
  const likelihoods = bank.map(({ moved }) => likelihoodOf(reference, recent, moved));
  const best = Math.max(...likelihoods);
  const named = likelihoods.indexOf(best);
  const isConvincing = best - likelihoodOf(reference, recent, 0) > suspectAt;
  const isConfirmed = isConvincing && isTypical(reference, recent, bank[named]?.moved ?? 0);
  return { ...state, named, stage: isConfirmed ? "confirmed" : "cleared" };
}

/** Whether converted values are as likely as accepted ones are. A message that comes late, still in the old unit, is left out. */
function isTypical(reference: Histogram, recent: readonly number[], moved: number): boolean {
  const { mean, deviation } = typicalLikelihood(reference);
  const isStraggler = (step: number): boolean => {
    const declared = logLikelihood(reference, step);
    return declared > mean - MAX_DEVIATIONS * deviation && declared > logLikelihood(reference, step - moved);
  };
  const changed = recent.filter((step) => !isStraggler(step));
  const least = mean - (MAX_DEVIATIONS * deviation) / Math.sqrt(changed.length);
  const isMost = changed.length >= LEAST_SHARE * recent.length;
  return isMost && likelihoodOf(reference, changed, moved) / changed.length >= least;
}

function tell({ bank }: UnitTestField, state: UnitTestState, lead: number): UnitVerdict | undefined {
  if (state.stage === "cleared") return undefined;
  const stage = state.stage === "confirmed" ? "confirmed" : "suspected";
  const hypothesis = bank[stage === "confirmed" ? state.named : lead] as UnitHypothesis;
  return { stage, hypothesis, logOdds: state.scores[lead] ?? 0, values: state.runs[lead] ?? 0 };
}
