import { type Digest, digestJson, formatInstant, type JsonObject, type Seal } from "../foundation/index.ts";
import { closed, count, jsonObject, oneOf, readFormat, type Shape, sha256, text } from "../foundation/shape.ts";
import {
  type Claim,
  type ClaimSeal,
  parseClaimSeal,
  quarantineMovePredicate,
  sealClaim,
  statementOf,
  statesClaim,
  withReasonDigest,
} from "../provenance/index.ts";
import type { Capsule } from "./capsule.ts";
import { instantText, random16, shortText } from "./shapes.ts";

/** What a move makes of a held event, and in which version of the format it is written. To add one, write its row. */
const kinds = {
  released: { decides: true, version: 1 },
  discarded: { decides: true, version: 1 },
  annotated: { decides: false, version: 1 },
  /** It went on as another event, or was asked about again: as a plan made it, or as it was. */
  replayed: { decides: true, version: 2 },
  /** A later event stands for it. */
  superseded: { decides: true, version: 2 },
  /** Its content was erased; the moves stay. */
  purged: { decides: false, version: 2 },
} as const;

export type MoveKind = keyof typeof kinds;

/** Whether a move decides what becomes of a held event. */
export const decides = (move: MoveKind): boolean => kinds[move].decides;

/** What somebody does with a held event, and why. */
export interface MoveOrder {
  /** Who: the principal as the trusted keys and the identity provider know it. */
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/** What stands for a held event from now on. */
export interface Successor {
  /** Id of the event that went on, or that supersedes it. */
  readonly event: string;
  /** SHA-256 of the repair plan by which it was made. */
  readonly plan?: string;
}

/** One entry beside a capsule: what was done with it. Entries are added and never changed. */
export interface MoveRecord extends Partial<Successor> {
  readonly formatVersion: 1 | 2;
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

/** What is moved: a capsule, or what is known of one that was erased. */
export interface Moved {
  readonly id: string;
  /** SHA-256 of the capsule's canonical JSON. It leaves the house with the statement; the salt within the capsule does not. */
  readonly digest: Digest;
  /** Absent once the capsule is erased: then what people wrote can no longer be compared with its digest. */
  readonly salt?: string;
}

type Salted = Moved & { readonly salt: string };

export const movedCapsule = (capsule: Capsule): Salted => ({
  id: capsule.id,
  digest: digestJson(capsule),
  salt: capsule.salt,
});

/** What is to be written down. */
export interface MoveClaim extends MoveOrder {
  readonly move: MoveKind;
  readonly successor?: Successor | undefined;
}

/** Makes the record of a move, sealed where there is a seal. */
export async function createMove(
  capsule: Salted,
  sequence: number,
  { move, by, reason, at, successor }: MoveClaim,
  seal: Seal | undefined,
): Promise<MoveRecord> {
  const made: Unsealed = {
    formatVersion: kinds[move].version,
    capsule: capsule.id,
    sequence,
    move,
    by,
    reason,
    at: formatInstant(at),
    ...successor,
  };
  return { ...made, seal: await sealClaim(claimOf(made, capsule, withReasonDigest(made, capsule.salt)), seal) };
}

const claimOf = ({ formatVersion }: Unsealed, { digest }: Moved, body: JsonObject): Claim => ({
  kind: { ...quarantineMovePredicate, formatVersion },
  subject: { name: "capsule", digest },
  body,
});

const members = {
  capsule: random16,
  sequence: count,
  by: text,
  reason: text,
  at: instantText,
  seal: ((value, path) =>
    value === "unsealed" ? value : (jsonObject(value, path) as unknown as ClaimSeal)) as Shape<ClaimSeal>,
};
const first = closed({ ...members, formatVersion: oneOf(1), move: oneOf("released", "discarded", "annotated") });
const second = closed(
  { ...members, formatVersion: oneOf(2), move: oneOf("replayed", "superseded", "purged") },
  { event: shortText, plan: sha256 },
);
const shape: Shape<MoveRecord> = (value, path) =>
  ((value as { readonly formatVersion?: unknown } | null)?.formatVersion === 2 ? second : first)(value, path);

/**
 * Reads a record of a move.
 *
 * @throws {FoundationError} `newer_format`, `format_malformed`
 * @throws {ProvenanceError} `envelope_malformed`
 */
export function parseMove(value: unknown): MoveRecord {
  const record = readFormat("quarantine move", 2, shape, value);
  return { ...record, seal: parseClaimSeal(record.seal) };
}

/** Whether a record's statement says what the record says, of this capsule. Who signed it is for `verifyEnvelope` to find out. */
export function isConsistent({ seal, ...move }: MoveRecord, capsule: Moved): boolean {
  const body =
    capsule.salt === undefined ? { ...move, reason: statedReason(seal) } : withReasonDigest(move, capsule.salt);
  return move.capsule === capsule.id && statesClaim(seal, claimOf(move, capsule, body as unknown as JsonObject));
}

/** The reason's digest, as the statement has it: without the salt nobody can tell whether it is still that reason. */
function statedReason(seal: ClaimSeal): unknown {
  try {
    return seal === "unsealed" ? "" : (statementOf(seal).predicate.reason ?? "");
  } catch {
    return "";
  }
}
