import { IntegrityError } from "../foundation/index.ts";

/** Why a bundle could not be made or read, or the ledger not be trusted. */
export interface EvidenceFailures {
  /** The file is no evidence bundle. */
  bundle_malformed: { readonly problem: string };
  /** More parts than one bundle holds. */
  bundle_too_large: { readonly parts: number; readonly limit: number };
  /** A bundle is renewed only while it is proven. */
  renewal_refused: { readonly status: string };
  /** A sample cannot be drawn from what is there. */
  sample_refused: { readonly problem: string };
  /** Nothing is known about what was asked for. */
  evidence_not_found: { readonly about: string };
  /** A stored record is not as the gate wrote it. */
  ledger_corrupt: { readonly key: string; readonly problem: string };
}

export class EvidenceError<Code extends keyof EvidenceFailures = keyof EvidenceFailures> extends IntegrityError<
  Code,
  EvidenceFailures[Code]
> {}

/** What the verification of a bundle looks at. */
export interface EvidenceChecks {
  /** The file is the one canonical spelling of a bundle. */
  bundle_readable: Record<string, never>;
  /** A trusted receiver signed the list of parts. */
  manifest_signed: Record<string, never>;
  /** The parts are those of the list: none is missing, added, changed or moved. */
  parts_complete: Record<string, never>;
  /** The log's entries hash to the root that the log's key signed. */
  log_proven: Record<string, never>;
  /** What the log tells of the life of keys holds; the ends that it tells of count. */
  keys_followed: Record<string, never>;
  /** Every statement about an event is proven. */
  events_proven: Record<string, never>;
  /** What the house turned away as not authentic is not proven here either. */
  refusals_confirmed: Record<string, never>;
  /** Every admission, approval and effect is proven. */
  records_proven: Record<string, never>;
  /** Every event has an admission, and every admission its event. */
  admissions_matched: Record<string, never>;
  /** Every entry of the log is accounted for by a statement in the bundle. */
  entries_accounted: Record<string, never>;
  /** The contracts and policies are those that the admissions name. */
  rules_matched: Record<string, never>;
  /** Each stretch of a source's stream that the bundle claims to hold is here, without a gap or a fork. */
  streams_complete: Record<string, never>;
  /** Each checkpoint that the bundle carries is signed by its log. */
  checkpoints_signed: Record<string, never>;
  /** The checkpoints in the bundle are states of one log that only ever grew. */
  checkpoints_consistent: Record<string, never>;
  /** A trusted cosigner has seen the log, and when: no event in it is later. */
  times_confirmed: Record<string, never>;
  /** The keys in the bundle are those that signed. They are shown, and not believed. */
  keys_listed: Record<string, never>;
  /** The population of an audit sample is every admission of its kind that the log holds. */
  population_complete: Record<string, never>;
  /** An outsider confirms that the checkpoint which decides what is drawn came after the period. */
  sample_seeded: Record<string, never>;
  /** The sample is what the checkpoint draws from the population, and no other choice. */
  sample_drawn: Record<string, never>;
  /** Each renewal is about the bundle and all renewals before it, and was made while those before it were still good. */
  renewals_chained: Record<string, never>;
  /** The bundle, or a part that must be read, was written by a newer release. */
  newer_format: Record<string, never>;
}

/** The code of a check of a bundle. */
export type EvidenceCheckCode = keyof EvidenceChecks;
