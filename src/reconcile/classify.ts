import type { Disagreement } from "./break.ts";
import type { Draft, MappingKind } from "./cause.ts";
import { codeTable } from "./causes/code-table.ts";
import { constantFactor } from "./causes/constant-factor.ts";
import { constantOffset } from "./causes/constant-offset.ts";
import { differenceDefects } from "./causes/defect.ts";
import { draftDuplicates } from "./causes/duplicate.ts";
import { type Evidence, type Explanation, explain, type Hypothesis } from "./causes/hypothesis.ts";
import { explainKeyFormat } from "./causes/key-format.ts";
import { draftKeyless } from "./causes/keyless.ts";
import { draftMissing } from "./causes/missing.ts";
import { numberStyle } from "./causes/number-style.ts";
import { rounding } from "./causes/rounding.ts";
import { explainSwappedColumns } from "./causes/swapped-columns.ts";
import { swappedDayMonth } from "./causes/swapped-day-month.ts";
import { textFormat } from "./causes/text-format.ts";
import { timeShift } from "./causes/time-shift.ts";
import { truncation } from "./causes/truncation.ts";
import { explainUnusableColumn } from "./causes/unusable-column.ts";
import type { Comparison } from "./compare.ts";
import type { ControlTotals } from "./control-totals.ts";
import type { Field } from "./field.ts";
import type { Key } from "./key.ts";
import type { MatchPlan } from "./match-rule.ts";
import { countRows, verb } from "./wording.ts";

/** How the values of one field can be mapped wrongly, the simplest rule first: the first that explains most of them is it. */
const hypotheses: readonly Hypothesis<MappingKind>[] = [
  numberStyle,
  constantFactor,
  rounding,
  constantOffset,
  timeShift,
  swappedDayMonth,
  textFormat,
  truncation,
  codeTable,
];

export interface ClassifyContext {
  readonly plan: MatchPlan;
  readonly key: Key;
  readonly fields: readonly Field[];
  readonly totals: ControlTotals;
  readonly at: Date;
}

/** Gives every disagreement exactly one cause: the plan's mistake, time, or a defect of the data, asked in that order. */
export function classify(comparison: Comparison, context: ClassifyContext): readonly Draft[] {
  return [
    ...classifyMissing(comparison, context),
    ...draftDuplicates(comparison.duplicates, context.fields, comparison.singles.length),
    ...draftKeyless(comparison.keyless, context.totals, context.plan),
    ...classifyDifferences(comparison, context),
  ];
}

function classifyMissing(comparison: Comparison, { key, plan, at }: ClassifyContext): readonly Draft[] {
  const spelling = explainKeyFormat(comparison, key, plan);
  if (!spelling) return draftMissing(comparison.missing, plan, at);
  const { explained, place, sentence, proposal } = spelling;
  const together = new Set(explained);
  const others = comparison.missing.filter((missing) => !together.has(missing));
  const found: Draft = {
    verdict: "mapping",
    kind: "key_format",
    subject: [place],
    members: explained,
    counterexamples: others.length,
    sentence,
    proposal,
  };
  return [found, ...draftMissing(others, plan, at)];
}

/** At most one mapping for each field; what it leaves unexplained are defects. */
function classifyDifferences(comparison: Comparison, { plan, fields }: ClassifyContext): readonly Draft[] {
  const all = fields
    .map((field) => gatherEvidence(field, comparison, plan))
    .filter(({ differences }) => differences.length > 0);
  const swapped = draftSwapped(all);
  const taken = new Set(swapped.flatMap(({ subject }) => subject));
  const others = all.filter(({ field }) => !taken.has(field.rule.left)).flatMap(draftRule);
  const mappings = [...swapped, ...others];
  const explained = new Set(mappings.flatMap(({ members }) => members));
  return [...mappings, ...all.flatMap((evidence) => draftDefects(evidence, explained))];
}

function gatherEvidence(field: Field, { singles, differences }: Comparison, plan: MatchPlan): Evidence {
  const found = differences.get(field) ?? [];
  const differing = new Set(found.map(({ pair }) => pair));
  return { plan, field, differences: found, agreeing: () => without(singles, differing) };
}

function* without<Item>(items: readonly Item[], left: ReadonlySet<Item>): Generator<Item> {
  for (const item of items) if (!left.has(item)) yield item;
}

function draftSwapped(all: readonly Evidence[]): readonly Draft[] {
  return explainSwappedColumns(all).map(({ fields, ...found }) => {
    const concerned = all.filter(({ field }) => fields.includes(field.rule.left));
    const differences = concerned.reduce((sum, evidence) => sum + evidence.differences.length, 0);
    return draftMapping("swapped_columns", fields, found, differences);
  });
}

function draftRule(evidence: Evidence): readonly Draft[] {
  const { left, as } = evidence.field.rule;
  const differences = evidence.differences.length;
  let partly: Explanation | undefined;
  for (const hypothesis of hypotheses) {
    const found = hypothesis.fits.includes(as) ? explain(hypothesis, evidence) : undefined;
    if (found?.contradicted === 0) return [draftMapping(hypothesis.kind, [left], found, differences)];
    partly ??= found;
  }
  const unusable = explainUnusableColumn(evidence);
  if (unusable) return [draftMapping("unusable_column", [left], unusable, differences)];
  return partly ? [draftPartialRule(left, partly)] : [];
}

function draftMapping(kind: MappingKind, subject: readonly string[], found: Explanation, differences: number): Draft {
  const { explained: members, sentence, proposal } = found;
  const counterexamples = differences - members.length;
  return { verdict: "mapping", kind, subject, members, counterexamples, sentence, ...(proposal && { proposal }) };
}

/** A rule that other rows contradict is no mapping of the field: whatever made these rows follow it is the defect. */
function draftPartialRule(place: string, { explained, contradicted, sentence }: Explanation): Draft {
  return {
    verdict: "defect",
    kind: "partial_rule",
    subject: [place],
    members: explained,
    counterexamples: contradicted,
    sentence: `${sentence}, and ${countRows(contradicted)} ${verb(contradicted, "agrees", "agree")} without it: look for what the rows that differ have in common`,
  };
}

function draftDefects({ field, differences }: Evidence, explained: ReadonlySet<Disagreement>): readonly Draft[] {
  const left = differences.filter((difference) => !explained.has(difference));
  const kindOf = new Map(
    left.map((difference) => [difference, differenceDefects.find(({ is }) => is(difference))?.kind]),
  );
  return differenceDefects.flatMap(({ kind, say }): readonly Draft[] => {
    const members = left.filter((difference) => kindOf.get(difference) === kind);
    if (members.length === 0) return [];
    const place = field.rule.left;
    return [{ verdict: "defect", kind, subject: [place], members, sentence: say(members.length, place) }];
  });
}
