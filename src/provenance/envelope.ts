import {
  type Envelope,
  type EnvelopeSignature,
  type Event,
  fromBase64url,
  type Inclusion,
  parseEvent,
  type Statement,
} from "../foundation/index.ts";
import { base64url, closed, count, jsonObject, listOf, oneOf, readFormat, text } from "../foundation/shape.ts";
import { parseLeaf } from "./disclosures.ts";
import { ProvenanceError } from "./errors.ts";
import { MOST_SIGNATURES } from "./jws.ts";
import { isHashText } from "./merkle.ts";
import { parseStatement, statementDigest } from "./statement.ts";

export const ENVELOPE_FORMAT_VERSION = 1;

const leaf = closed({ pointer: text }, { salt: text, digest: text });
const shape = closed(
  { formatVersion: oneOf(1), payload: text },
  {
    event: jsonObject,
    disclosures: closed({ formatVersion: oneOf(1), leaves: listOf(leaf) }),
    signatures: listOf(closed({ protected: text, signature: text })),
    inclusion: closed({ entry: text, index: count, proof: listOf(text), checkpoint: text }),
  },
);

/**
 * Reads an envelope's outer form. What it claims is not believed yet: that is for `verifyEnvelope`.
 *
 * @throws {FoundationError} `newer_format`, `format_malformed`, `event_malformed`, `bytes_encoding`
 * @throws {ProvenanceError} `envelope_malformed`, `disclosures_malformed`
 */
export function parseEnvelope(value: unknown): Envelope {
  const { event, disclosures, signatures, inclusion, payload } = readFormat(
    "envelope",
    ENVELOPE_FORMAT_VERSION,
    shape,
    value,
  );
  base64url(payload, "/payload");
  const read: { -readonly [Name in keyof Envelope]: Envelope[Name] } = { formatVersion: 1, payload };
  if (event) read.event = parseEvent(event) as Event;
  if (disclosures) read.disclosures = { formatVersion: 1, leaves: disclosures.leaves.map(parseLeaf as never) };
  if (signatures) read.signatures = parseSignatures(signatures);
  if (inclusion) read.inclusion = parseInclusion(inclusion);
  return read;
}

function parseSignatures(signatures: readonly EnvelopeSignature[]): readonly EnvelopeSignature[] {
  if (signatures.length === 0 || signatures.length > MOST_SIGNATURES)
    throw malformed("/signatures", `holds ${signatures.length} signatures: 1 to ${MOST_SIGNATURES} are read`);
  for (const signature of signatures) {
    base64url(signature.protected, "");
    base64url(signature.signature, "");
  }
  // A header names the key. Whoever doubles a signature changes a file that would stand all the same; and of one ECDSA
  // signature everybody can make a second one.
  if (new Set(signatures.map((one) => one.protected)).size < signatures.length)
    throw malformed("/signatures", "holds two signatures of one key");
  return signatures;
}

function parseInclusion(inclusion: Inclusion): Inclusion {
  if (inclusion.proof.length > 64) throw malformed("/inclusion/proof", "is longer than any log's proof");
  base64url(inclusion.entry, "/inclusion/entry");
  for (const hash of inclusion.proof) {
    if (!isHashText(hash)) throw malformed("/inclusion/proof", "holds a hash that is not 32 bytes in canonical base64");
  }
  return inclusion;
}

const malformed = (path: string, problem: string): ProvenanceError =>
  new ProvenanceError("envelope_malformed", `envelope: \`${path}\` ${problem}`, { path, problem });

/** What an envelope is known by: the SHA-256 of its statement. Signatures and disclosures may come and go. */
export const envelopeDigest = (envelope: Envelope): string => statementDigest(fromBase64url(envelope.payload)).sha256;

/** The statement of an envelope that was verified, or made, before. @throws {ProvenanceError} `envelope_malformed` */
export const statementOf = (envelope: Envelope): Statement => parseStatement(fromBase64url(envelope.payload));
