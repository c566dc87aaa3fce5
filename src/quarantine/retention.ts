import { type Classification, type Contract, strictestClass } from "../contracts/index.ts";
import type { MoveOrder } from "./move.ts";
import type { Shelf } from "./shelf.ts";

/** For how many days what was decided is kept, by the strictest class that its contract gives to any value; for good where there is no number. */
export type RetentionDays = Readonly<Partial<Record<Classification, number>>>;

/** How long what is kept, and at what time it is asked. */
export interface RetentionRules extends Pick<MoveOrder, "at"> {
  readonly days: RetentionDays;
  /** The contract that a capsule was held against. What nobody knows is taken for personal. */
  readonly contractOf: (digest: string) => Promise<Contract | undefined>;
  readonly signal?: AbortSignal;
}

/** The rules, and who erases by them. */
export interface RetentionOptions extends RetentionRules, MoveOrder {}

/** A capsule that was decided longer ago than its class is kept. */
export interface Expired {
  readonly id: string;
  readonly class: Classification;
  /** RFC 3339. */
  readonly decidedAt: string;
  /** For how many days its class is kept. */
  readonly days: number;
}

const DAY_MS = 86_400_000;

/** What may be erased by now; nothing is written. What is still held is never among it. Walks every capsule there is. */
export async function* findExpired(
  shelf: Shelf,
  { days, contractOf, at, signal }: RetentionRules,
): AsyncGenerator<Expired> {
  for await (const id of shelf.decided()) {
    signal?.throwIfAborted();
    const shown = await shelf.show(id);
    if (!shown?.capsule) continue;
    const contract = shown.capsule.contract ? await contractOf(shown.capsule.contract.digest) : undefined;
    const given = contract ? strictestClass(contract) : "personal";
    const kept = days[given];
    const decidedAt = shown.moves.find(({ move }) => move !== "annotated")?.at;
    if (kept === undefined || decidedAt === undefined) continue;
    if (at.getTime() - Date.parse(decidedAt) < kept * DAY_MS) continue;
    yield { id, class: given, decidedAt, days: kept };
  }
}

/**
 * Erases the content of capsules that were decided longer ago than their class is kept. Tombstones and moves stay. What
 * is still held is never erased. Answers how many were.
 *
 * @throws {QuarantineError} `purge_unsupported`
 */
export async function purgeDecided(
  shelf: Shelf,
  { days, contractOf, signal, ...order }: RetentionOptions,
): Promise<number> {
  let purged = 0;
  const rules = { days, contractOf, at: order.at, ...(signal && { signal }) };
  for await (const { id } of findExpired(shelf, rules))
    if ((await shelf.purge(id, order)).status === "moved") purged += 1;
  return purged;
}
