import { type Envelope, isJsonObject } from "../foundation/index.ts";
import { repairPlanPredicate, statementOf } from "../provenance/index.ts";
import type { EventRecord, Ledger, LoggedStatement } from "./ledger.ts";

/** Notes the plans by which events were repaired: the gate says so in what they were made from. */
export function notePlans({ admissions }: EventRecord, seen: Set<string>): void {
  for (const { derivation } of admissions) {
    const made = derivation?.transformation;
    if (isJsonObject(made) && made.name === "repair" && typeof made.version === "string") seen.add(made.version);
  }
}

/** The statements that repairs were proposed, and their approvals. */
export async function repairsOf(plans: ReadonlySet<string>, ledger: Ledger): Promise<readonly LoggedStatement[]> {
  const known = await Promise.all([...plans].map((digest) => ledger.repair(digest)));
  return known.flatMap((found) => (found ? [found.record.proposed, ...found.record.approvals] : []));
}

/** The same of every repair: a log accounts for each of its entries, also for those of plans by which nothing was made. */
export async function* everyRepair(ledger: Ledger): AsyncGenerator<LoggedStatement> {
  for await (const { proposed, approvals } of ledger.repairs()) yield* [proposed, ...approvals];
}

export const isPlan = (envelope: Envelope): boolean =>
  statementOf(envelope).predicateType.startsWith(`${repairPlanPredicate.name}:`);
