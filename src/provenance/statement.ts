import {
  canonicalJson,
  type Digest,
  fromUtf8,
  isJsonObject,
  type JsonObject,
  parseJson,
  readCanonicalJson,
  type Statement,
  type Subject,
  sha256Hex,
  textToBase64url,
} from "../foundation/index.ts";
import { closed, jsonObject, listOf, oneOf, readShape, sha256, text } from "../foundation/shape.ts";
import { ProvenanceError } from "./errors.ts";

export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

/** Largest payload: what fits into one entry of a tiled log with room to spare would be less; this bounds memory. */
const MAX_PAYLOAD_BYTES = 16 * 1_048_576;
/** One level less than a statement may have: its own braces stand around. */
const MAX_PREDICATE_DEPTH = 63;

const shape = closed({
  _type: oneOf(STATEMENT_TYPE),
  subject: listOf(closed({ name: text, digest: closed({ sha256: sha256 }) })),
  predicateType: text,
  predicate: jsonObject,
});

/** The statement's one spelling: what is signed, logged and hashed. */
export function formatStatement(predicateType: string, subject: readonly Subject[], predicate: JsonObject): string {
  return canonicalJson({ _type: STATEMENT_TYPE, subject, predicateType, predicate });
}

/**
 * The same for an event: the shape is fixed, so it is written from its pieces, for nothing but the predicate can need an
 * escape.
 *
 * @param predicate canonical JSON.
 */
export const formatEventStatement = (type: string, event: Digest, data: Digest, predicate: string): string =>
  `{"_type":"${STATEMENT_TYPE}","predicate":${predicate},"predicateType":"${type}","subject":[{"digest":{"sha256":"${event.sha256}"},"name":"event"},{"digest":{"sha256":"${data.sha256}"},"name":"data"}]}`;

const eventHead = `{"_type":"${STATEMENT_TYPE}","predicate":`;
const eventType = ',"predicateType":"';
const eventTail =
  /^(urn:countersign:predicate:[a-z-]+:[0-9]+)","subject":\[\{"digest":\{"sha256":"([0-9a-f]{64})"\},"name":"event"\},\{"digest":\{"sha256":"([0-9a-f]{64})"\},"name":"data"\}\]\}$/;

/**
 * Reads what {@link formatEventStatement} writes, from its pieces, in a third of the time; `undefined` for every other
 * text. Around a predicate in canonical spelling nothing can be spelled in a second way.
 */
function readEventStatement(text: string): Statement | undefined {
  if (!text.startsWith(eventHead)) return undefined;
  const end = text.lastIndexOf(eventType);
  const [, predicateType, event, data] = eventTail.exec(text.slice(end + eventType.length)) ?? [];
  if (predicateType === undefined || event === undefined || data === undefined) return undefined;
  const predicate = readCanonicalJson(text.slice(eventHead.length, end), MAX_PREDICATE_DEPTH);
  if (!isJsonObject(predicate)) return undefined;
  const subject = [
    { name: "event", digest: { sha256: event } },
    { name: "data", digest: { sha256: data } },
  ];
  return { _type: STATEMENT_TYPE, subject, predicateType, predicate };
}

/** The payload of an envelope: the statement's bytes, base64url. */
export const toPayload = (statement: string): string => textToBase64url(statement);

/**
 * Reads a statement from the bytes that were signed, and only from them.
 *
 * @throws {ProvenanceError} `envelope_malformed` when the bytes are not the canonical spelling of a statement.
 * @throws {FoundationError} `json_…`, `format_malformed` for what is no statement in any spelling
 */
export function parseStatement(bytes: Uint8Array): Statement {
  const text = bytes.length > MAX_PAYLOAD_BYTES ? undefined : fromUtf8(bytes);
  const known = text === undefined ? undefined : readEventStatement(text);
  if (known) return known;
  const value = text === undefined ? undefined : readCanonicalJson(text);
  // What is not canonical is read the long way, to say what is wrong with it.
  const statement = readShape("statement", shape, value ?? parseJson(bytes, { maxBytes: MAX_PAYLOAD_BYTES }));
  if (value === undefined) {
    throw new ProvenanceError("envelope_malformed", "the statement is not in canonical spelling (RFC 8785)", {
      path: "/payload",
      problem: "not canonical",
    });
  }
  return statement as Statement;
}

/** What a statement is known by everywhere: SHA-256 of its bytes. It holds salted digests only, so it may leave the house. */
export const statementDigest = (payload: Uint8Array | string): Digest => ({ sha256: sha256Hex(payload) });

export const subjectNamed = (statement: Statement, name: string): Subject | undefined =>
  statement.subject.find((subject) => subject.name === name);
