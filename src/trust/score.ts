import { formatInstant } from "../foundation/index.ts";
import { ageTo } from "./age.ts";
import { fromNano } from "./arithmetic.ts";
import { modelDigest, type TrustModel } from "./model.ts";
import { expectModel } from "./observe.ts";
import { toOpinion } from "./opinion.ts";
import { sentenceOf } from "./sentence.ts";
import { LAST_INSTANT } from "./shapes.ts";
import { evidenceOf, judged, scoreUnits } from "./standing.ts";
import { emptyState, memberOf, type Standing, type TrustState } from "./state.ts";

/** What one signal does to the score. */
export interface Contribution {
  readonly signal: string;
  /** Evidence as it counts now, in observations. */
  readonly good: string;
  readonly bad: string;
  /** How much the lower bound would fall (or, when negative, rise) without this signal. */
  readonly delta: string;
  /** What proves its latest failures. */
  readonly failures: readonly string[];
}

/** How far a source is to be trusted at a moment. Every number is decimal text with four digits. */
export interface Score {
  /**
   * The lower bound of what is believed, from 0 to 1; below `states.watch.leave` while the penalty suppresses the source. To decide, ask for
   * the `state`: it also knows whether there is enough evidence, and what went before.
   */
  readonly score: string;
  readonly mean: string;
  readonly belief: string;
  readonly disbelief: string;
  readonly uncertainty: string;
  /** Good and bad evidence together, in observations as they count now. */
  readonly evidence: string;
  readonly penalty: string;
  readonly state: Standing;
  /** For people: the state and the strongest reason for it. */
  readonly sentence: string;
  /** Those that raise the score most first, those that lower it most last. */
  readonly contributions: readonly Contribution[];
  /** The moment meant: never before the latest observation. */
  readonly asOf: string;
  /** Digest of the model. */
  readonly model: string;
}

/**
 * The score of a source at a moment; of one that was never observed, when `state` is `undefined`. Evidence and penalties age up to that
 * moment: without news, every source goes back to `unknown`.
 *
 * @throws {TrustError} `model_mismatch` for a state reached under another model.
 */
export function scoreTrust(state: TrustState | undefined, model: TrustModel, at: Date): Score {
  if (!(at.getTime() >= 0 && at.getTime() <= LAST_INSTANT)) throw new TypeError("at is a Date from 1970 to 9999");
  const digest = modelDigest(model);
  const before = state ?? emptyState("nobody", digest, formatInstant(at));
  expectModel(before, digest);
  return describeScore(judged(ageTo(before, at.getTime(), model), model), model);
}

function describeScore(state: TrustState, model: TrustModel): Score {
  const evidence = evidenceOf(state);
  const { lowerBound, ...opinion } = toOpinion(evidence, model);
  const deltas = deltasOf(state, model, lowerBound);
  return {
    score: fromUnits(scoreUnits(state, model)),
    mean: fourDigits(opinion.mean),
    belief: fourDigits(opinion.belief),
    disbelief: fourDigits(opinion.disbelief),
    uncertainty: fourDigits(opinion.uncertainty),
    evidence: fourDigits(evidence.good + evidence.bad),
    penalty: fourDigits(fromNano(state.penaltyNano)),
    state: state.standing,
    sentence: sentenceOf(state, model, deltas),
    contributions: deltas.map(([signal, delta]) => toContribution(state, signal, delta)),
    asOf: state.at,
    model: state.model,
  };
}

/** Ten-thousandths as decimal text. ECMA-262 §21.1.3.3 fixes every digit of it. */
const fromUnits = (units: number): string => (units / 10_000).toFixed(4);
const fourDigits = (value: number): string => fromUnits(Math.round(value * 10_000));

/** What each signal does for the lower bound, most helpful first. */
function deltasOf(state: TrustState, model: TrustModel, whole: number): readonly (readonly [string, number])[] {
  const without = (left: string): number => {
    const others = evidenceOf(state, (signal) => signal !== left);
    return toOpinion(others, model).lowerBound;
  };
  return Object.keys(state.signals)
    .filter((signal) => (model.signals[signal]?.weight ?? 0) > 0)
    .map((signal) => [signal, whole - without(signal)] as const)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

function toContribution(state: TrustState, signal: string, delta: number): Contribution {
  const { goodNano = 0, badNano = 0, failures = [] } = memberOf(state.signals, signal) ?? {};
  return {
    signal,
    good: fourDigits(fromNano(goodNano)),
    bad: fourDigits(fromNano(badNano)),
    delta: fourDigits(delta),
    failures,
  };
}
