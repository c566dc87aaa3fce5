import { formatInstant } from "../foundation/index.ts";
import { type Break, breakId, type Difference, type Disagreement } from "./break.ts";
import { type Cause, causeId, type Draft } from "./cause.ts";
import type { ControlTotals } from "./control-totals.ts";
import type { Matching } from "./matching.ts";
import { proposeRepair } from "./repair.ts";
import { type Money, rankOf, sumWorth, toMoney, type Worth } from "./value-at-risk.ts";

/** What two systems say of the same things. The same for the same rows in any order, byte for byte as JSON. */
export interface Reconciliation {
  readonly plan: string;
  readonly at: string;
  /**
   * `balanced`: everything agrees. `broken`: there is a mapping problem or a defect. `incomplete`: neither, but rows are
   * still on their way, or there were no rows at all, which proves nothing.
   */
  readonly status: "balanced" | "broken" | "incomplete";
  /** Keys that are there once on each side and agree in every field. */
  readonly matched: number;
  /** Breaks that time may still mend. */
  readonly pending: number;
  /** By cause, then by value at risk, then by key. */
  readonly breaks: readonly Break[];
  /** Defects before mappings before timing, then by value at risk, then by number of breaks. */
  readonly causes: readonly Cause[];
  readonly controlTotals: ControlTotals;
}

interface Concluded {
  readonly cause: Cause;
  readonly breaks: readonly Break[];
  readonly rank: number;
}

/** Writes down what was found: heaviest first, each break with its cause. */
export function conclude(
  drafts: readonly Draft[],
  matched: number,
  totals: ControlTotals,
  matching: Matching,
  at: Date,
): Reconciliation {
  const concluded = drafts.map((draft) => concludeDraft(draft, matching)).sort(byWeight);
  const causes = concluded.map(({ cause }) => cause);
  return {
    plan: matching.plan.name,
    at: formatInstant(at),
    status: statusOf(causes, totals),
    matched,
    pending: causes.reduce((sum, { verdict, breaks }) => sum + (verdict === "timing" ? breaks : 0), 0),
    breaks: concluded.flatMap(({ breaks }) => breaks),
    causes,
    controlTotals: totals,
  };
}

function statusOf(causes: readonly Cause[], { left, right }: ControlTotals): Reconciliation["status"] {
  if (causes.some(({ verdict }) => verdict !== "timing")) return "broken";
  return causes.length > 0 || left.rows + right.rows === 0 ? "incomplete" : "balanced";
}

const verdictOrder = { defect: 0, mapping: 1, timing: 2 } as const;

const byWeight = (a: Concluded, b: Concluded): number =>
  verdictOrder[a.cause.verdict] - verdictOrder[b.cause.verdict] ||
  b.rank - a.rank ||
  b.cause.breaks - a.cause.breaks ||
  (a.cause.id < b.cause.id ? -1 : 1);

function concludeDraft(draft: Draft, matching: Matching): Concluded {
  const { verdict, kind, sentence, members, counterexamples = 0, proposal } = draft;
  const id = causeId(matching.plan, draft);
  const worth = sumWorth(members.flatMap((member) => member.worth));
  const cause: Cause = {
    id,
    verdict,
    kind,
    sentence,
    support: members.length,
    counterexamples,
    breaks: members.length,
    ...atRisk(worth),
    ...(proposal && { proposal }),
  };
  return {
    cause,
    rank: rankOf(worth),
    breaks: byRank(members).map((member) => concludeBreak(member, draft, id, matching)),
  };
}

/** The costliest first; the lists come in the order of keys, and sorting is stable. */
function byRank(members: readonly Disagreement[]): readonly Disagreement[] {
  const ranks = new Map(members.map((member) => [member, rankOf(member.worth)]));
  return [...members].sort((a, b) => (ranks.get(b) ?? 0) - (ranks.get(a) ?? 0));
}

function concludeBreak(
  member: Disagreement,
  { verdict, sayMore }: Draft,
  cause: string,
  { plan, key }: Matching,
): Break {
  const { kind, keyValues, field, left, right, sentence, worth } = member;
  const repair = verdict === "defect" && isDifference(member) ? proposeRepair(member, key, plan) : undefined;
  return {
    id: breakId(plan, member),
    kind,
    key: keyValues,
    ...(field && { field: field.rule.left }),
    ...(left !== undefined && { left }),
    ...(right !== undefined && { right }),
    verdict,
    cause,
    sentence: sentence + (sayMore?.(member) ?? ""),
    ...atRisk(worth),
    ...(repair && { repair }),
  };
}

const atRisk = (worth: readonly Worth[]): { readonly valueAtRisk?: readonly Money[] } =>
  worth.length > 0 ? { valueAtRisk: toMoney(worth) } : {};

const isDifference = (member: Disagreement): member is Difference => "raw" in member;
