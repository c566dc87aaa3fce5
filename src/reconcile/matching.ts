import type { BreakContext } from "./break.ts";
import { compileField, type Field } from "./field.ts";
import { compileKey } from "./key.ts";
import type { MatchPlan } from "./match-rule.ts";
import { createKeyedRows, type KeyedRows } from "./matchers/keyed.ts";
import { compileWorth } from "./value-at-risk.ts";

/** A match plan made ready, and the rows it brings together. */
export interface Matching extends BreakContext {
  readonly fields: readonly Field[];
  readonly rows: KeyedRows;
}

export function compilePlan(plan: MatchPlan, maxRows: number): Matching {
  const key = compileKey(plan.key);
  const fields = plan.fields.map((rule) => compileField(rule, plan.packs));
  const worths = compileWorth(plan);
  const rows = createKeyedRows({ key, fields, alsoRead: worths.reads, maxRows, sideName: (side) => plan.sides[side] });
  return { plan, key, fields, worths, rows };
}
