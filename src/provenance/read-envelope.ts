import {
  type Check,
  type Envelope,
  hasCode,
  isIntegrityError,
  type Statement,
  type Status,
} from "../foundation/index.ts";
import { base64 } from "../runtime/index.ts";
import { parseEnvelope } from "./envelope.ts";
import type { ProvenanceCheckCode } from "./errors.ts";
import { kindOf } from "./predicates/index.ts";
import { type PredicateKind, readPredicate } from "./predicates/predicate.ts";
import { parseStatement, statementDigest } from "./statement.ts";

export type ProvenanceCheck = Check<ProvenanceCheckCode>;

export const check = (status: Status, code: ProvenanceCheckCode, sentence: string): ProvenanceCheck => ({
  status,
  code,
  sentence,
});

/** An envelope whose form is right, with what its payload says. Nothing of it is believed yet. */
export interface ReadEnvelope {
  readonly envelope: Envelope;
  readonly statement: Statement;
  readonly kind: PredicateKind;
  readonly predicate: object;
  readonly digest: string;
}

/** Why an envelope cannot be read, as checks. */
export interface Unreadable {
  readonly checks: readonly ProvenanceCheck[];
}

/** Reads the outer form of an envelope, or says why it cannot be read. */
export const readForm = (value: unknown): Envelope | Unreadable => orChecks(parseEnvelope, value);

/** Reads what the payload says, or says why it cannot be read. */
export const readEnvelope = (envelope: Envelope): ReadEnvelope | Unreadable => orChecks(readPayload, envelope);

function readPayload(envelope: Envelope): ReadEnvelope | Unreadable {
  // `parseEnvelope` has looked at the letters.
  const bytes = base64.decodeUrl(envelope.payload);
  const statement = parseStatement(bytes);
  const kind = kindOf(statement);
  if (!kind) return unreadable("unknown", `\`${statement.predicateType}\` is no kind of statement that is known`);
  const predicate = readPredicate(statement, kind);
  return { envelope, statement, kind, predicate, digest: statementDigest(bytes).sha256 };
}

function orChecks<Input, Read>(read: (input: Input) => Read, input: Input): Read | Unreadable {
  try {
    return read(input);
  } catch (error) {
    if (hasCode(error, "newer_format")) return { checks: [check("unknown", "newer_format", error.message)] };
    if (isIntegrityError(error)) return unreadable("refuted", error.message);
    throw error;
  }
}

const unreadable = (status: Status, sentence: string): Unreadable => ({
  checks: [check(status, "statement_readable", sentence)],
});
