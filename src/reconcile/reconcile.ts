import { classify } from "./classify.ts";
import { compareRows } from "./compare.ts";
import { conclude, type Reconciliation } from "./conclude.ts";
import { type MatchPlan, parseMatchPlan } from "./match-rule.ts";
import { compilePlan } from "./matching.ts";
import { type Rows, takeAll } from "./rows.ts";

export interface ReconcileOptions {
  /** The moment for which timing is judged. */
  readonly at: Date;
  readonly signal?: AbortSignal;
  /** Most rows kept in memory at a time. Default 2,000,000. */
  readonly maxRows?: number;
}

/**
 * Compares two systems row by row: brings rows together by key, compares them field by field, and asks of everything
 * they disagree about whether time will mend it, one rule of the plan explains it, or the data is wrong.
 *
 * The left side is kept in memory, the right side streams past: of it are kept the rows that differ from their partner,
 * have none, or share their key. Memory is in proportion to the left side and the breaks; hand over the smaller side as
 * left. Time is in proportion to the rows, for each field and hypothesis.
 *
 * @throws {TypeError} without a valid `at`, or for sides that cannot be iterated.
 * @throws {FoundationError} and {ReconcileError} `plan_unusable` as {@link parseMatchPlan} does.
 * @throws {ReconcileError} `rows_too_many`; `source_failed` when a side throws. Rejects with the signal's reason.
 */
export async function reconcile(
  left: Rows,
  right: Rows,
  plan: MatchPlan,
  options: ReconcileOptions,
): Promise<Reconciliation> {
  const { at, signal, maxRows = DEFAULT_MAX_ROWS } = readOptions(options);
  const matching = compilePlan(parseMatchPlan(plan), maxRows);
  await takeAll("left", left, matching, signal);
  await takeAll("right", right, matching, signal);
  const { rows, fields } = matching;
  const comparison = compareRows(rows, fields, matching);
  const totals = rows.totals();
  const drafts = classify(comparison, { ...matching, totals, at });
  return conclude(drafts, comparison.matched, totals, matching, at);
}

const DEFAULT_MAX_ROWS = 2_000_000;

function readOptions(options: ReconcileOptions): ReconcileOptions {
  const { at, maxRows = 1 } = options;
  if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw new TypeError("`at` is a valid Date");
  if (!Number.isSafeInteger(maxRows) || maxRows < 1) throw new TypeError("`maxRows` is a whole number from 1");
  return options;
}
