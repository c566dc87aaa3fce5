import { canonicalJson, type HeldFor, heldForReasons, type JsonValue, parseJson, utf8 } from "../foundation/index.ts";
import { closed, count, listOf, oneOf, readFormat, type Shape, sha256, text } from "../foundation/shape.ts";
import type { Stored } from "../stores/index.ts";
import { type Capsule, type CapsuleContract, contractRef } from "./capsule.ts";
import { QuarantineError } from "./errors.ts";
import { type MoveRecord, parseMove } from "./move.ts";
import { instantText, orNull, random16 } from "./shapes.ts";

/** Where a held event stands. One that was replayed was released; one that was superseded was discarded. */
export type CapsuleState = "held" | "released" | "discarded";

/** What a list tells of a held event. */
export interface ShelfItem {
  readonly formatVersion: 1;
  readonly id: string;
  readonly heldFor: HeldFor;
  readonly heldAt: string;
  readonly key?: string;
  /** Codes of its findings, each once, at most twenty. */
  readonly codes: readonly string[];
}

/** Where a capsule stands. It is the one record of the shelf that changes, and every move changes it. */
export interface StateRecord {
  readonly formatVersion: 1;
  readonly state: CapsuleState;
  /** How many moves there are. */
  readonly moves: number;
  /** The move that decided it; 0 while it is held. */
  readonly decidedBy: number;
}

/** What stays of a capsule whose content was erased. Nothing in it can be turned back into the event. */
export interface Tombstone {
  readonly formatVersion: 1;
  readonly id: string;
  /** SHA-256 of the capsule as it was: what its moves are about. */
  readonly digest: string;
  readonly heldFor: HeldFor;
  readonly heldAt: string;
  readonly contract: CapsuleContract | null;
}

export const newState: StateRecord = { formatVersion: 1, state: "held", moves: 0, decidedBy: 0 };

export const toBytes = (record: StateRecord | MoveRecord | ShelfItem | Tombstone): Uint8Array =>
  utf8(canonicalJson(record));

export const itemOf = ({ id, heldFor, heldAt, key, findings }: Capsule): ShelfItem => ({
  formatVersion: 1,
  id,
  heldFor,
  heldAt,
  ...(key !== undefined && { key }),
  codes: [...new Set(findings.map(({ code }) => code))].slice(0, 20),
});

const heldFor = oneOf(...heldForReasons);
const item: Shape<ShelfItem> = closed(
  { formatVersion: oneOf(1), id: text, heldFor, heldAt: text, codes: listOf(text) },
  { key: text },
);
const state: Shape<StateRecord> = closed({
  formatVersion: oneOf(1),
  state: oneOf("held", "released", "discarded"),
  moves: count,
  decidedBy: count,
});
const tombstone: Shape<Tombstone> = closed({
  formatVersion: oneOf(1),
  id: random16,
  digest: sha256,
  heldFor,
  heldAt: instantText,
  contract: orNull(contractRef),
});

export const readItem = (key: string, stored: Stored): ShelfItem =>
  readRecord(key, stored, (value) => readFormat("shelf item", 1, item, value));

export const readState = (key: string, stored: Stored): StateRecord =>
  readRecord(key, stored, (value) => readFormat("shelf state", 1, state, value));

export const readMove = (key: string, stored: Stored): MoveRecord => readRecord(key, stored, parseMove);

export const readTombstone = (key: string, stored: Stored): Tombstone =>
  readRecord(key, stored, (value) => readFormat("tombstone", 1, tombstone, value));

/** Largest sealed record read: 1 MiB. */
function readRecord<Value>(key: string, stored: Stored, read: (value: JsonValue) => Value): Value {
  try {
    return read(parseJson(stored.value));
  } catch (error) {
    if ((error as { code?: unknown }).code === "newer_format") throw error;
    throw alteredRecord(key, (error as Error).message, error);
  }
}

export const alteredRecord = (key: string, problem: string, cause?: unknown): QuarantineError =>
  new QuarantineError("record_altered", `\`${key}\` is not as it was written: ${problem}`, { key, problem }, { cause });
