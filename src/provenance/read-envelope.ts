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

/** Reads an envelope, or says as a check why it cannot be read. */
export function readEnvelope(value: unknown): ReadEnvelope | { readonly checks: readonly ProvenanceCheck[] } {
  try {
    const envelope = parseEnvelope(value);
    // `parseEnvelope` has looked at the letters.
    const bytes = base64.decodeUrl(envelope.payload);
    const statement = parseStatement(bytes);
    const kind = kindOf(statement);
    if (!kind)
      return {
        checks: [
          check(
            "unknown",
            "statement_readable",
            `\`${statement.predicateType}\` is no kind of statement that is known`,
          ),
        ],
      };
    return {
      envelope,
      statement,
      kind,
      predicate: readPredicate(statement, kind),
      digest: statementDigest(bytes).sha256,
    };
  } catch (error) {
    if (hasCode(error, "newer_format")) return { checks: [check("unknown", "newer_format", error.message)] };
    if (isIntegrityError(error)) return { checks: [check("refuted", "statement_readable", error.message)] };
    throw error;
  }
}
