import { canonicalJson, type HeldFor, heldForReasons, type JsonValue, parseJson, utf8 } from "../foundation/index.ts";
import { closed, count, listOf, oneOf, readFormat, type Shape, text } from "../foundation/shape.ts";
import type { Stored, Write } from "../stores/index.ts";
import { type Capsule, formatCapsule } from "./capsule.ts";
import { QuarantineError } from "./errors.ts";
import { type MoveRecord, parseMove } from "./move.ts";

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

export const HELD = "quarantine/held/";

/** Order of keys is order of time. */
export const placeOf = ({ heldAt, id }: Pick<Capsule, "heldAt" | "id">): string => `${heldAt}/${id}`;
export const heldKey = (capsule: Pick<Capsule, "heldAt" | "id">): string => HELD + placeOf(capsule);
export const capsuleKey = (id: string): string => `quarantine/capsule/${id}`;
export const stateKey = (id: string): string => `quarantine/state/${id}`;
export const moveKey = (id: string, sequence: number): string =>
  `quarantine/move/${id}/${String(sequence).padStart(6, "0")}`;

export const newState: StateRecord = { formatVersion: 1, state: "held", moves: 0, decidedBy: 0 };

export const toBytes = (record: StateRecord | MoveRecord | ShelfItem): Uint8Array => utf8(canonicalJson(record));

/** The writes that put a capsule on the shelf. */
export const writesOf = (capsule: Capsule): readonly Write[] => [
  { key: capsuleKey(capsule.id), value: utf8(formatCapsule(capsule)), expected: "absent" },
  { key: stateKey(capsule.id), value: toBytes(newState), expected: "absent" },
  { key: heldKey(capsule), value: toBytes(itemOf(capsule)), expected: "absent" },
];

const itemOf = ({ id, heldFor, heldAt, key, findings }: Capsule): ShelfItem => ({
  formatVersion: 1,
  id,
  heldFor,
  heldAt,
  ...(key !== undefined && { key }),
  codes: [...new Set(findings.map(({ code }) => code))].slice(0, 20),
});

const item: Shape<ShelfItem> = closed(
  {
    formatVersion: oneOf(1),
    id: text,
    heldFor: oneOf(...heldForReasons),
    heldAt: text,
    codes: listOf(text),
  },
  { key: text },
);

const state: Shape<StateRecord> = closed({
  formatVersion: oneOf(1),
  state: oneOf("held", "released", "discarded"),
  moves: count,
  decidedBy: count,
});

export const readItem = (key: string, stored: Stored): ShelfItem =>
  readRecord(key, stored, (value) => readFormat("shelf item", 1, item, value));

export const readState = (key: string, stored: Stored): StateRecord =>
  readRecord(key, stored, (value) => readFormat("shelf state", 1, state, value));

export const readMove = (key: string, stored: Stored): MoveRecord => readRecord(key, stored, parseMove);

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
