import { type Envelope, type Event, formatInstant, type Seal, type Subject } from "../foundation/index.ts";
import { envelopeDigest } from "./envelope.ts";
import { createEventStater, type DisclosureOptions } from "./event-stater.ts";
import { signPayload } from "./jws.ts";
import { eventPredicate } from "./predicates/event.ts";
import { type PredicateKind, predicateType, toPredicate } from "./predicates/predicate.ts";
import { type Channel, receivingPredicate } from "./predicates/receiving.ts";
import type { StreamPlace } from "./predicates/stream.ts";
import type { Signer } from "./signer.ts";
import { formatStatement, toPayload } from "./statement.ts";

export interface SealEventOptions extends DisclosureOptions {
  /** Who signs. Each gives one parallel signature over the same statement. */
  readonly signers: readonly Signer[];
  readonly at: Date;
  /** Place in the signer's stream about this source, when completeness is to be provable. */
  readonly stream?: StreamPlace;
}

/**
 * A source seals its own event: a signed statement about its attributes and, salted, about its data.
 *
 * @throws {ProvenanceError} `disclosures_malformed`, `signing_failed`
 */
export async function sealEvent(
  event: Event,
  { signers, at, stream, ...options }: SealEventOptions,
): Promise<Envelope> {
  if (signers.length === 0)
    throw new TypeError("sealEvent needs at least one signer: a receiver without keys makes a receiving statement");
  const time = { signedAt: formatInstant(at), ...(stream && { stream }) };
  return signed(createEventStater(eventPredicate, options)(event, time).envelope, signers);
}

/** How, when and with which redactable fields an event was received. */
export interface ReceivingOptions extends DisclosureOptions {
  readonly channel: Channel;
  readonly at: Date;
  readonly stream?: StreamPlace;
}

/**
 * A receiver states what arrived, when and how, because the source signed nothing. The envelope has no signature yet:
 * the receiver's log vouches for it, or {@link countersign}.
 *
 * @throws {ProvenanceError} `disclosures_malformed`
 */
export function receiveEvent(event: Event, { channel, at, stream, ...options }: ReceivingOptions): Envelope {
  const claim = { receivedAt: formatInstant(at), channel, ...(stream && { stream }) };
  return createEventStater(receivingPredicate, options)(event, claim).envelope;
}

/** A further, parallel signature over the same statement. It can be taken off again without a trace: what must not be, is a statement of its own, or logged. */
export const countersign = (envelope: Envelope, signer: Signer): Promise<Envelope> => signed(envelope, [signer]);

async function signed(envelope: Envelope, signers: readonly Signer[]): Promise<Envelope> {
  const signatures = await Promise.all(signers.map((signer) => signPayload(envelope.payload, signer)));
  return { ...envelope, signatures: [...(envelope.signatures ?? []), ...signatures] };
}

/** A statement of the house about something known by digest; unsigned, for a log to vouch for. */
export function stateHouse(kind: PredicateKind, subjects: readonly Subject[], predicate: object): Envelope {
  return {
    formatVersion: 1,
    payload: toPayload(formatStatement(predicateType(kind), subjects, toPredicate(predicate))),
  };
}

/** The seal port for rooms that must not see a key: signs each statement with the signers. */
export const createSeal =
  (signers: readonly Signer[]): Seal =>
  (type, subjects, predicate) =>
    signed({ formatVersion: 1, payload: toPayload(formatStatement(type, subjects, predicate)) }, signers);

/** The place of the statement that follows this one in its stream. */
export const nextInStream = (place: StreamPlace, envelope: Envelope): StreamPlace => ({
  name: place.name,
  sequence: place.sequence + 1,
  previous: envelopeDigest(envelope),
});
