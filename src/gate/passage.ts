import type { CompiledContract } from "../contracts/index.ts";
import type { StoredRecord } from "../evidence/index.ts";
import type {
  Envelope,
  Event,
  Finding,
  HeldFor,
  IntegrityError,
  JsonObject,
  JsonValue,
  Status,
} from "../foundation/index.ts";
import type { Derivation, RecordVersion } from "../lineage/index.ts";
import type { Approval, Decision, Effect } from "../policy/index.ts";
import type { Channel } from "../provenance/index.ts";
import type { Look } from "../quarantine/index.ts";
import type { Write } from "../stores/index.ts";
import type { Score } from "../trust/index.ts";
import type { Stream } from "./settings.ts";

/** What a caller may say besides the event. */
export interface AdmitOptions {
  /** The answer is given by then, whatever has been done. Default: no deadline. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly tenant?: string;
  /** How the event came, for sources that sign nothing. Default: by an unauthenticated call. */
  readonly channel?: Channel;
  /** The record as it was before, so that a change of a field by a system that does not own it can be seen. */
  readonly previous?: JsonValue;
  /** Records that this one was made from. Default: the event that caused it. */
  readonly derivedFrom?: readonly RecordVersion[];
}

export type StageName =
  | "read"
  | "provenance"
  | "duplicate"
  | "order"
  | "contract"
  | "drift"
  | "trust"
  | "policy"
  | "lineage"
  | "commit";

/** One thing that speaks for or against an event. The most severe effect wins. */
export interface PassageReason {
  readonly stage: StageName;
  readonly code: string;
  readonly effect: Effect;
  readonly sentence: string;
  /** RFC 6901 pointer into the event. */
  readonly path?: string;
  /** What it is held for, where the effect alone does not say. */
  readonly heldFor?: HeldFor;
  /** It is told, and holds nothing that would go on without it. */
  readonly observed?: boolean;
}

/** Who is known to have said it. */
export interface Provenance {
  readonly status: Status;
  readonly signedBy: "source" | "receiver";
  readonly principal?: string;
  readonly channel?: Channel;
}

/** The transformation that a repair plan is; its version is the plan's digest. */
export const REPAIR = "repair";

/** The plan that made an event of a held one, and who judges how it looks. */
export interface Repair {
  /** SHA-256 of the plan. */
  readonly plan: string;
  readonly look: Look;
  /** When that one was held. */
  readonly seenAt: Date;
  /** Whose effect is intended as soon as the event is accepted, and is written down so with that. */
  readonly consumer?: string;
}

/** What is known of one event on its way through the gate. Every stage adds to it; nothing is taken back. */
export interface Passage {
  readonly at: Date;
  readonly options: AdmitOptions;
  readonly input: unknown;
  /** What was handed over, as JSON text. */
  readonly text?: string;
  readonly event?: Event;
  /** The event with its statement: the source's own, or ours about receiving it. */
  readonly envelope?: Envelope;
  /** SHA-256 of the statement. */
  readonly statement?: string;
  readonly stream: Stream;
  /** When it had been seen here before, for one that is looked at again, or that was made of such a one. */
  readonly seenAt?: Date;
  readonly provenance?: Provenance;
  readonly contract?: CompiledContract;
  /** What each stage found; an empty list says that it looked and found nothing. */
  readonly findings: Readonly<Partial<Record<StageName, readonly Finding[]>>>;
  /** What the drift watch knew before it looked, for an event that it found something in. */
  readonly detector?: JsonObject;
  readonly trust?: Score;
  readonly approvals: readonly Approval[];
  readonly decision?: Decision;
  readonly derivation?: Derivation;
  readonly reasons: readonly PassageReason[];
  /** The record of an earlier admission of the same event, whose answer stands. */
  readonly earlier?: StoredRecord;
  /** What remembers that the event came, to be written with the answer. */
  readonly sightings?: readonly Write[];
  /** Lets the next admission of the same event in. */
  readonly leave?: () => void;
  /** Lets the next event of the same business key in. */
  readonly leaveLane?: () => void;
  /** How many events of the same business key are held before this one, those that it stands for aside. */
  readonly ahead?: number;
  /** Capsules of the held events that it stands for. */
  readonly superseded?: readonly string[];
  /** Its own capsule, for an event that is asked about again. */
  readonly capsule?: string;
  /** What a held event was repaired by, for one that is sent on. */
  readonly repair?: Repair;
  /** Nothing further is asked. */
  readonly ended?: true;
  /** A part that had to be asked failed. */
  readonly failure?: IntegrityError;
}

/** What a stage adds. Reasons and findings join those that are there. */
export type Step = Partial<Omit<Passage, "at" | "options" | "input" | "reasons" | "findings">> & {
  readonly reasons?: readonly PassageReason[];
  readonly findings?: Passage["findings"];
};

export function extend(passage: Passage, step: Step): Passage {
  return {
    ...passage,
    ...step,
    reasons: step.reasons ? [...passage.reasons, ...step.reasons] : passage.reasons,
    findings: step.findings ? { ...passage.findings, ...step.findings } : passage.findings,
  };
}
