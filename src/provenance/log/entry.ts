import { canonicalJson, type Envelope, fromBase64url, parseJson, sha256Hex, utf8 } from "../../foundation/index.ts";
import { closed, listOf, oneOf, readFormat, sha256 } from "../../foundation/shape.ts";
import { envelopeDigest } from "../envelope.ts";

/** A leaf of the log: which statement, and which signatures it bore then, so that none can be added to the past unseen. */
export interface LogEntry {
  readonly formatVersion: 1;
  /** SHA-256 of the statement's bytes, hexadecimal. */
  readonly statement: string;
  /** SHA-256 of each signature's bytes, hexadecimal, sorted. */
  readonly signatures: readonly string[];
}

const shape = closed({ formatVersion: oneOf(1), statement: sha256, signatures: listOf(sha256) });

/** What an entry knows a signature by, from its base64url. */
export const signatureDigest = (signature: string): string => sha256Hex(fromBase64url(signature));

export const signatureDigests = (envelope: Envelope): readonly string[] =>
  (envelope.signatures ?? []).map(({ signature }) => signatureDigest(signature)).sort();

/** The entry of an envelope as it is now, with the signatures that it bears. */
export const toLogEntry = (envelope: Envelope): LogEntry => ({
  formatVersion: 1,
  statement: envelopeDigest(envelope),
  signatures: signatureDigests(envelope),
});

/** The text of an entry, in its canonical form. */
export const entryText = ({ statement, signatures }: LogEntry): string =>
  `{"formatVersion":1,"signatures":${canonicalJson(signatures)},"statement":${canonicalJson(statement)}}`;

/** The bytes of an entry: what is hashed. */
export const formatLogEntry = (entry: LogEntry): Uint8Array => utf8(entryText(entry));

/** @throws {FoundationError} `newer_format`, `format_malformed` */
export const parseLogEntry = (bytes: Uint8Array): LogEntry =>
  readFormat("log entry", 1, shape, parseJson(bytes, { maxBytes: 65_535 })) as LogEntry;
