/** Recognises our errors across copies of the package (ESM beside CommonJS, two versions), where `instanceof` does not. */
const brand: unique symbol = Symbol.for("countersign.error") as never;

export interface IntegrityErrorOptions {
  readonly cause?: unknown;
  /** Whether the same call may succeed later without anyone changing anything. */
  readonly retryable?: boolean;
}

/**
 * Malformed bytes, a proof that does not hold, or a world that failed. Data that merely fails a rule is never thrown:
 * it comes back as findings.
 *
 * `code` belongs to a closed set per room (see `docs/errors.md`) and does not change within a major version; the facts
 * are in `details`, never only in the message.
 */
export class IntegrityError<Code extends string = string, Details = unknown> extends Error {
  readonly code: Code;
  readonly details: Details;
  readonly retryable: boolean;

  constructor(code: Code, message: string, details: Details, options: IntegrityErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
    this.retryable = options.retryable ?? false;
    Object.defineProperty(this, brand, { value: true });
  }

  /** What may be logged: code, message and facts, with anything that looks like a secret left out. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, retryable } = this;
    const cause = this.cause === undefined ? {} : { cause: describeCause(this.cause) };
    return { name, code, message, details: redact(this.details), retryable, ...cause };
  }
}

/** Whether `value` is one of our errors, whichever copy of the package made it. */
export function isIntegrityError(value: unknown): value is IntegrityError {
  return typeof value === "object" && value !== null && brand in value;
}

/** Narrows to one code: `if (hasCode(error, "store_locked")) …`. */
export function hasCode<Code extends string>(value: unknown, code: Code): value is IntegrityError<Code> {
  return isIntegrityError(value) && value.code === code;
}

function describeCause(cause: unknown): unknown {
  if (isIntegrityError(cause)) return cause.toJSON();
  if (!(cause instanceof Error)) return { message: "a value that is no error was thrown" };
  const { code } = cause as { code?: unknown };
  return { name: cause.name, message: cause.message, ...(typeof code === "string" && { code }) };
}

const secretName = /secret|password|passphrase|token|credential|authorization|private|^priv$|^[dpqk]$|^d[pq]$|^qi$/i;

/** Masks members whose name says that they are secret (JWK's private members among them), at any depth. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? value.toString() : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, secretName.test(name) ? "[redacted]" : redact(member)]),
  );
}

/** One failure of the foundation per code; `details` holds its facts. */
export interface FoundationFailures {
  /** The text is not JSON (RFC 8259). */
  json_syntax: { readonly offset: number; readonly line: number; readonly column: number };
  /** The bytes are not UTF-8. */
  json_encoding: Record<string, never>;
  /** An object has the same name twice: readers disagree which one counts. */
  json_duplicate_name: { readonly name: string };
  /** A string holds half a surrogate pair, which has no UTF-8 form. */
  json_lone_surrogate: { readonly path: string };
  /** A number cannot be held exactly: send it as decimal text. */
  json_number_inexact: { readonly number: string; readonly offset: number };
  /** An object has a member `__proto__`. */
  json_forbidden_name: { readonly path: string; readonly name: string };
  /** Nested deeper than the limit. */
  json_too_deep: { readonly limit: number };
  /** Larger than the limit, in bytes. */
  json_too_large: { readonly limit: number; readonly size: number };
  /** A value that JSON cannot say: `undefined`, a function, a sparse array, a Map, NaN, an unsafe integer. */
  canonical_unrepresentable: { readonly path: string; readonly kind: string };
  /** The text is not base64url, base64 or hexadecimal in its one canonical spelling. */
  bytes_encoding: { readonly encoding: string };
  /** Not a decimal number, or one with more digits than the limit. */
  decimal_malformed: { readonly text: string };
  /** Division by zero. */
  decimal_division_by_zero: Record<string, never>;
  /** Not a unit, currency or pack that is known. */
  unit_unknown: { readonly unit: string };
  /** Two units measure different things. */
  unit_incommensurable: { readonly from: string; readonly to: string };
  /** Not an RFC 6901 pointer. */
  pointer_malformed: { readonly pointer: string };
  /** The patch is not RFC 6902. */
  patch_malformed: { readonly index: number; readonly problem: string };
  /** The patch does not fit the document: nothing was changed. */
  patch_refused: { readonly index: number; readonly problem: string };
  /** The event is not CloudEvents 1.0 JSON with our extension attributes. */
  event_malformed: { readonly attribute: string; readonly problem: string };
  /** A document of ours has the wrong shape. */
  format_malformed: { readonly format: string; readonly path: string; readonly problem: string };
  /** A document of ours was written by a newer version: it can be neither accepted nor refused. */
  newer_format: { readonly format: string; readonly formatVersion: number; readonly supported: number };
}

export class FoundationError<Code extends keyof FoundationFailures = keyof FoundationFailures> extends IntegrityError<
  Code,
  FoundationFailures[Code]
> {}
