import { digestJson, formatInstant, type JsonValue, type Seal, type Subject } from "../foundation/index.ts";
import { closed, count, instant, jsonObject, oneOf, readFormat, type Shape, text } from "../foundation/shape.ts";
import {
  type Claim,
  type ClaimSeal,
  exceptionMovePredicate,
  parseClaimSeal,
  sealClaim,
  statesClaim,
  withReasonDigest,
} from "../provenance/index.ts";
import { type Resolution, resolutions, type StoredException } from "./exception.ts";

/** `opened` and `reopened` are the queue's own. */
export type ExceptionMoveKind = "opened" | "reopened" | "claimed" | "assigned" | "noted" | "snoozed" | "resolved";

/** One entry of an exception's history: what was done, by whom, when and why. Entries are added and never changed. */
export interface ExceptionMove {
  readonly formatVersion: 1;
  /** The exception's id. */
  readonly exception: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly move: ExceptionMoveKind;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  /** Whom it was assigned to. */
  readonly owner?: string;
  /** How long it was put to sleep. */
  readonly until?: string;
  readonly resolution?: Resolution;
  /** The signed statement of it, or the word that there is none. */
  readonly seal: ClaimSeal;
}

/** What the move is, without its seal and its place. */
export type MoveClaim = Omit<ExceptionMove, "seal" | "formatVersion" | "exception" | "sequence" | "at"> & {
  readonly at: Date;
};

type Unsealed = Omit<ExceptionMove, "seal">;

/** Makes the record of a move, sealed where there is a seal. */
export async function createMove(
  item: StoredException,
  { at, ...what }: MoveClaim,
  seal: Seal | undefined,
): Promise<ExceptionMove> {
  const sequence = item.moves + 1;
  const move: Unsealed = { formatVersion: 1, exception: item.id, sequence, ...what, at: formatInstant(at) };
  return { ...move, seal: await sealClaim(claimOf(move, item), seal) };
}

/** What an exception is about never changes; how it stands does. The salt keeps the digest from being guessed. */
const subjectOf = ({ id, salt, kind, cause }: Pick<StoredException, "id" | "salt" | "kind" | "cause">): Subject => ({
  name: "exception",
  digest: digestJson({ id, salt, kind, cause } as unknown as JsonValue),
});

const claimOf = (move: Unsealed, item: StoredException): Claim => ({
  kind: exceptionMovePredicate,
  subject: subjectOf(item),
  body: withReasonDigest(move, item.salt),
});

const sealShape: Shape<unknown> = (value, path) => (value === "unsealed" ? value : jsonObject(value, path));

const shape = closed(
  {
    formatVersion: oneOf(1),
    exception: text,
    sequence: count,
    move: oneOf("opened", "reopened", "claimed", "assigned", "noted", "snoozed", "resolved"),
    by: text,
    reason: text,
    at: instant,
    seal: sealShape,
  },
  { owner: text, until: instant, resolution: oneOf<Resolution>(...resolutions, "passed") },
);

/** @throws {FoundationError} `newer_format`, `format_malformed` @throws {ProvenanceError} `envelope_malformed` */
export function parseMove(value: unknown): ExceptionMove {
  const record = readFormat("exception move", 1, shape, value) as ExceptionMove;
  return { ...record, seal: parseClaimSeal(record.seal) };
}

/** Whether a record's statement says what the record says, of this exception. Who signed it is for `verifyEnvelope` to find out. */
export const isConsistent = ({ seal, ...move }: ExceptionMove, item: StoredException): boolean =>
  move.exception === item.id && statesClaim(seal, claimOf(move, item));
