import { IntegrityError } from "../foundation/index.ts";

/** Why a document of this room could not be read, or a signature not be made. What does not verify is a verdict, and no error. */
export interface ProvenanceFailures {
  /** The envelope, its payload or one of its signatures is not spelled as the format says. */
  envelope_malformed: { readonly path: string; readonly problem: string };
  /** The disclosures do not belong to the data, or name pointers that cannot be redacted. */
  disclosures_malformed: { readonly problem: string };
  /** What is to be kept back is no leaf of the disclosures; `nearest` is the leaf that it lies in, when there is one. */
  redaction_no_leaf: { readonly pointer: string; readonly nearest?: string };
  /** A key is of no kind that this release signs or verifies with. */
  key_unsupported: { readonly keyId: string; readonly problem: string };
  /** A key is known to be weak: anyone could sign with it, or one signature would fit every message. */
  key_weak: { readonly keyId: string };
  /** This platform does not have the key's algorithm. */
  algorithm_unavailable: { readonly algorithm: string; readonly keyId: string };
  /** The file of trusted keys is not as the format says. */
  trusted_keys_malformed: { readonly path: string; readonly problem: string };
  /** A private key cannot be opened: its passphrase is wrong or missing, or it is spelled otherwise than is read. */
  key_unreadable: { readonly problem: string };
  /** What was read as published keys is no JWK Set. */
  key_set_malformed: { readonly problem: string };
  /** A signature is not spelled as its algorithm wants it. */
  signature_malformed: { readonly problem: string };
  /** The signer did not sign. */
  signing_failed: { readonly keyId: string };
  /** The checkpoint is no signed note of a log. */
  checkpoint_malformed: { readonly problem: string };
  /** The checkpoint is of another log, or of a state that this log never was in. */
  checkpoint_foreign: { readonly origin: string; readonly size: number };
  /** A request for a cosignature is not of the form that C2SP gives it. */
  cosign_request_malformed: { readonly problem: string };
  /** The file is no proof of an entry as C2SP tlog-proof spells it. */
  tlog_proof_malformed: { readonly problem: string };
  /** The log has no entry at that index, or its store lacks a part. */
  log_incomplete: { readonly index: number };
  /** Another process has appended to the log: read it again before appending. */
  log_contended: { readonly origin: string };
  /** More events wait to be sealed than may: nothing was taken. */
  sealer_full: { readonly limit: number };
  /** The sealer was closed, aborted, or ended because a batch of its stream could not be written. */
  sealer_closed: Record<string, never>;
  /** An entry is larger than the format allows. */
  log_entry_too_large: { readonly size: number; readonly limit: number };
}

export class ProvenanceError<Code extends keyof ProvenanceFailures = keyof ProvenanceFailures> extends IntegrityError<
  Code,
  ProvenanceFailures[Code]
> {}

/** What a verification looks at. Each is `proven`, `refuted` or `unknown` by itself. */
export interface ProvenanceChecks {
  /** The payload is a canonical in-toto statement of a kind that is known. */
  statement_readable: Record<string, never>;
  /** The event's attributes are those that the statement was made about. */
  attributes_match: Record<string, never>;
  /** The event's data, as far as it is disclosed, is what the statement was made about. */
  data_match: Record<string, never>;
  /** Each signature is right for its key, and its key is known. */
  signature_valid: Record<string, never>;
  /** This platform has the algorithm of the signature's key. */
  algorithm_available: Record<string, never>;
  /** The signer may make statements of this kind. */
  signer_role: Record<string, never>;
  /** The signer may speak for the event's source. */
  signer_source: Record<string, never>;
  /** The key was valid, and not compromised, when it signed. */
  key_valid_at_signing: Record<string, never>;
  /** The time of signing does not lie ahead of the time of reading. */
  signing_time_plausible: Record<string, never>;
  /** The log holds the statement, under a checkpoint that it signed. */
  inclusion_valid: Record<string, never>;
  /** Somebody who may say so vouches for the statement: by a signature, or by a log's checkpoint. */
  authenticated: Record<string, never>;
  /** As many keys as the quorum asks for have signed, in the roles and of as many principals as it asks for. */
  quorum_met: Record<string, never>;
  /** The document was written by a newer release: it can be neither believed nor refused. */
  newer_format: Record<string, never>;
}

/** What following the life of keys looks at. */
export interface KeyHistoryChecks {
  /** A statement about a key is in order, signed by a key of the house that was valid then, and may do what it does. */
  key_event_valid: Record<string, never>;
}

/** The code of a check of an envelope. */
export type ProvenanceCheckCode = keyof ProvenanceChecks;
