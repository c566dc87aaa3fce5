import { createLedger, type EventRecord, type Ledger, parseSealedAdmission } from "../evidence/index.ts";
import { statementOf } from "../provenance/index.ts";
import { createShelf, type MoveRecord, parseRepairPlan, type Shelf } from "../quarantine/index.ts";
import type { Store } from "../stores/index.ts";

/** What became of the events that were held because their data looked changed: how often the suspicion was right. */
export interface HoldPrecision {
  /** Events held by drift, however they stand now. */
  readonly held: number;
  /** Not decided yet. */
  readonly waiting: number;
  /** Released, or sent on by a plan, as they were: nothing was wrong with them. */
  readonly fine: number;
  /** Sent on as a plan repaired them, discarded, or superseded. */
  readonly confirmed: number;
  /** `confirmed` of those decided, 0 to 1; absent while none is. */
  readonly precision?: number;
}

/** Counts, from the ledger in a store and from its shelf, what became of the events that drift has held. Memory: four numbers. */
export async function countHolds(store: Store): Promise<HoldPrecision> {
  const [ledger, shelf] = [createLedger(store), createShelf(store)];
  const counts = { waiting: 0, fine: 0, confirmed: 0 };
  for await (const { admissions } of ledger.records()) {
    const [first] = admissions;
    if (first?.capsule === undefined || !isHeldByDrift(first)) continue;
    counts[await fateOf(first.capsule, shelf, ledger)] += 1;
  }
  const { waiting, fine, confirmed } = counts;
  const decided = fine + confirmed;
  return { held: waiting + decided, ...counts, ...(decided > 0 && { precision: confirmed / decided }) };
}

const isHeldByDrift = ({ sealed }: EventRecord["admissions"][number]): boolean => {
  const { outcome, reasons } = parseSealedAdmission(statementOf(sealed).predicate);
  return outcome === "held" && reasons[0]?.stage === "drift";
};

type Fate = "waiting" | "fine" | "confirmed";

/** What each deciding move says about the suspicion. A note decides nothing. */
const fates: Readonly<Partial<Record<MoveRecord["move"], Fate>>> = {
  released: "fine",
  discarded: "confirmed",
  superseded: "confirmed",
};

async function fateOf(capsule: string, shelf: Shelf, ledger: Ledger): Promise<Fate> {
  const shown = await shelf.show(capsule);
  for (const { move, plan } of shown?.moves ?? []) {
    if (move === "replayed") return (await wentOnAsItWas(plan, ledger)) ? "fine" : "confirmed";
    const fate = fates[move];
    if (fate) return fate;
  }
  return "waiting";
}

/** Asked about again without a plan, or by one that changes nothing. */
async function wentOnAsItWas(plan: string | undefined, ledger: Ledger): Promise<boolean> {
  if (plan === undefined) return true;
  const known = await ledger.repair(plan);
  return known !== undefined && parseRepairPlan(known.record.plan).operations.length === 0;
}
