import {
  closed,
  count,
  flag,
  listOf,
  mapOf,
  matching,
  oneOf,
  readFormat,
  readShape,
  type Shape,
} from "../foundation/shape.ts";
import { MOST_EVIDENCE_NANO, MOST_NANO } from "./arithmetic.ts";
import { bySignal, instant, name, numberFrom, shortList, signalName } from "./shapes.ts";

/** How a source stands. `unknown` is a state too: too little has been seen of it, or too little lately. */
export type Standing = "trusted" | "watch" | "suppressed" | "unknown";

/** One thing that was seen of a source. */
export interface Observation {
  /** The source, vendor or device. */
  readonly subject: string;
  readonly signal: string;
  readonly good: boolean;
  /** How many ordinary observations it is worth, from a millionth to a hundred. Default 1. */
  readonly weight?: number;
  /** When the receiver saw it, by its own clock, RFC 3339. A time that the source chooses would let it age its own past away. */
  readonly at: string;
  /** Identifier of what proves it, such as the digest of a statement. */
  readonly evidence?: string;
}

/** How many days back failures and successes are still counted one by one, today included (UTC). */
export const WINDOW_DAYS = 30;
/** How many pieces of evidence of recent failures are kept for each signal. */
export const MOST_EVIDENCE = 5;

export interface DayCount {
  /** Whole days since 1970-01-01, UTC. */
  readonly day: number;
  readonly good: number;
  readonly bad: number;
}

/** What is kept of one signal. */
export interface SignalState {
  /** Evidence as of the state's time, in 10⁻⁹ of an observation. */
  readonly goodNano: number;
  readonly badNano: number;
  /** The cumulative sum of the sequential test, in 10⁻⁹. */
  readonly testNano: number;
  /** How many were good and bad on each of the last days that saw any; the earliest first. */
  readonly days: readonly DayCount[];
  /** What proves the latest failures, newest last. */
  readonly failures: readonly string[];
}

/** All that is kept of a source: a few hundred bytes for each signal, however much was observed. */
export interface TrustState {
  readonly formatVersion: 1;
  readonly subject: string;
  /** Digest of the model under which it was reached. */
  readonly model: string;
  /** Time of the latest observation, to which everything else refers. */
  readonly at: string;
  readonly standing: Standing;
  /** Whether the penalty has reached the point of suppression and not yet fallen to that of reuse. */
  readonly isDamped: boolean;
  readonly penaltyNano: number;
  readonly signals: Readonly<Record<string, SignalState>>;
}

/** The state of a source that was never observed. */
export const emptyState = (subject: string, model: string, at: string): TrustState => ({
  formatVersion: 1,
  subject,
  model,
  at,
  standing: "unknown",
  isDamped: false,
  penaltyNano: 0,
  signals: {},
});

/** What is kept of a signal, `undefined` when it never said anything. */
export const memberOf = (signals: TrustState["signals"], signal: string): SignalState | undefined =>
  Object.hasOwn(signals, signal) ? signals[signal] : undefined;

const weight: Shape<number> = numberFrom(0.000_001, 100);

const observation: Shape<Observation> = closed(
  { subject: name, signal: signalName, good: flag, at: instant },
  { weight, evidence: name },
);

/** Reads an observation that somebody else made. @throws {FoundationError} `format_malformed` */
export const parseObservation = (json: unknown): Observation => readShape("observation", observation, json);

const day: Shape<DayCount> = closed({ day: count, good: count, bad: count });
const upTo =
  (most: number): Shape<number> =>
  (value, path) =>
    numberFrom(0, most)(count(value, path), path);
const nano = upTo(MOST_NANO);
const evidenceNano = upTo(MOST_EVIDENCE_NANO);

const signalState: Shape<SignalState> = closed({
  goodNano: evidenceNano,
  badNano: evidenceNano,
  testNano: nano,
  days: shortList(WINDOW_DAYS, listOf(day)),
  failures: shortList(MOST_EVIDENCE, listOf(name)),
});

const state: Shape<TrustState> = closed({
  formatVersion: oneOf(1),
  subject: name,
  model: matching(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal"),
  at: instant,
  standing: oneOf("trusted", "watch", "suppressed", "unknown"),
  isDamped: flag,
  penaltyNano: nano,
  signals: bySignal(mapOf(signalState)),
});

/** Reads a state back from where it was kept. @throws {FoundationError} `format_malformed`, `newer_format` */
export const parseTrustState = (json: unknown): TrustState => readFormat("trust state", 1, state, json);
