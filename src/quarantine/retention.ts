import { type Classification, type Contract, strictestClass } from "../contracts/index.ts";
import type { MoveOrder } from "./move.ts";
import type { Shelf } from "./shelf.ts";

/** For how many days what was decided is kept, by the strictest class that its contract gives to any value; for good where there is no number. */
export type RetentionDays = Readonly<Partial<Record<Classification, number>>>;

export interface RetentionOptions extends MoveOrder {
  readonly days: RetentionDays;
  /** The contract that a capsule was held against. What nobody knows is taken for personal. */
  readonly contractOf: (digest: string) => Promise<Contract | undefined>;
  readonly signal?: AbortSignal;
}

const DAY_MS = 86_400_000;

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
  for await (const id of shelf.decided()) {
    signal?.throwIfAborted();
    const shown = await shelf.show(id);
    if (!shown?.capsule) continue;
    const contract = shown.capsule.contract ? await contractOf(shown.capsule.contract.digest) : undefined;
    const kept = days[contract ? strictestClass(contract) : "personal"];
    const decidedAt = Date.parse(shown.moves.find(({ move }) => move !== "annotated")?.at ?? "");
    if (kept === undefined || order.at.getTime() - decidedAt < kept * DAY_MS) continue;
    if ((await shelf.purge(id, order)).status === "moved") purged += 1;
  }
  return purged;
}
