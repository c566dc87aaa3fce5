import type { Reading } from "./axis.ts";
import { type Density, isUsual, logLikelihood } from "./density.ts";
import { examine } from "./examine.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { MOST_PER_EVENT, MOST_RECENT, type QuantityTestState, type TestedField } from "./test-state.ts";

export interface QuantityThresholds {
  /** Score at which values are held. */
  readonly suspectAt: number;
  /** Events after which a suspicion is looked at. */
  readonly confirmAfter: number;
}

export interface QuantityVerdict {
  readonly stage: "suspected" | "confirmed";
  readonly hypothesis: Hypothesis;
  /** Natural logarithm of how many times likelier the hypothesis is. */
  readonly logOdds: number;
  readonly events: number;
}

/**
 * What a gain loses because it is cut off below: it keeps the expectation of its exponential at one, on which the
 * threshold's bound on false alarms rests.
 */
const CUT = 0.0025;
/** Above this share of the threshold nothing is learned. */
const LEARN_BELOW = 0.12;
/** Values whose likelihood goes together from one to the next count for less, but for no less than this. */
const LEAST_PACE = 0.3;
const MOST_CORRELATION = 0.9;
/** What was learned from few values is no more than a guess: from so many, it counts for half. */
const FEW = 20;
/** Looks at an open suspicion come at least so many events apart. */
const LOOK_EVERY = 4;

export const startTest = (bank: readonly Hypothesis[]): QuantityTestState => ({
  scores: bank.map(() => 0),
  runs: bank.map(() => 0),
  recent: [],
  level: 0,
  age: 0,
  stage: "quiet",
  named: 0,
});

/** Whether nothing speaks for any hypothesis. */
export const isIdle = ({ recent, stage }: QuantityTestState): boolean => recent.length === 0 && stage === "quiet";

/** Whether a value needs no test: nothing is open, and it is like most. Four of five end here. */
export const isQuiet = ({ density }: TestedField, state: QuantityTestState, placed: number): boolean =>
  isIdle(state) && isUsual(density, placed);

/** Judges the values of one event. Nothing is learned. */
export function stepQuantityTest(
  field: TestedField,
  before: QuantityTestState,
  values: readonly Reading[],
  thresholds: QuantityThresholds,
): { readonly state: QuantityTestState; readonly verdict: QuantityVerdict | undefined } {
  const scores = withoutStale(scoresAfter(field, before, values, thresholds), before, thresholds);
  const runs = scores.map((score, at) => (score === 0 ? 0 : (before.runs[at] as number) + 1));
  if (runs.every((run) => run === 0) && before.stage === "quiet")
    return { state: startTest(field.bank), verdict: undefined };
  const recent = [...before.recent, values[0] as Reading].slice(-MOST_RECENT);
  const level = before.age === 0 ? field.density.trend.level : before.level;
  return conclude(field, { ...before, scores, runs, recent, level, age: before.age + 1 }, thresholds);
}

/**
 * A score that has not reached the threshold after as many events as are looked at together never meant anything: a
 * small drift of a series that was learned from few values, which nothing would be learned of while it lasted.
 */
const withoutStale = (
  scores: readonly number[],
  { runs }: QuantityTestState,
  { suspectAt }: QuantityThresholds,
): readonly number[] =>
  scores.map((score, at) => (score < suspectAt && (runs[at] as number) >= MOST_RECENT ? 0 : score));

/** Capped, so that right values end a suspicion as quickly as it came. */
function scoresAfter(
  { axis, bank, density }: TestedField,
  { scores, age }: QuantityTestState,
  values: readonly Reading[],
  { suspectAt }: QuantityThresholds,
): readonly number[] {
  const at = { level: density.trend.level, age };
  const placed = values.map((value) => axis.place(value[0]) as number);
  const likelihoodOf = (convert: (value: Reading, place: number) => number): number =>
    values.reduce((sum, value, index) => sum + logLikelihood(density, convert(value, placed[index] as number), at), 0);
  const declared = likelihoodOf((_, place) => place);
  const pace = paceOf(density);
  return bank.map((hypothesis, index) => {
    const gain = likelihoodOf((value, place) => axis.under(hypothesis, value, place)) - declared;
    const cut = Math.min(Math.max(gain, -MOST_PER_EVENT), MOST_PER_EVENT) - CUT;
    return Math.min(Math.max((scores[index] as number) + pace * cut, 0), suspectAt + 2 * MOST_PER_EVENT);
  });
}

/** How many independent values one value is worth, by the correlation of each with the next: (1 - r) / (1 + r). */
function paceOf({ trend, total }: Density): number {
  const correlation = Math.min(Math.max(trend.correlation, 0), MOST_CORRELATION);
  return Math.max(LEAST_PACE, (1 - correlation) / (1 + correlation)) * (total / (total + FEW));
}

/** Whether accepted values may be learned: not while it is open what they are. */
export const isLearning = ({ scores, stage, recent }: QuantityTestState, { suspectAt }: QuantityThresholds): boolean =>
  recent.length === 0 || stage === "cleared" || scores.every((score) => score < LEARN_BELOW * suspectAt);

function conclude(
  field: TestedField,
  state: QuantityTestState,
  thresholds: QuantityThresholds,
): { readonly state: QuantityTestState; readonly verdict: QuantityVerdict | undefined } {
  const score = Math.max(...state.scores);
  const lead = state.scores.indexOf(score);
  if (score < thresholds.suspectAt) return { state: calm(state, thresholds), verdict: undefined };
  const next = isDue(state, state.runs[lead] as number, thresholds) ? examined(field, state, lead) : state;
  return { state: next, verdict: tell(field, next, lead) };
}

/** An open suspicion is looked at every few events. What was cleared is learned, and would soon speak for itself. */
const isDue = ({ stage }: QuantityTestState, run: number, { confirmAfter }: QuantityThresholds): boolean =>
  stage === "quiet" && run >= confirmAfter && run % LOOK_EVERY === 0;

function examined(field: TestedField, state: QuantityTestState, lead: number): QuantityTestState {
  const { named, verdict } = examine(field, state, state.runs[lead] as number);
  if (verdict === "open" && state.stage === "quiet") return { ...state, named };
  return { ...state, named, stage: verdict === "confirmed" ? "confirmed" : "cleared" };
}

/** A change that ends is over at once; what was cleared stays so until nothing speaks for a change any more. */
function calm(state: QuantityTestState, thresholds: QuantityThresholds): QuantityTestState {
  if (state.stage === "quiet") return state;
  const isOver = state.stage === "confirmed" || isLearning({ ...state, stage: "quiet" }, thresholds);
  return isOver ? { ...state, stage: "quiet" } : state;
}

function tell({ bank }: TestedField, state: QuantityTestState, lead: number): QuantityVerdict | undefined {
  if (state.stage === "cleared") return undefined;
  const stage = state.stage === "confirmed" ? "confirmed" : "suspected";
  const hypothesis = bank[stage === "confirmed" ? state.named : lead] as Hypothesis;
  return { stage, hypothesis, logOdds: state.scores[lead] as number, events: state.runs[lead] as number };
}

/** What was learned of an accepted value makes the level certain again. */
export const refreshed = (state: QuantityTestState): QuantityTestState =>
  state.age === 0 ? state : { ...state, age: 0 };
