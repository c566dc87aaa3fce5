import { IntegrityError } from "../foundation/index.ts";

/** One failure of reconciliation per code; `details` holds its facts. */
export interface ReconcileFailures {
  /** The match plan has the right shape and cannot be carried out: units of different things, a tolerance that does not fit its field. */
  plan_unusable: { readonly path: string; readonly problem: string };
  /** More rows would have to be kept in memory than `maxRows` allows. */
  rows_too_many: { readonly side: string; readonly maxRows: number };
  /** A side failed while it handed over its rows: nothing was concluded. */
  source_failed: { readonly side: string; readonly rowsRead: number };
}

export class ReconcileError<Code extends keyof ReconcileFailures = keyof ReconcileFailures> extends IntegrityError<
  Code,
  ReconcileFailures[Code]
> {}
