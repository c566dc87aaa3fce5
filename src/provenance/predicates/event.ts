import { closed, instant, listOf, oneOf, text } from "../../foundation/shape.ts";
import type { PredicateKind } from "./predicate.ts";
import { type StreamPlace, streamPlace } from "./stream.ts";

/** A source says: this event is mine. */
export interface EventPredicate {
  readonly formatVersion: 1;
  readonly signedAt: string;
  readonly stream?: StreamPlace;
  /** Pointers of the data's leaves, in order; absent when all of the data is one leaf. */
  readonly leaves?: readonly string[];
}

/** Statements of sources about their own events. */
export const eventPredicate: PredicateKind<EventPredicate> = {
  name: "urn:countersign:predicate:event",
  formatVersion: 1,
  signedBy: "source",
  shape: closed({ formatVersion: oneOf(1), signedAt: instant }, { stream: streamPlace, leaves: listOf(text) }),
  claimedTime: ({ signedAt }) => signedAt,
};
