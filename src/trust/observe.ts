import { ageTo, evidenceLeft, inWindow, millis, toDay } from "./age.ts";
import { MOST_EVIDENCE_NANO, naturalLog, toNano } from "./arithmetic.ts";
import { TrustError } from "./errors.ts";
import { modelDigest, type TrustModel } from "./model.ts";
import { judged } from "./standing.ts";
import {
  type DayCount,
  emptyState,
  MOST_EVIDENCE,
  memberOf,
  type Observation,
  parseObservation,
  type SignalState,
  type TrustState,
} from "./state.ts";

/**
 * What is known of a source after one more observation. It is a pure function of its arguments and gives the same bits on every
 * platform, so that folding the same observations again proves a state.
 *
 * Evidence and counts do not depend on the order of observations of one time. The sequential test, the penalty and the
 * standing do: three failures in a row mean more than three among many. An observation that comes late counts as aged since
 * its own time (its evidence differs from that of one in time by rounding only), and in the test where it arrives.
 *
 * @throws {FoundationError} `format_malformed` for an observation that is none.
 * @throws {TrustError} `signal_unknown`, `model_mismatch`
 */
export function observe(state: TrustState | undefined, observation: Observation, model: TrustModel): TrustState {
  return next(state, observation, model, modelDigest(model));
}

/**
 * {@link observe} for many observations, in the order given: what an admission says of its source, or all that is known of it.
 *
 * @throws {FoundationError} `format_malformed`
 * @throws {TrustError} `signal_unknown`, `model_mismatch`
 */
export function observeAll(
  state: TrustState | undefined,
  observations: Iterable<Observation>,
  model: TrustModel,
): TrustState | undefined {
  const digest = modelDigest(model);
  let now = state;
  for (const observation of observations) now = next(now, observation, model, digest);
  return now;
}

function next(state: TrustState | undefined, observation: Observation, model: TrustModel, digest: string): TrustState {
  const seen = parseObservation(observation);
  const before = state ?? emptyState(seen.subject, digest, seen.at);
  expectModel(before, digest);
  expectFit(before, seen, model);
  const seenAt = millis(seen.at);
  const aged = ageTo(before, seenAt, model);
  return judged(counted(aged, seen, seenAt, model), model);
}

const noSignal: SignalState = { goodNano: 0, badNano: 0, testNano: 0, days: [], failures: [] };

function expectFit(state: TrustState, { subject, signal }: Observation, model: TrustModel): void {
  if (subject !== state.subject) throw new TypeError("an observation belongs to the state of its own subject");
  if (!Object.hasOwn(model.signals, signal)) {
    const message = `the model \`${model.id.slice(0, 60).toWellFormed()}\` gives no weight to the signal \`${signal}\`: add it, with weight 0 to ignore it`;
    throw new TrustError("signal_unknown", message, { signal });
  }
}

export function expectModel(state: TrustState, digest: string): void {
  if (state.model === digest) return;
  const message = "the state was reached under another model: fold its observations again under this one";
  throw new TrustError("model_mismatch", message, { expected: digest, found: state.model });
}

/** The state with the observation's evidence, count and test step, none of it judged yet. */
function counted(state: TrustState, seen: Observation, seenAt: number, model: TrustModel): TrustState {
  const before = memberOf(state.signals, seen.signal) ?? noSignal;
  const now = millis(state.at);
  // What comes late counts less than it once did.
  const weight = (seen.weight ?? 1) * evidenceLeft(now - seenAt, model);
  const share = model.signals[seen.signal]?.weight ?? 0;
  const evidenceNano = toNano(weight * share);
  const { testNano, alarms } = tested(before.testNano, seen.good, share > 0 ? weight : 0, model);
  const after: SignalState = {
    ...limited(before.goodNano + (seen.good ? evidenceNano : 0), before.badNano + (seen.good ? 0 : evidenceNano)),
    testNano,
    days: inWindow(withDay(before.days, toDay(seenAt), seen.good), now),
    failures: withFailure(before.failures, seen),
  };
  const ceilingNano = toNano(model.damping.ceiling);
  const penaltyNano = Math.min(state.penaltyNano + alarms * toNano(model.damping.penalty), ceilingNano);
  return { ...state, penaltyNano, signals: { ...state.signals, [seen.signal]: after } };
}

/** Evidence that has grown too large for exact sums is scaled down, good and bad alike. */
function limited(goodNano: number, badNano: number): { readonly goodNano: number; readonly badNano: number } {
  const excess = (goodNano + badNano) / MOST_EVIDENCE_NANO;
  if (excess <= 1) return { goodNano, badNano };
  return { goodNano: Math.floor(goodNano / excess), badNano: Math.floor(badNano / excess) };
}

/** One step of Page's test: the sum of log likelihood ratios, never below nothing, starting anew after an alarm. */
function tested(
  testNano: number,
  good: boolean,
  weight: number,
  { sequentialTest: { p0, p1, threshold } }: TrustModel,
): { readonly testNano: number; readonly alarms: number } {
  const ratio = naturalLog(good ? (1 - p1) / (1 - p0) : p1 / p0);
  const sum = Math.max(0, testNano + toNano(weight * ratio));
  return sum >= toNano(threshold) ? { testNano: 0, alarms: 1 } : { testNano: sum, alarms: 0 };
}

function withDay(days: readonly DayCount[], day: number, isGood: boolean): readonly DayCount[] {
  const { good = 0, bad = 0 } = days.find((count) => count.day === day) ?? {};
  const count = { day, good: good + (isGood ? 1 : 0), bad: bad + (isGood ? 0 : 1) };
  return [...days.filter((other) => other.day !== day), count].sort((a, b) => a.day - b.day);
}

const withFailure = (failures: readonly string[], { good, evidence }: Observation): readonly string[] =>
  good || evidence === undefined ? failures : [...failures, evidence].slice(-MOST_EVIDENCE);
