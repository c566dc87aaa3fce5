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

/** Whether a statement is of a kind, in any version. A version has one spelling: `:01` names no kind. */
export function isOfKind({ predicateType: type }: Statement, { name }: Pick<PredicateKind, "name">): boolean {
  return type.startsWith(`${name}:`) && /^[1-9][0-9]{0,8}$/.test(type.slice(name.length + 1));
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
  if (formatVersion > kind.formatVersion) {
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
