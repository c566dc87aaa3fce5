import { compareDecimals, isDecimal, parseDecimal } from "../../foundation/index.ts";
import { closed, count, listOf, oneOf, type Shape, satisfying } from "../../foundation/shape.ts";
import { pointerShape, shortText, where } from "../shapes.ts";

/** What is counted; the names are those of the quality metrics of ODCS 3.1. */
export const qualityMetrics = ["nullValues", "missingValues", "invalidValues", "duplicateValues"] as const;
/** One of the {@link qualityMetrics}. */
export type QualityMetric = (typeof qualityMetrics)[number];

/**
 * What must hold over many records, and no single record can break: at most so many percent of the values at a place
 * may be null, missing, not as the schema wants them, or the same as another one among so many records.
 */
export interface QualityRule {
  readonly name: string;
  readonly metric: QualityMetric;
  /** Pointer of the field, `*` for the items of a list. */
  readonly field: string;
  /** Percent of the values, a decimal: `0`, `0.5`. */
  readonly atMostPercent: string;
  /** How many records are counted together. */
  readonly window: number;
}

/** Duplicates are found by remembering a window's values. */
const LARGEST_WINDOW = 100_000;
const MOST_RULES = 100;

const percent: Shape<string> = satisfying(
  "a decimal from 0 to 100 as text, such as `0.5`",
  (text) => isDecimal(text) && !text.startsWith("-") && compareDecimals(parseDecimal(text), parseDecimal("100")) <= 0,
);

const ruleShape: Shape<QualityRule> = closed({
  name: shortText,
  metric: oneOf(...qualityMetrics),
  field: pointerShape,
  atMostPercent: percent,
  window: where(count, (records) => records > 0 && records <= LARGEST_WINDOW, "a whole number from 1 to 100,000"),
});

export const qualityShape: Shape<readonly QualityRule[]> = where(
  listOf(ruleShape),
  (rules) => rules.length <= MOST_RULES && new Set(rules.map(({ name }) => name)).size === rules.length,
  "at most 100 rules with different names",
);
