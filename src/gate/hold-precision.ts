import { createLedger, type EventRecord, parseSealedAdmission } from "../evidence/index.ts";
import { statementOf } from "../provenance/index.ts";
import { createShelf, type MoveRecord, type Shelf } from "../quarantine/index.ts";
import type { Store } from "../stores/index.ts";

/** What became of the events that were held because their data looked changed: how often the suspicion was right. */
export interface HoldPrecision {
  /** Events held by drift, however they stand now. */
  readonly held: number;
  /** Not decided yet. */
  readonly waiting: number;
  /** Released as they were: nothing was wrong with them. */
  readonly fine: number;
  /** Sent on as a plan repaired them, discarded, or superseded. */
  readonly confirmed: number;
  /** `confirmed` of those decided, 0 to 1; absent while none is. */
  readonly precision?: number;
}

/** Counts, from the ledger in a store and from its shelf, what became of the events that drift has held. Memory: four numbers. */
export async function countHolds(store: Store): Promise<HoldPrecision> {
  const shelf = createShelf(store);
  const counts = { waiting: 0, fine: 0, confirmed: 0 };
  for await (const { admissions } of createLedger(store).records()) {
    const [first] = admissions;
    if (first?.capsule === undefined || !isHeldByDrift(first)) continue;
    counts[await fateOf(first.capsule, shelf)] += 1;
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

async function fateOf(capsule: string, shelf: Shelf): Promise<Fate> {
  const shown = await shelf.show(capsule);
  for (const { move, plan } of shown?.moves ?? []) {
    // Asked about again without a plan, it went on as it was.
    if (move === "replayed") return plan === undefined ? "fine" : "confirmed";
    const fate = fates[move];
    if (fate) return fate;
  }
  return "waiting";
}
