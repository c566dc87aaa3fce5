import type { Reading } from "./axis.ts";
import { areTwoGroups, isUsual, learned } from "./density.ts";
import { examine } from "./examine.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { scoresAfter, speaksForAny } from "./scores.ts";
import { MOST_RECENT, type QuantityTestState, type TestedField } from "./test-state.ts";

export interface QuantityThresholds {
  /** Score at which values are held. */
  readonly suspectAt: number;
  /** Events after which a suspicion is looked at. */
  readonly confirmAfter: number;
  /** Values that must have been learned to prove anything against others. */
  readonly provenFrom: number;
}

/** Why it is open which values are right: there were few before, or such as these among them. */
export type Doubt = "few before" | "seen before";

export interface QuantityVerdict {
  readonly stage: "suspected" | "confirmed";
  readonly hypothesis: Hypothesis;
  /** Natural logarithm of how many times likelier the hypothesis is. */
  readonly logOdds: number;
  readonly events: number;
  readonly doubt: Doubt | undefined;
}

/** Above this share of the threshold nothing is learned. */
const LEARN_BELOW = 0.12;
/** Looks at an open suspicion come so many events apart. */
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
  if (isIdle(before) && !speaksForAny(field, before, values)) return { state: before, verdict: undefined };
  const scores = scoresAfter(field, before, values, thresholds.suspectAt);
  const runs = scores.map((score, at) => (score === 0 ? 0 : (before.runs[at] as number) + 1));
  if (runs.every((run) => run === 0) && before.stage === "quiet")
    return { state: startTest(field.bank), verdict: undefined };
  const recent = [...before.recent, values[0] as Reading].slice(-MOST_RECENT);
  const level = before.age === 0 ? field.density.trend.level : before.level;
  return conclude(field, { ...before, scores, runs, recent, level, age: before.age + 1 }, thresholds);
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
  const doubt = doubtOf(field, state, lead, thresholds);
  const next = looked(field, state, lead, doubt, thresholds);
  return { state: next, verdict: tell(field, next, lead, doubt) };
}

function looked(
  field: TestedField,
  state: QuantityTestState,
  lead: number,
  doubt: Doubt | undefined,
  { confirmAfter }: QuantityThresholds,
): QuantityTestState {
  const run = state.runs[lead] as number;
  // Few values against many others: in the end both are learned, rather than that the few are believed for good.
  if (state.stage !== "quiet" || run < (doubt === "few before" ? MOST_RECENT : confirmAfter)) return state;
  if (doubt !== undefined) return { ...state, stage: "cleared" };
  return run % LOOK_EVERY === 0 ? examined(field, state, lead) : state;
}

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

function tell(
  field: TestedField,
  state: QuantityTestState,
  lead: number,
  doubt: Doubt | undefined,
): QuantityVerdict | undefined {
  if (state.stage === "cleared") return undefined;
  const stage = state.stage === "confirmed" ? "confirmed" : "suspected";
  const hypothesis = field.bank[stage === "confirmed" ? state.named : lead] as Hypothesis;
  const [logOdds, events] = [state.scores[lead] as number, state.runs[lead] as number];
  return { stage, hypothesis, logOdds, events, doubt: stage === "confirmed" ? undefined : doubt };
}

function doubtOf(
  { axis, bank, density }: TestedField,
  { recent, runs }: QuantityTestState,
  lead: number,
  { provenFrom }: QuantityThresholds,
): Doubt | undefined {
  if (learned(density) < provenFrom) return "few before";
  const values = recent.slice(-(runs[lead] as number));
  const known = values.filter((value) => {
    const placed = axis.place(value[0]) as number;
    return areTwoGroups(density, placed, axis.under(bank[lead] as Hypothesis, value, placed));
  });
  return 2 * known.length > values.length ? "seen before" : undefined;
}

/** What was learned of an accepted value makes the level certain again. */
export const refreshed = (state: QuantityTestState): QuantityTestState =>
  state.age === 0 ? state : { ...state, age: 0 };
