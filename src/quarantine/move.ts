import { digestJson, formatInstant, type Seal, type Subject } from "../foundation/index.ts";
import { closed, count, jsonObject, oneOf, readFormat, type Shape, text } from "../foundation/shape.ts";
import {
  type Claim,
  type ClaimSeal,
  parseClaimSeal,
  quarantineMovePredicate,
  sealClaim,
  statesClaim,
  withReasonDigest,
} from "../provenance/index.ts";
import type { Capsule } from "./capsule.ts";
import { instantText, random16 } from "./shapes.ts";

export type MoveKind = "released" | "discarded" | "annotated";

/** What somebody does with a held event, and why. */
export interface MoveOrder {
  /** Who: the principal as the trusted keys and the identity provider know it. */
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/** One entry beside a capsule: what was done with it. Entries are added and never changed. */
export interface MoveRecord {
  readonly formatVersion: 1;
  /** The capsule's id. */
  readonly capsule: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly move: MoveKind;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  /** The signed statement of it, or the word that there is none. */
  readonly seal: ClaimSeal;
}

type Unsealed = Omit<MoveRecord, "seal">;

const MAX_NAME = 200;
const MAX_REASON = 2_000;

/** @throws {TypeError} for a name of more than 200 or a reason of more than 2,000 characters, or none. */
export function refuseOrder({ by, reason, at }: MoveOrder): void {
  if (!isTextUpTo(by, MAX_NAME)) throw new TypeError(`\`by\` must be a text of 1 to ${MAX_NAME} characters`);
  if (!isTextUpTo(reason, MAX_REASON))
    throw new TypeError(`\`reason\` must be a text of 1 to ${MAX_REASON} characters`);
  if (Number.isNaN(at.getTime())) throw new TypeError("`at` must be a valid date");
}

const isTextUpTo = (value: unknown, limit: number): boolean =>
  typeof value === "string" && value.length >= 1 && value.length <= limit && value.isWellFormed();

/** Makes the record of a move, sealed where there is a seal. */
export async function createMove(
  capsule: Capsule,
  sequence: number,
  move: MoveKind,
  { by, reason, at }: MoveOrder,
  seal: Seal | undefined,
): Promise<MoveRecord> {
  const made: Unsealed = { formatVersion: 1, capsule: capsule.id, sequence, move, by, reason, at: formatInstant(at) };
  return { ...made, seal: await sealClaim(claimOf(made, capsule), seal) };
}

/** The capsule's digest leaves the house with the statement; the salt within the capsule does not. */
const subjectOf = (capsule: Capsule): Subject => ({ name: "capsule", digest: digestJson(capsule) });

const claimOf = (move: Unsealed, capsule: Capsule): Claim => ({
  kind: quarantineMovePredicate,
  subject: subjectOf(capsule),
  body: withReasonDigest(move, capsule.salt),
});

const shape: Shape<MoveRecord> = closed({
  formatVersion: oneOf(1),
  capsule: random16,
  sequence: count,
  move: oneOf("released", "discarded", "annotated"),
  by: text,
  reason: text,
  at: instantText,
  seal: (value, path) => (value === "unsealed" ? value : (jsonObject(value, path) as unknown as ClaimSeal)),
});

/**
 * Reads a record of a move.
 *
 * @throws {FoundationError} `newer_format`, `format_malformed`
 * @throws {ProvenanceError} `envelope_malformed`
 */
export function parseMove(value: unknown): MoveRecord {
  const record = readFormat("quarantine move", 1, shape, value);
  return { ...record, seal: parseClaimSeal(record.seal) };
}

/** Whether a record's statement says what the record says, of this capsule. Who signed it is for `verifyEnvelope` to find out. */
export const isConsistent = ({ seal, ...move }: MoveRecord, capsule: Capsule): boolean =>
  move.capsule === capsule.id && statesClaim(seal, claimOf(move, capsule));
