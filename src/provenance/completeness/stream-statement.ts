import type { Envelope } from "../../foundation/index.ts";
import { isIntegrityError } from "../../foundation/index.ts";
import { readShape } from "../../foundation/shape.ts";
import { envelopeDigest, statementOf } from "../envelope.ts";
import { type StreamPlace, streamPlace } from "../predicates/stream.ts";

/** A statement of one signer as its stream counts it. */
export interface StreamStatement extends StreamPlace {
  /** SHA-256 of the statement: what the next one names as `previous`. */
  readonly digest: string;
}

/**
 * The place in its stream that an envelope claims, or nothing when it claims none. Whether the claim is to be believed is
 * for `verifyEnvelope` to say first: two signers that use the same name have two streams.
 */
export function toStreamStatement(envelope: Envelope): StreamStatement | undefined {
  try {
    const { stream } = statementOf(envelope).predicate;
    return stream === undefined
      ? undefined
      : { ...readShape("stream place", streamPlace, stream), digest: envelopeDigest(envelope) };
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}
