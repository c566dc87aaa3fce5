import type { Tier } from "../foundation/index.ts";
import type { Break, Cause, Reconciliation } from "../reconcile/index.ts";
import type { Occurrence } from "./occurrence.ts";

export interface DifferenceOptions {
  /** How much harm they can do. Default `material`. */
  readonly tier?: Tier;
  /** Whose they are. */
  readonly owner?: string;
}

const actions = {
  mapping: "change the match plan as the cause proposes, and reconcile again",
  defect: "repair the rows in the system that does not own the field, and reconcile again",
} as const;

/** The differences of a run, each with its cause. What is still on its way mends by itself and is no exception yet. */
export function occurrencesOf(
  { plan, at, causes, breaks }: Reconciliation,
  { tier = "material", owner }: DifferenceOptions,
): readonly Occurrence[] {
  const byId = new Map(causes.map((cause) => [cause.id, cause]));
  return breaks.flatMap((difference) => {
    const cause = byId.get(difference.cause);
    if (!cause || cause.verdict === "timing") return [];
    const occurrence = toOccurrence(difference, cause, { plan, at: new Date(at) });
    return [{ ...occurrence, tier, action: actions[cause.verdict], ...(owner !== undefined && { owner }) }];
  });
}

export const differenceRef = ({ id }: Pick<Break, "id">): string => `difference:${id}`;

function toOccurrence(
  difference: Break,
  { id, kind, sentence }: Cause,
  { plan, at }: { readonly plan: string; readonly at: Date },
): Omit<Occurrence, "tier" | "action"> {
  const key = Object.values(difference.key).join(" ");
  return {
    kind: "difference",
    cause: { code: kind, sentence, stream: plan, place: id },
    ref: differenceRef(difference),
    at,
    ...(key !== "" && { key }),
    ...(difference.valueAtRisk && { values: difference.valueAtRisk }),
  };
}
