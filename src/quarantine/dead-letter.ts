import type { Clock } from "../foundation/index.ts";
import type { Store } from "../stores/index.ts";
import type { Capsule } from "./capsule.ts";
import { createShelf, type Shelf, type ShelfOptions } from "./shelf.ts";

/** Where a store keeps what could not be read at all. */
const DEAD_LETTERS = "dead-letter/";

/** The shelf of what could not be read at all: the same as the one for held events, in its own place. */
export const createDeadLetters = (store: Store, options: Omit<ShelfOptions, "prefix"> = {}): Shelf =>
  createShelf(store, { ...options, prefix: DEAD_LETTERS });

/** How a dead letter fared when it was read again: it went in as an event, accepted or held; or why not. */
export type Reread = { readonly event: string } | { readonly code: string; readonly sentence: string };

export interface RetryDeadLettersOptions {
  readonly by: string;
  readonly clock: Clock;
  /** Reads one again, and sends it in when it can be read. It must send the same event when it is called again after a crash. */
  readonly send: (capsule: Capsule) => Promise<Reread>;
  /** Attempts in all, the first included, after which one is left for a person. Default 5. */
  readonly maxAttempts?: number;
  readonly signal?: AbortSignal;
}

/** What became of dead letters. */
export interface RetryReport {
  readonly sent: number;
  readonly failed: number;
  /** Those that have had all their attempts: they stay for a person to look at. */
  readonly exhausted: number;
}

const ATTEMPT = "attempt ";

/** How often a dead letter was tried: its moves tell of each attempt but the first, with its cause. */
export const attemptsAt = (moves: readonly { readonly move: string; readonly reason: string }[]): number =>
  1 + moves.filter(({ move, reason }) => move === "annotated" && reason.startsWith(ATTEMPT)).length;

/**
 * Reads dead letters again, after a reader was repaired. Each attempt that fails is a sealed note with its cause, and there
 * are only so many.
 *
 * @throws the store's errors
 */
export async function retryDeadLetters(shelf: Shelf, options: RetryDeadLettersOptions): Promise<RetryReport> {
  const counts = { sent: 0, failed: 0, exhausted: 0 };
  for await (const id of heldOn(shelf)) {
    if (options.signal?.aborted) break;
    const result = await retryOne(shelf, id, options);
    if (result) counts[result] += 1;
  }
  return counts;
}

async function retryOne(
  shelf: Shelf,
  id: string,
  { by, clock, send, maxAttempts = 5 }: RetryDeadLettersOptions,
): Promise<keyof RetryReport | undefined> {
  const shown = await shelf.show(id);
  if (!shown?.capsule || shown.state !== "held") return undefined;
  const attempts = attemptsAt(shown.moves);
  if (attempts >= maxAttempts) return "exhausted";
  const result = await send(shown.capsule);
  const order = { by, at: clock.now() };
  if ("event" in result) {
    await shelf.replayed(id, { ...order, event: result.event, reason: "it can be read now" });
    return "sent";
  }
  const reason = `${ATTEMPT}${attempts + 1}: ${result.code}: ${result.sentence}`;
  await shelf.annotate(id, { ...order, reason: reason.slice(0, 2_000) });
  return "failed";
}

/** Ids of everything that is held, a page at a time: those that are moved meanwhile are not missed. */
async function* heldOn(shelf: Shelf): AsyncGenerator<string> {
  for (let after: string | undefined = ""; after !== undefined; ) {
    const page: Awaited<ReturnType<Shelf["list"]>> = await shelf.list({ after, limit: 100 });
    for (const { id } of page.items) yield id;
    after = page.next;
  }
}
