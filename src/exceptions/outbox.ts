import { type Event, formatInstant, type JsonObject, parseEvent } from "../foundation/index.ts";
import type { Store } from "../stores/index.ts";
import { type Draft, parseRecord } from "./draft.ts";
import { type StoredException, toException } from "./exception.ts";
import { readHead, writeHead } from "./head.ts";
import { EVENTS, eventKey } from "./keys.ts";
import type { ExceptionMove, ExceptionMoveKind } from "./move.ts";

/** What an event tells: an exception is there, stands otherwise, or has ended. */
export type ExceptionEventType = "exception.opened" | "exception.changed" | "exception.resolved";

/** Events of one page. */
export interface EventPage {
  /** CloudEvents. Each has the same `id` whenever it is read. */
  readonly events: readonly Event[];
  /** Where the next page starts, and where to go on later: the sequence of the last event. */
  readonly after: number;
}

const typeOf: Readonly<Partial<Record<ExceptionMoveKind, ExceptionEventType>>> = {
  opened: "exception.opened",
  reopened: "exception.opened",
  resolved: "exception.resolved",
};

/** Writes down what happened, with the change itself, so that neither is there without the other. */
export async function tell(
  draft: Draft,
  item: StoredException,
  at: Date,
  source: string,
  move?: ExceptionMove,
): Promise<void> {
  const head = await readHead(draft);
  const sequence = head.events + 1;
  writeHead(draft, { ...head, events: sequence });
  draft.write(eventKey(sequence), {
    specversion: "1.0",
    id: `${item.id}.${sequence}`,
    source,
    type: (move && typeOf[move.move]) ?? "exception.changed",
    subject: item.id,
    time: formatInstant(at),
    datacontenttype: "application/json",
    data: { exception: toException(item, at), ...(move && { move: shownMove(move) }) },
  });
}

const shownMove = ({ seal: _, ...move }: ExceptionMove): JsonObject => move;

/** Events after a sequence, in order. */
export async function readEvents(store: Store, after: number, limit: number): Promise<EventPage> {
  const events: Event[] = [];
  let last = after;
  for await (const key of store.keys(EVENTS, eventKey(after))) {
    const stored = await store.get(key);
    if (stored) events.push(parseRecord(key, stored.value, parseEvent));
    last = Number(key.slice(EVENTS.length));
    if (events.length === limit) break;
  }
  return { events, after: last };
}
