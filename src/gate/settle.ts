import type { LoggedStatement } from "../evidence/index.ts";
import { type EventRecord, parseSealedAdmission } from "../evidence/index.ts";
import { statementOf } from "../provenance/index.ts";
import { lastStage } from "./effect.ts";
import type { House } from "./house.ts";
import { type Intent, type Intents, intentKey, seal } from "./unit-of-work.ts";

export interface SettleOptions {
  /** The source of the events whose changes the database makes. */
  readonly source: string;
  readonly tenant?: string;
}

/** What was cleared up. */
export interface Settlement {
  /** Events whose change was committed, and that say so from now on. */
  readonly applied: number;
  /** Events that were accepted and whose change was not committed, and that say so from now on. */
  readonly notApplied: number;
  /** Rows of which the gate knows no accepted event: somebody wrote them, or the gate's store was lost. */
  readonly unknown: readonly Intent[];
}

/** Brings the gate to where the database is. Time: one pass over the ledger. No transaction may be under way. */
export async function settle(intents: Intents, source: string, house: House): Promise<Settlement> {
  const open = new Map((await intents.open()).map((intent) => [intent.idempotencyKey, intent]));
  const counts = { applied: 0, notApplied: 0 };
  for await (const record of house.ledger.records()) {
    const key = keyOf(record, source);
    if (key === undefined) continue;
    const intent = open.get(key);
    if (intent || isUndecided(record)) {
      if (!intent || lastStage(record) !== "applied") counts[intent ? "applied" : "notApplied"] += 1;
      await seal(record.index, intent !== undefined, house);
    }
    if (intent) await intents.settled(intent);
    open.delete(key);
  }
  return { ...counts, unknown: [...open.values()] };
}

/** The key under which the database would have the intent; undefined for records that are none of its business. */
function keyOf({ envelope, admissions }: EventRecord, source: string): string | undefined {
  const event = envelope?.event;
  const { sealed } = admissions.at(-1) as LoggedStatement;
  const { outcome } = parseSealedAdmission(statementOf(sealed).predicate);
  return event?.source === source && outcome === "accepted" ? intentKey(event) : undefined;
}

const isUndecided = (record: EventRecord): boolean => {
  const stage = lastStage(record);
  return stage === undefined || stage === "intended";
};
