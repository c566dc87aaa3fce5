import {
  canonicalJson,
  digestJson,
  type Envelope,
  type Event,
  eventAttributes,
  type JsonValue,
  type Random,
  sha256Hex,
  systemRandom,
} from "../foundation/index.ts";
import { createDiscloser } from "./disclosures.ts";
import { type PredicateKind, predicateType } from "./predicates/predicate.ts";
import { saltSource } from "./salts.ts";
import { formatEventStatement, toPayload } from "./statement.ts";

/** How an event's data is cut and salted. */
export interface DisclosureOptions {
  /** Pointer patterns that can be kept back later; by default the data is one leaf. */
  readonly redactable?: readonly string[];
  readonly random?: Random;
}

/** A statement about an event that nobody vouches for yet, and what it is known by. */
export interface StatedEvent {
  readonly envelope: Envelope;
  /** SHA-256 of the statement. */
  readonly digest: string;
}

/** States event after event in the same way; `claim` is what the predicate says besides its version and the leaves. */
export type EventStater = (event: Event, claim: object) => StatedEvent;

/**
 * Makes statements of one kind about events.
 *
 * @param expected about how many: their salts are drawn together.
 * @throws {FoundationError} `pointer_malformed`
 */
export function createEventStater(
  kind: PredicateKind,
  { redactable = [], random = systemRandom }: DisclosureOptions,
  expected = 1,
): EventStater {
  const type = predicateType(kind);
  const disclose = createDiscloser(redactable, saltSource(random, expected * (1 + redactable.length)));
  const writePredicate = predicateWriter(kind);
  return (event, claim) => {
    const { disclosures, digest, leaves } = disclose(event.data as JsonValue | undefined);
    const attributes = digestJson(eventAttributes(event));
    const statement = formatEventStatement(type, attributes, digest, writePredicate(claim, leaves));
    return {
      envelope: { formatVersion: 1, event, disclosures, payload: toPayload(statement) },
      digest: sha256Hex(statement),
    };
  };
}

/** Events of one batch make the same claim, and mostly have the same leaves: then the text of the last one is good again. */
function predicateWriter({ formatVersion }: PredicateKind): (claim: object, leaves: readonly string[]) => string {
  let last: { readonly claim: object; readonly leaves: readonly string[]; readonly text: string } | undefined;
  return (claim, leaves) => {
    if (last?.claim === claim && isSame(last.leaves, leaves)) return last.text;
    // The usual case, one leaf for all of the data, goes without saying.
    const text = canonicalJson({ formatVersion, ...claim, ...(leaves.length !== 1 && { leaves }) });
    last = { claim, leaves, text };
    return text;
  };
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}
