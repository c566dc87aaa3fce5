import type { Answer, Reason, Status } from "./answer.ts";
import type { Digest } from "./digest.ts";
import type { Event } from "./event.ts";
import type { JsonObject } from "./json.ts";

/** What a statement is about, by digest (in-toto ResourceDescriptor). */
export interface Subject {
  readonly name: string;
  readonly digest: Digest;
}

/** A claim about subjects: in-toto Statement v1. The byte-exact page is `docs/formats/statement.md`. */
export interface Statement<Predicate = JsonObject> {
  readonly _type: "https://in-toto.io/Statement/v1";
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: Predicate;
}

/** A disclosed value has its salt; of a removed one only the digest is left. */
export type DisclosureLeaf =
  | { readonly pointer: string; readonly salt: string }
  | { readonly pointer: string; readonly digest: string };

/** The salts beside an event's data. Unsigned: what they open is signed. See `docs/formats/disclosures.md`. */
export interface Disclosures {
  readonly formatVersion: 1;
  readonly leaves: readonly DisclosureLeaf[];
}

/** One signature of JWS General JSON (RFC 7515 §7.2.1). */
export interface EnvelopeSignature {
  readonly protected: string;
  readonly signature: string;
}

/** Proof that a log holds the entry of a statement: RFC 6962 inclusion under a C2SP checkpoint. */
export interface Inclusion {
  /** The entry's bytes, base64url. */
  readonly entry: string;
  readonly index: number;
  /** Node hashes from the leaf upwards, base64. */
  readonly proof: readonly string[];
  /** Signed note, as text. */
  readonly checkpoint: string;
}

/** A signed, or logged, statement, with the event it is about when it is about one. See `docs/formats/envelope.md`. */
export interface Envelope {
  readonly formatVersion: 1;
  readonly event?: Event;
  readonly disclosures?: Disclosures;
  /** The statement's canonical JSON, base64url. */
  readonly payload: string;
  readonly signatures?: readonly EnvelopeSignature[];
  readonly inclusion?: Inclusion;
}

/** Makes a signed record of a claim. Rooms are handed one and never see a key. */
export type Seal = (predicateType: string, subjects: readonly Subject[], predicate: JsonObject) => Promise<Envelope>;

/** One thing that was looked at, and how it stood. */
export interface Check<Code extends string = string> {
  readonly status: Status;
  readonly code: Code;
  readonly sentence: string;
}

/** An answer with everything that led to it, and with what was not looked at. */
export interface Verdict<Value = undefined> {
  readonly status: Status;
  readonly checks: readonly Check[];
  readonly notChecked: readonly string[];
  /** Present only when something could be read; believe it only when `status` is `proven`. */
  readonly value?: Value;
}

/** A statement, with the principals whose keys vouch for it. */
export interface SignedStatement extends Statement {
  readonly principals: readonly string[];
}

/** The twin of {@link Seal}: checks an envelope, or says why not. */
export type Verify = (envelope: Envelope, at: Date) => Promise<Verdict<SignedStatement>>;

/** A verdict as an answer, for callers that need no list of checks. */
export function toAnswer<Value>(verdict: Verdict<Value>): Answer<Value | undefined, readonly Check[]> {
  if (verdict.status === "proven") return { status: "proven", value: verdict.value };
  const failed = verdict.checks.filter((check) => check.status === verdict.status);
  if (verdict.status === "refuted") return { status: "refuted", value: failed };
  return { status: "unknown", reasons: failed.map(({ code, sentence }): Reason => ({ code, sentence })) };
}
