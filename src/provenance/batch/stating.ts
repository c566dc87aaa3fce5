import { type Event, formatInstant } from "../../foundation/index.ts";
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
  /** Place of the first event in the stream; the others follow it, each with the digest of the one before. */
  readonly stream?: StreamPlace;
}

/** States event after event, and numbers them where there is a stream. */
export type Stating = (event: Event, at: Date) => StatedEvent;

/** @param expected about how many events: their salts are drawn together. */
export function createStating({ channel, stream, ...options }: Omit<BatchSettings, "log">, expected: number): Stating {
  const state = createEventStater(channel ? receivingPredicate : eventPredicate, options, expected);
  let place = stream;
  let last: { readonly time: number; readonly claim: object } | undefined;
  /** Events of one millisecond make one claim. */
  const claimAt = (at: Date): object => {
    if (last?.time === at.getTime()) return last.claim;
    const claim = channel ? { receivedAt: formatInstant(at), channel } : { signedAt: formatInstant(at) };
    last = { time: at.getTime(), claim };
    return claim;
  };
  return (event, at) => {
    const stated = state(event, place ? { ...claimAt(at), stream: place } : claimAt(at));
    place = place && { name: place.name, sequence: place.sequence + 1, previous: stated.digest };
    return stated;
  };
}

/** The entry of an envelope that bears no signature of its own. */
export const toEntry = ({ digest }: StatedEvent): Uint8Array =>
  formatLogEntry({ formatVersion: 1, statement: digest, signatures: [] });
