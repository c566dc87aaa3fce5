import { IntegrityError } from "../foundation/index.ts";

/** Why a bundle could not be made or read, or the ledger not be trusted. */
export interface EvidenceFailures {
  /** The file is no evidence bundle. */
  bundle_malformed: { readonly problem: string };
  /** More parts than one bundle holds. */
  bundle_too_large: { readonly parts: number; readonly limit: number };
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
  /** The bundle, or a part that must be read, was written by a newer release. */
  newer_format: Record<string, never>;
}

/** The code of a check of a bundle. */
export type EvidenceCheckCode = keyof EvidenceChecks;
