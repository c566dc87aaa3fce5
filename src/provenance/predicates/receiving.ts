import { closed, instant, listOf, oneOf, text } from "../../foundation/shape.ts";
import type { PredicateKind } from "./predicate.ts";
import { type StreamPlace, streamPlace } from "./stream.ts";

/** How the channel knew who was speaking. `none` is an answer, too: rules may ask for more. */
export type AuthenticationMethod = "mtls" | "hmac" | "api-user" | "none";

/** How an event came, and how well the channel knew who sent it. */
export interface Channel {
  /** Where it arrived: `kafka:shipments`, `https:/hooks/carrier`, `file:orders.csv`. */
  readonly name: string;
  readonly method: AuthenticationMethod;
  /** Who it was, as far as the channel says. */
  readonly principal?: string;
}

/** A receiver says: this arrived here, then, in this way. Its source signed nothing. */
export interface ReceivingPredicate {
  readonly formatVersion: 1;
  readonly receivedAt: string;
  readonly channel: Channel;
  readonly stream?: StreamPlace;
  readonly leaves?: readonly string[];
}

/** Statements of receivers about what arrived. */
export const receivingPredicate: PredicateKind<ReceivingPredicate> = {
  name: "urn:countersign:predicate:receiving",
  formatVersion: 1,
  signedBy: "receiver",
  shape: closed(
    {
      formatVersion: oneOf(1),
      receivedAt: instant,
      channel: closed({ name: text, method: oneOf("mtls", "hmac", "api-user", "none") }, { principal: text }),
    },
    { stream: streamPlace, leaves: listOf(text) },
  ),
  claimedTime: ({ receivedAt }) => receivedAt,
};
