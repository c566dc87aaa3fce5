import type { Admission } from "../../gate/index.ts";
import type { Reconciliation } from "../../reconcile/index.ts";
import type { Delivery } from "./delivery.ts";

/** A delivered event and the last answer to it. */
export interface Answer {
  readonly delivery: Delivery;
  readonly admission: Admission;
}

/** One thing that a room said: a reason of an admission, or a finding of a watch. */
export interface Sign {
  /** The code, `duplicate`, or the name of a policy's rule. */
  readonly code: string;
  readonly source: string;
  readonly at: number;
  /** The event that it was said of; a silence is of none. */
  readonly delivery?: Delivery;
}

/** Everything that a house saw of a month. Nothing in it comes from the truth, except that deliveries bear their faults for the scorer. */
export interface Observations {
  readonly answers: readonly Answer[];
  readonly signs: readonly Sign[];
  /** Goods receipts: what the warehouse reported, and what the ERP booked. */
  readonly receipts: Reconciliation;
  /** Bank accounts: what the gate let through, and what the ERP's table says. */
  readonly accounts: Reconciliation;
}
