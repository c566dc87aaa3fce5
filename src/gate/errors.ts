import { IntegrityError } from "../foundation/index.ts";

/** Why a gate could not be made or asked. What becomes of an event is an admission, and no error. */
export interface GateFailures {
  /** The configuration is not as its schema says; `path` says where. */
  config_malformed: { readonly path: string; readonly problem: string };
  /** A file that the configuration names cannot be read. */
  config_unreadable: { readonly file: string };
  /** A file that the configuration names is not what it should be. */
  config_file_malformed: { readonly file: string };
  /** The configuration knows no such tenant. */
  tenant_unknown: { readonly tenant: string };
  /** The gate was closed: make another one. */
  gate_closed: Record<string, never>;
  /** Other processes kept appending to the same log: nothing was written. */
  log_busy: Record<string, never>;
  /** The change for this event was committed before: the transaction is undone. */
  effect_applied_before: { readonly id: string };
  /** Another transaction makes the change for this event, or this one makes it twice: the transaction is undone. */
  effect_under_way: { readonly id: string };
  /** What was handed over is no approval that can be believed. */
  approval_refused: { readonly problem: string };
  /** The approval is about a change that the gate does not know. */
  approval_without_change: { readonly statement: string };
  /** The gate cannot take this repair plan: it is about a contract that it does not have, or names other owners. */
  plan_refused: { readonly problem: string };
  /** No repair with this digest, or whose statement has it, was submitted. */
  plan_unknown: { readonly digest: string };
  /** Not every owner has approved the repair plan, or one has rejected it. */
  plan_not_approved: { readonly plan: string; readonly missing: readonly string[] };
  /** The lookup of what the house itself knows failed: the event is held until it answers. */
  lookup_failed: Record<string, never>;
}

export class GateError<Code extends keyof GateFailures = keyof GateFailures> extends IntegrityError<
  Code,
  GateFailures[Code]
> {}

/** Why an event was not simply accepted, as far as the gate itself says so. Stages also pass on the codes of the rooms that they ask. */
export interface GateFindings {
  /** The policy allows it. */
  policy_allows: { readonly policy: string };
  /** What was handed over cannot be read as an event or an envelope. */
  input_unreadable: { readonly code: string };
  /** The statement or a signature is wrong, or its key may not say so. */
  provenance_refuted: { readonly check: string };
  /** Nothing known shows who made the statement. */
  provenance_unknown: { readonly check: string };
  /** An event with this identity was admitted before, and said something else. */
  identity_reused: Record<string, never>;
  /** The contract that the event or its stream names is not known. */
  contract_unknown: { readonly contract: string };
  /** It was written in an older version of its contract, and judged as the newest one reads it. */
  event_upcast: { readonly from: string; readonly to: string };
  /** The source has not earned enough trust lately. */
  source_suppressed: { readonly source: string };
  /** No policy is set for this stream, and silence denies. */
  policy_missing: { readonly stream: string };
  /** The answer was due before the work was done. */
  deadline_passed: { readonly deadlineMs: number };
  /** A part that must be asked gave no answer. */
  dependency_unavailable: { readonly code: string };
  /** More of the stream's events look changed than its budget of holds allows. */
  hold_budget_spent: Record<string, never>;
  /** An earlier event of the same business key is held, and this one waits behind it. */
  behind_held: { readonly ahead: number };
  /** As many events of the business key are held as may be: the event was not kept. */
  lane_full: Record<string, never>;
  /** The shelf for held events is full: the event was not kept. */
  shelf_full: Record<string, never>;
}
