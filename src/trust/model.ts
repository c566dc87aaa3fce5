import { digestJson } from "../foundation/index.ts";
import { closed, deepFreeze, isDeepFrozen, mapOf, oneOf, readFormat, type Shape } from "../foundation/shape.ts";
import { TrustError } from "./errors.ts";
import { bySignal, name, numberFrom } from "./shapes.ts";

/** A threshold with hysteresis, in scores from 0 to 1. */
export interface Band {
  /** Reached from `unknown` at this score. */
  readonly enter: number;
  /** Reached again, by a source that was found wanting, only at this one. */
  readonly regain: number;
  /** Lost below this one. */
  readonly leave: number;
}

/** Everything that turns observations into a score. Two models that differ in anything have different digests. */
export interface TrustModel {
  readonly formatVersion: 1;
  readonly id: string;
  readonly version: string;
  /** After this time an observation counts half. */
  readonly halfLifeHours: number;
  /** After this time half of a penalty is left. */
  readonly penaltyHalfLifeHours: number;
  /** How good a source is taken to be while nothing is known of it, from 0 to 1. */
  readonly baseRate: number;
  /** How many observations that assumption is worth: the W of subjective logic. */
  readonly priorWeight: number;
  /** Standard deviations that the score stays below the mean. */
  readonly lowerBoundZ: number;
  /** Evidence, in observations, below which nothing is said. */
  readonly minimumEvidence: number;
  /**
   * How much evidence an observation of each signal is; 0 ignores the signal. What several signals say about one delivery is
   * not independent, so weights that add up to 1 let a delivery that all of them saw count as one observation.
   */
  readonly signals: Readonly<Record<string, { readonly weight: number }>>;
  /**
   * Page's cumulative sum over each signal's own observations: it asks whether the share of failures has gone from `p0` to `p1`.
   * `threshold` is a sum of natural logarithms of likelihood ratios. It counts observations, whatever the signal's weight.
   */
  readonly sequentialTest: { readonly p0: number; readonly p1: number; readonly threshold: number };
  /**
   * Flap damping (RFC 2439): each alarm of the test adds `penalty`, up to `ceiling`; at `suppressAt` the source is suppressed until
   * the penalty has decayed below `reuseAt`.
   */
  readonly damping: {
    readonly penalty: number;
    readonly ceiling: number;
    readonly suppressAt: number;
    readonly reuseAt: number;
  };
  /** Scores at which a source is trusted, and at which it is at least watched. */
  readonly states: { readonly trusted: Band; readonly watch: Band };
}

const share = numberFrom(0, 1);
const strictShare = numberFrom(0.000_001, 0.999_999);
const hours = numberFrom(0.001, 1_000_000);
const amount = numberFrom(0.001, 1_000_000);
const band: Shape<Band> = closed({ enter: share, regain: share, leave: share });

const model: Shape<TrustModel> = closed({
  formatVersion: oneOf(1),
  id: name,
  version: name,
  halfLifeHours: hours,
  penaltyHalfLifeHours: hours,
  baseRate: share,
  priorWeight: numberFrom(0.001, 1_000),
  lowerBoundZ: numberFrom(0, 10),
  minimumEvidence: numberFrom(0, 1_000_000),
  signals: bySignal(mapOf(closed({ weight: numberFrom(0, 100) }))),
  sequentialTest: closed({ p0: strictShare, p1: strictShare, threshold: numberFrom(0.001, 1_000) }),
  damping: closed({ penalty: amount, ceiling: amount, suppressAt: amount, reuseAt: amount }),
  states: closed({ trusted: band, watch: band }),
});

/** What must hold between members: a row says where, whether it does, and what belongs there. */
const rules: readonly (readonly [path: string, holds: (model: TrustModel) => boolean, problem: string])[] = [
  ["/sequentialTest/p1", ({ sequentialTest: { p0, p1 } }) => p0 < p1, "must be above `p0`"],
  ["/damping/reuseAt", ({ damping: { reuseAt, suppressAt } }) => reuseAt < suppressAt, "must be below `suppressAt`"],
  ["/damping/ceiling", ({ damping: { ceiling, suppressAt } }) => ceiling >= suppressAt, "must reach `suppressAt`"],
  ["/states/trusted/leave", ({ states: { trusted } }) => trusted.leave <= trusted.enter, "must not be above `enter`"],
  ["/states/trusted/regain", ({ states: { trusted } }) => trusted.regain >= trusted.enter, "must not be below `enter`"],
  ["/states/watch/leave", ({ states: { watch } }) => watch.leave <= watch.enter, "must not be above `enter`"],
  ["/states/watch/regain", ({ states: { watch } }) => watch.regain >= watch.enter, "must not be below `enter`"],
  [
    "/states/watch/enter",
    ({ states }) => states.watch.enter <= states.trusted.leave,
    "must not be above where trust is left",
  ],
];

/**
 * Reads a model that somebody else wrote.
 *
 * @throws {FoundationError} `format_malformed`, `newer_format`
 * @throws {TrustError} `model_inconsistent` when two members contradict each other.
 */
export function parseTrustModel(json: unknown): TrustModel {
  const read = readFormat("trust model", 1, model, json);
  for (const [path, holds, problem] of rules) {
    if (!holds(read))
      throw new TrustError("model_inconsistent", `the model's \`${path}\` ${problem}`, { path, problem });
  }
  return deepFreeze(read);
}

/** SHA-256 of a model, in hexadecimal: it stands in every state and every score. */
export function modelDigest(model: TrustModel): string {
  const known = digests.get(model);
  if (known !== undefined) return known;
  const digest = digestJson(model).sha256;
  if (isDeepFrozen(model)) digests.set(model, digest);
  return digest;
}

/** Of models that nobody can change any more, for as long as somebody holds them. */
const digests = new WeakMap<TrustModel, string>();

/**
 * A model for sources that deliver about once a day. For those that deliver far more often, give each observation a smaller
 * `weight`: evidence ages by the hour, but the test counts observations.
 */
export const defaultTrustModel: TrustModel = deepFreeze({
  formatVersion: 1,
  id: "countersign-default",
  version: "1",
  halfLifeHours: 1_440,
  penaltyHalfLifeHours: 1_440,
  baseRate: 0.5,
  priorWeight: 2,
  lowerBoundZ: 1,
  minimumEvidence: 10,
  signals: {
    integrity: { weight: 0.3 },
    conformance: { weight: 0.4 },
    stability: { weight: 0.15 },
    timeliness: { weight: 0.15 },
  },
  sequentialTest: { p0: 0.06, p1: 0.4, threshold: 5.1 },
  damping: { penalty: 1_000, ceiling: 4_000, suppressAt: 900, reuseAt: 330 },
  states: { trusted: { enter: 0.8, regain: 0.902, leave: 0.7 }, watch: { enter: 0.5, regain: 0.5, leave: 0.4 } },
});
