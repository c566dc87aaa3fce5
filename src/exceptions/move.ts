import {
  digestJson,
  type Envelope,
  equalJson,
  formatInstant,
  type JsonObject,
  type JsonValue,
  type Seal,
  type Subject,
} from "../foundation/index.ts";
import { closed, count, instant, jsonObject, oneOf, readFormat, type Shape, text } from "../foundation/shape.ts";
import { exceptionMovePredicate, parseEnvelope, predicateType, statementOf } from "../provenance/index.ts";
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
  readonly seal: Envelope | "unsealed";
}

/** What the move is, without its seal and its place. */
export type MoveClaim = Omit<ExceptionMove, "seal" | "formatVersion" | "exception" | "sequence" | "at"> & {
  readonly at: Date;
};

type Claim = Omit<ExceptionMove, "seal">;

/** Makes the record of a move, sealed where there is a seal. */
export async function createMove(
  item: StoredException,
  { at, ...what }: MoveClaim,
  seal: Seal | undefined,
): Promise<ExceptionMove> {
  const sequence = item.moves + 1;
  const claim: Claim = { formatVersion: 1, exception: item.id, sequence, ...what, at: formatInstant(at) };
  const type = predicateType(exceptionMovePredicate);
  return { ...claim, seal: seal ? await seal(type, [subjectOf(item)], predicateOf(claim, item)) : "unsealed" };
}

/** What an exception is about never changes; how it stands does. The salt keeps the digest from being guessed. */
const subjectOf = ({ id, salt, kind, cause }: Pick<StoredException, "id" | "salt" | "kind" | "cause">): Subject => ({
  name: "exception",
  digest: digestJson({ id, salt, kind, cause } as unknown as JsonValue),
});

/** A reason is free text, so it is stated by a salted digest. */
const predicateOf = ({ reason, ...claim }: Claim, { salt }: Pick<StoredException, "salt">): JsonObject => ({
  ...claim,
  reason: digestJson([salt, reason]).sha256,
});

const shape = closed(
  {
    formatVersion: oneOf(1),
    exception: text,
    sequence: count,
    move: oneOf("opened", "reopened", "claimed", "assigned", "noted", "snoozed", "resolved"),
    by: text,
    reason: text,
    at: instant,
    seal: ((value, path) => (value === "unsealed" ? value : (jsonObject(value, path) as unknown as Envelope))) as Shape<
      Envelope | "unsealed"
    >,
  },
  { owner: text, until: instant, resolution: oneOf<Resolution>(...resolutions, "passed") },
);

/** @throws {FoundationError} `newer_format`, `format_malformed` @throws {ProvenanceError} `envelope_malformed` */
export function parseMove(value: unknown): ExceptionMove {
  const record = readFormat("exception move", 1, shape, value) as ExceptionMove;
  return { ...record, seal: record.seal === "unsealed" ? "unsealed" : parseEnvelope(record.seal) };
}

/** Whether a record's statement says what the record says, of this exception. Who signed it is for `verifyEnvelope` to find out. */
export function isConsistent({ seal, ...claim }: ExceptionMove, item: StoredException): boolean {
  if (claim.exception !== item.id) return false;
  return seal === "unsealed" || equalJson(statedIn(seal), expectedOf(claim, item));
}

function statedIn(seal: Envelope): JsonValue {
  try {
    const { predicateType: type, subject, predicate } = statementOf(seal);
    return { type, subject, predicate } as unknown as JsonValue;
  } catch {
    return null;
  }
}

const expectedOf = (claim: Claim, item: StoredException): JsonValue =>
  ({
    type: predicateType(exceptionMovePredicate),
    subject: [subjectOf(item)],
    predicate: predicateOf(claim, item),
  }) as unknown as JsonValue;
