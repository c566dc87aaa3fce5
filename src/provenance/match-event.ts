import { digestJson, eventAttributes, type JsonValue } from "../foundation/index.ts";
import { checkDisclosures } from "./disclosures.ts";
import { check, type ProvenanceCheck, type ReadEnvelope } from "./read-envelope.ts";
import { subjectNamed } from "./statement.ts";

export interface EventChecks {
  readonly checks: readonly ProvenanceCheck[];
  readonly redacted: readonly string[];
}

/** A statement about an event must come with that event; other statements must come without one. */
export function checkEvent({ envelope, statement, predicate }: ReadEnvelope): EventChecks {
  const attributes = subjectNamed(statement, "event");
  const data = subjectNamed(statement, "data");
  if (!attributes || !data) {
    const stray = envelope.event
      ? [check("refuted", "attributes_match", "the statement is not about the event beside it")]
      : [];
    return { checks: stray, redacted: [] };
  }
  if (!envelope.event)
    return { checks: [check("unknown", "attributes_match", "the event itself is missing")], redacted: [] };
  const sameAttributes = digestJson(eventAttributes(envelope.event)).sha256 === attributes.digest.sha256;
  const leaves = (predicate as { leaves?: readonly string[] }).leaves ?? [""];
  const disclosed = checkDisclosures(
    envelope.event.data as JsonValue | undefined,
    envelope.disclosures,
    leaves,
    data.digest,
  );
  return {
    checks: [
      sameAttributes
        ? check("proven", "attributes_match", "the event's attributes are the stated ones")
        : check("refuted", "attributes_match", "the event's attributes were changed after the statement was made"),
      disclosed.matches
        ? check("proven", "data_match", "the event's data is the stated data")
        : check(
            "refuted",
            "data_match",
            disclosed.problem ?? "the event's data was changed after the statement was made",
          ),
    ],
    redacted: disclosed.redacted,
  };
}
