import {
  canonicalJson,
  type Event,
  eventAttributes,
  eventIdentity,
  type JsonValue,
  sha256Hex,
} from "../../foundation/index.ts";

/** An event as it came: what it is known by, and where it came. */
export interface Sighting {
  /** SHA-256 of the source's own statement; absent for a source that signs nothing, whose event is stated anew each time it comes. */
  readonly statement?: string;
  /** What makes the event one of its own: its source and id, or its idempotency key. */
  readonly identity: string;
  /** The channel, and for whom it was meant, as far as somebody says. */
  readonly context: string;
  /** SHA-256 of what the event says and at which place of its source's time; absent for one that says neither when nor as which number. */
  readonly content?: string;
}

/** What may differ between an event and the same event sent as a new one: its name, and how it travelled. */
const NAMES = ["id", "idempotencykey", "recordedtime", "traceparent", "tracestate"] as const;

/** An event as the replay ledger knows it. The hashes stay in the house: a value could be guessed from them. */
export function toSighting(event: Event, context: string, statement?: string): Sighting {
  const content = contentOf(event);
  return {
    identity: sha256Hex(eventIdentity(event)),
    context: sha256Hex(context),
    ...(statement !== undefined && { statement }),
    ...(content !== undefined && { content }),
  };
}

/**
 * The same source cannot say the same thing twice as the same number or, where it counts none, at the same moment. An
 * event that has neither may well be said twice: two equal readings are no replay.
 */
function contentOf(event: Event): string | undefined {
  if (event.sequence === undefined && event.time === undefined) return undefined;
  const left: Record<string, JsonValue | undefined> = { ...eventAttributes(event), data: event.data ?? null };
  for (const name of NAMES) delete left[name];
  // Where the source counts, its number says which one it is, and a new date does not make it another.
  if (event.sequence !== undefined) delete left.time;
  return sha256Hex(canonicalJson(left));
}
