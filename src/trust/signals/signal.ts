import { type Finding, type Severity, type Status, type TimeInterval, worstSeverity } from "../../foundation/index.ts";
import type { Observation } from "../state.ts";

/** What one admission showed of a source. What was not looked at is absent: silence is neither praise nor blame. */
export interface SignalFacts {
  readonly source: string;
  /** When the receiver admitted the event, by its own clock, RFC 3339. */
  readonly at: string;
  /** Identifier of what proves it, such as the digest of the admission. */
  readonly evidence?: string;
  /** How the source's own signature stood; absent when it signs nothing. */
  readonly provenance?: Status;
  /** Findings by the stage that looked; an empty list says that it found nothing. */
  readonly findings?: Readonly<Partial<Record<SignalStage, readonly Finding[]>>>;
  /** How long after the promised time it came, in milliseconds: an interval, because times are uncertain. */
  readonly delayMs?: TimeInterval;
  /** How much delay is still in time, in milliseconds. Default 0. */
  readonly allowedDelayMs?: number;
}

export type SignalStage = "provenance" | "contract" | "drift";

/** One thing to watch sources by. */
export interface Signal {
  readonly name: string;
  /** How a sentence calls what was good, and what was bad: `3 of 10 late`. */
  readonly good: string;
  readonly bad: string;
  /** What the facts say about it, if they say anything. */
  observe(facts: SignalFacts): Observation | undefined;
}

/** The observation that a verdict is; none where there is no verdict. */
export function toObservation(signal: string, facts: SignalFacts, good: boolean | undefined): Observation | undefined {
  if (good === undefined) return undefined;
  const { source: subject, at, evidence } = facts;
  return { subject, signal, good, at, ...(evidence !== undefined && { evidence }) };
}

const weights: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** Whether a stage found nothing as heavy as `badFrom`; `undefined` when it did not look. */
export function isClean({ findings }: SignalFacts, stage: SignalStage, badFrom: Severity): boolean | undefined {
  const found = findings?.[stage];
  return found && weights[worstSeverity(found) ?? "info"] < weights[badFrom];
}
