import { type Envelope, type Event, formatInstant } from "../../foundation/index.ts";
import { createEventStater, type DisclosureOptions, type StatedEvent } from "../event-stater.ts";
import { formatLogEntry } from "../log/entry.ts";
import type { Log } from "../log/log.ts";
import { eventPredicate } from "../predicates/event.ts";
import { type Channel, receivingPredicate } from "../predicates/receiving.ts";
import type { StreamPlace } from "../predicates/stream.ts";

/** Whose statements a batch holds, and how its events are cut. */
export interface BatchSettings extends DisclosureOptions {
  /** The log that vouches for the statements: the source's own, or the receiver's when there is a `channel`. */
  readonly log: Log;
  /** How the events came. With it these are a receiver's statements, without it a source's about its own events. */
  readonly channel?: Channel;
}

export interface SealBatchOptions extends BatchSettings {
  readonly at: Date;
  /** Place of the first event in the stream; the others follow it, each with the digest of the one before. */
  readonly stream?: StreamPlace;
}

/**
 * Seals many events with one signature: each statement becomes an entry of the log, and all of them are under one new
 * checkpoint. Resolves when the log is durable; each envelope can then be verified alone, with the log's key among the
 * trusted keys. All events are sealed or none.
 *
 * @throws {ProvenanceError} `disclosures_malformed`, `signing_failed`, `log_contended`
 * @throws {FoundationError} `canonical_unrepresentable`
 */
export async function sealBatch(events: readonly Event[], options: SealBatchOptions): Promise<readonly Envelope[]> {
  if (events.length === 0) return [];
  const stated = stateBatch(events, options);
  const inclusions = await options.log.enter(stated.map(toEntry));
  return stated.map(({ envelope }, at) => ({ ...envelope, inclusion: inclusions[at] as never }));
}

function stateBatch(
  events: readonly Event[],
  { at, stream, channel, ...options }: SealBatchOptions,
): readonly StatedEvent[] {
  const state = createEventStater(channel ? receivingPredicate : eventPredicate, options, events.length);
  const claim = channel ? { receivedAt: formatInstant(at), channel } : { signedAt: formatInstant(at) };
  let place = stream;
  return events.map((event) => {
    const stated = state(event, place ? { ...claim, stream: place } : claim);
    place = place && { name: place.name, sequence: place.sequence + 1, previous: stated.digest };
    return stated;
  });
}

/** An envelope of a batch bears no signature of its own. */
const toEntry = ({ digest }: StatedEvent): Uint8Array =>
  formatLogEntry({ formatVersion: 1, statement: digest, signatures: [] });
