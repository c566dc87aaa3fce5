import { formatInstant, parseInstant } from "../../foundation/index.ts";
import type { Disagreement, Missing } from "../break.ts";
import type { Draft } from "../cause.ts";
import { compilePlace } from "../field.ts";
import { type MatchPlan, otherSide, type Side } from "../match-rule.ts";
import { countRows, formatDuration, quote, verb } from "../wording.ts";

/** Rows that only one side has: still on their way, or lost. */
export function draftMissing(missing: readonly Missing[], plan: MatchPlan, at: Date): readonly Draft[] {
  return (["left", "right"] as const).flatMap((side) => {
    const onSide = missing.filter(({ kind }) => kind === `missing_${side}`);
    const deadlines = deadlinesOf(onSide, side, plan, at);
    const late = onSide.filter((row) => deadlines.has(row));
    const lost = onSide.filter((row) => !deadlines.has(row));
    return [...draftInTransit(late, side, plan, deadlines), ...draftLost(lost, side, plan)];
  });
}

type Deadlines = ReadonlyMap<Disagreement, number>;

/** When each row that may still arrive counts as lost. */
function deadlinesOf(missing: readonly Missing[], missingOn: Side, { time }: MatchPlan, at: Date): Deadlines {
  const deadlines = new Map<Disagreement, number>();
  if (!time || (time.later !== undefined && time.later !== missingOn)) return deadlines;
  const bornOf = compilePlace(time);
  for (const row of missing) {
    const raw = bornOf(row.held);
    const born = typeof raw === "string" ? parseInstant(raw) : undefined;
    // A date far ahead would keep a row pending for as long as somebody likes: it is given no more time than one in the past.
    if (born !== undefined && Math.abs(at.getTime() - born) <= time.settleMs) deadlines.set(row, born + time.settleMs);
  }
  return deadlines;
}

function draftInTransit(rows: readonly Missing[], side: Side, plan: MatchPlan, deadlines: Deadlines): readonly Draft[] {
  if (rows.length === 0) return [];
  const last = rows.reduce((latest, row) => Math.max(latest, deadlines.get(row) ?? latest), Number.NEGATIVE_INFINITY);
  return [
    {
      verdict: "timing",
      kind: "in_transit",
      subject: [side],
      members: rows,
      sentence: `${sayMissing(rows.length, side, plan)} yet, and may be until ${formatInstant(last)}`,
      sayMore: (row) => ` yet; it counts as lost after ${formatInstant(deadlines.get(row) ?? last)}`,
    },
  ];
}

function draftLost(rows: readonly Missing[], side: Side, plan: MatchPlan): readonly Draft[] {
  if (rows.length === 0) return [];
  const overdue = plan.time
    ? ` and can no longer be on ${verb(rows.length, "its", "their")} way (${formatDuration(plan.time.settleMs)} are allowed)`
    : "";
  const sentence = `${sayMissing(rows.length, side, plan)}${overdue}`;
  return [{ verdict: "defect", kind: "lost", subject: [side], members: rows, sentence }];
}

const sayMissing = (rows: number, missingOn: Side, { sides }: MatchPlan): string =>
  `${countRows(rows)} of ${quote(sides[otherSide(missingOn)])} ${verb(rows, "is", "are")} not in ${quote(sides[missingOn])}`;
