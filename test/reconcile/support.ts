import type { JsonValue } from "../../src/foundation/index.ts";
import { type FieldKind, type MatchPlan, type Reconciliation, reconcile } from "../../src/reconcile/index.ts";

export const at = new Date("2026-03-31T12:00:00Z");

/** A plan that compares rows by `/id`. */
export const planFor = (parts: Partial<MatchPlan> = {}): MatchPlan => ({
  name: "orders",
  sides: { left: "ERP", right: "WMS" },
  key: [{ left: "/id" }],
  fields: [],
  ...parts,
});

export const run = (
  left: readonly JsonValue[],
  right: readonly JsonValue[],
  parts: Partial<MatchPlan> = {},
): Promise<Reconciliation> => reconcile(left, right, planFor(parts), { at });

/** One field under test: each pair of values is a row. */
export const runPairs = (
  as: FieldKind,
  pairs: readonly (readonly [left: JsonValue, right: JsonValue])[],
  parts: Partial<MatchPlan> = {},
): Promise<Reconciliation> =>
  run(
    pairs.map(([value], at) => ({ id: at, value })),
    pairs.map(([, value], at) => ({ id: at, value })),
    { fields: [{ left: "/value", as }], ...parts },
  );

/** How many breaks each cause explains: `{ "mapping constant_factor": 3 }`. */
export const tally = ({ causes }: Reconciliation): Record<string, number> =>
  Object.fromEntries(causes.map(({ verdict, kind, breaks }) => [`${verdict} ${kind}`, breaks]));

/** The same for one reconciliation whose causes share kinds: summed. */
export function tallyKinds({ causes }: Reconciliation): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { verdict, kind, breaks } of causes) {
    const name = `${verdict} ${kind}`;
    sums[name] = (sums[name] ?? 0) + breaks;
  }
  return sums;
}
