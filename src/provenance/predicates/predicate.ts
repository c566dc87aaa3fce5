import { FoundationError, type JsonObject, type Statement } from "../../foundation/index.ts";
import { readShape, type Shape } from "../../foundation/shape.ts";
import type { Role } from "../trusted-keys.ts";

/** A kind of claim: what it is called, who may make it, what its body holds, and when it says it was made. */
export interface PredicateKind<Predicate extends object = object> {
  /** Without the version, which follows after a colon: `urn:countersign:predicate:event`. */
  readonly name: string;
  readonly formatVersion: number;
  readonly signedBy: Role;
  readonly shape: Shape<Predicate>;
  /** The signer's own claim of when it signed, RFC 3339. */
  claimedTime(predicate: Predicate): string;
}

/** The full name of a kind, with its version. */
export const predicateType = ({ name, formatVersion }: Pick<PredicateKind, "name" | "formatVersion">): string =>
  `${name}:${formatVersion}`;

/** Whether a statement is of a kind, in any version. */
export function isOfKind(statement: Statement, { name }: Pick<PredicateKind, "name">): boolean {
  return statement.predicateType.startsWith(`${name}:`);
}

/**
 * Reads the body of a statement of a kind.
 *
 * @throws {FoundationError} `newer_format`, `format_malformed`
 */
export function readPredicate<Predicate extends object>(
  statement: Statement,
  kind: PredicateKind<Predicate>,
): Predicate {
  const formatVersion = Number(statement.predicateType.slice(kind.name.length + 1));
  if (Number.isSafeInteger(formatVersion) && formatVersion > kind.formatVersion) {
    const details = { format: kind.name, formatVersion, supported: kind.formatVersion };
    throw new FoundationError(
      "newer_format",
      `\`${statement.predicateType}\` is newer than this release reads: update it`,
      details,
    );
  }
  return readShape(kind.name, kind.shape, statement.predicate);
}

export const toPredicate = (predicate: object): JsonObject => predicate as JsonObject;
