import type { Seal } from "../foundation/index.ts";
import type { Store, Stored, Version, Write } from "../stores/index.ts";
import { type Capsule, readCapsuleText } from "./capsule.ts";
import { QuarantineError } from "./errors.ts";
import { createMove, isConsistent, type MoveKind, type MoveOrder, type MoveRecord, refuseOrder } from "./move.ts";
import { isRandom16 } from "./shapes.ts";
import {
  alteredRecord,
  type CapsuleState,
  capsuleKey,
  HELD,
  heldKey,
  moveKey,
  placeOf,
  readItem,
  readMove,
  readState,
  type ShelfItem,
  type StateRecord,
  stateKey,
  toBytes,
  writesOf,
} from "./shelf-records.ts";

export interface ShelfOptions {
  /** Makes a signed statement of each move. Without it records say `unsealed`. */
  readonly seal?: Seal;
  /** Most events held at a time. Default 100,000. */
  readonly maxHeld?: number;
  /** Writes that become durable with the release or discard of a capsule, or not at all. */
  readonly alongside?: (capsule: Capsule, at: Date) => readonly Write[];
}

/** Whether one more event can be held. `shelf_full` is a value: what to do then is for the gate to decide. */
export interface ShelfRoom {
  readonly status: "free" | "shelf_full";
  readonly held: number;
  readonly limit: number;
}

export interface ListOptions {
  /** `next` of the page before. */
  readonly after?: string;
  /** Items of one page, at most 1,000. Default 50. */
  readonly limit?: number;
}

export interface ShelfPage {
  readonly items: readonly ShelfItem[];
  /** Where the next page starts; absent at the end. */
  readonly next?: string;
}

/** A capsule with everything that was done with it. */
export interface ShelvedCapsule {
  readonly capsule: Capsule;
  readonly state: CapsuleState;
  readonly moves: readonly MoveRecord[];
}

/** What became of a move. */
export type MoveResult =
  | { readonly status: "moved"; readonly record: MoveRecord }
  /** Somebody else has decided already, as the record says. */
  | { readonly status: "move_lost"; readonly winner: MoveRecord }
  | { readonly status: "not_found" }
  /** The capsule has as many notes as it takes. */
  | { readonly status: "notes_full"; readonly limit: number };

/**
 * Where held events wait for a person. Nothing on it is destroyed: a release or a discard is one more record beside the
 * capsule, and only one of them can happen.
 *
 * Methods reject with the store's errors, and with `record_altered` for what is not as it was written.
 */
export interface Shelf {
  /** The writes that hold an event, for the one commit of its admission. */
  readonly writesFor: (capsule: Capsule) => readonly Write[];
  /** Ask before holding. Counts the shelf once, then keeps count of what went through this shelf. */
  readonly room: () => Promise<ShelfRoom>;
  /** Events still held, the longest held first. */
  readonly list: (options?: ListOptions) => Promise<ShelfPage>;
  readonly show: (id: string) => Promise<ShelvedCapsule | undefined>;
  /** Says that the event may go on. The gate sends it. */
  readonly release: (id: string, order: MoveOrder) => Promise<MoveResult>;
  /** Says that the event will not go on. It stays where it is. */
  readonly discard: (id: string, order: MoveOrder) => Promise<MoveResult>;
  /** Adds a note, before or after the decision. */
  readonly annotate: (id: string, order: MoveOrder) => Promise<MoveResult>;
}

const MAX_NOTES = 1_000;
/** Tries against others who move the same capsule. */
const MAX_ATTEMPTS = 8;
/** A full shelf is counted again after so many questions: others may have made room. */
const QUESTIONS_BETWEEN_COUNTS = 1_000;

/** A shelf over a store, or over a corner of one. It keeps one number in memory. */
export function createShelf(store: Store, { seal, maxHeld = 100_000, alongside }: ShelfOptions = {}): Shelf {
  if (!Number.isSafeInteger(maxHeld) || maxHeld < 1) throw new TypeError("`maxHeld` must be a whole number from 1");
  const census = createCensus(store, maxHeld);

  const move = async (id: string, kind: MoveKind, order: MoveOrder): Promise<MoveResult> => {
    refuseOrder(order);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const result = await tryMove(id, kind, order);
      if (result) return result;
    }
    const message = `others kept moving capsule \`${id}\`: try again`;
    throw new QuarantineError("shelf_contended", message, { id, attempts: MAX_ATTEMPTS }, { retryable: true });
  };

  /** `undefined` when somebody else was quicker with any move. */
  const tryMove = async (id: string, kind: MoveKind, order: MoveOrder): Promise<MoveResult | undefined> => {
    const shelved = await readShelved(store, id);
    if (!shelved) return { status: "not_found" };
    const { capsule, state, version } = shelved;
    const refusal = await refuseMove(store, id, state, kind);
    if (refusal) return refusal;
    const record = await createMove(capsule, state.moves + 1, kind, order, seal);
    const result = await store.commit([
      { key: stateKey(id), value: toBytes(stateAfter(state, kind)), expected: version },
      { key: moveKey(id, record.sequence), value: toBytes(record), expected: "absent" },
      ...(kind === "annotated" ? [] : await writesOffTheList(store, capsule)),
      ...(kind === "annotated" ? [] : (alongside?.(capsule, order.at) ?? [])),
    ]);
    if (!result.committed) return undefined;
    if (kind !== "annotated") census.left();
    return { status: "moved", record };
  };

  return {
    writesFor: (capsule) => {
      census.came();
      return writesOf(capsule);
    },
    room: census.room,
    list: (options) => list(store, options),
    show: (id) => show(store, id),
    release: (id, order) => move(id, "released", order),
    discard: (id, order) => move(id, "discarded", order),
    annotate: (id, order) => move(id, "annotated", order),
  };
}

interface Census {
  readonly room: () => Promise<ShelfRoom>;
  readonly came: () => void;
  readonly left: () => void;
}

/** Keeps count without counting each time. A commit that failed is counted all the same, until the shelf seems full. */
function createCensus(store: Store, limit: number): Census {
  let held: number | undefined;
  let questions = 0;
  const isDue = (): boolean => held === undefined || (held >= limit && questions++ % QUESTIONS_BETWEEN_COUNTS === 0);
  return {
    room: async () => {
      if (isDue()) held = await countHeld(store, limit);
      const known = held ?? 0;
      return { status: known >= limit ? "shelf_full" : "free", held: known, limit };
    },
    came: () => {
      held = held === undefined ? undefined : held + 1;
    },
    left: () => {
      held = held === undefined ? undefined : Math.max(0, held - 1);
    },
  };
}

async function countHeld(store: Store, limit: number): Promise<number> {
  let held = 0;
  for await (const _ of store.keys(HELD)) {
    held += 1;
    if (held >= limit) break;
  }
  return held;
}

interface Shelved {
  readonly capsule: Capsule;
  readonly state: StateRecord;
  readonly version: Version;
}

async function readShelved(store: Store, id: string): Promise<Shelved | undefined> {
  if (!isRandom16(id)) return undefined;
  const stored = await store.get(stateKey(id));
  if (!stored) return undefined;
  const capsule = readCapsuleText((await demand(store, capsuleKey(id))).value);
  if (capsule.id !== id) throw alteredRecord(capsuleKey(id), "it is another capsule");
  return { capsule, state: readState(stateKey(id), stored), version: stored.version };
}

async function demand(store: Store, key: string): Promise<Stored> {
  const stored = await store.get(key);
  if (!stored) throw alteredRecord(key, "it is gone");
  return stored;
}

async function refuseMove(
  store: Store,
  id: string,
  { state, moves, decidedBy }: StateRecord,
  kind: MoveKind,
): Promise<MoveResult | undefined> {
  if (kind === "annotated") return moves >= MAX_NOTES ? { status: "notes_full", limit: MAX_NOTES } : undefined;
  if (state === "held") return undefined;
  const key = moveKey(id, decidedBy);
  return { status: "move_lost", winner: readMove(key, await demand(store, key)) };
}

const stateAfter = (before: StateRecord, kind: MoveKind): StateRecord => {
  const moves = before.moves + 1;
  return kind === "annotated" ? { ...before, moves } : { ...before, moves, state: kind, decidedBy: moves };
};

/** Takes the event off the list of those held: the list is an index, and no record. */
async function writesOffTheList(store: Store, capsule: Capsule): Promise<readonly Write[]> {
  const listed = await store.get(heldKey(capsule));
  return listed ? [{ key: heldKey(capsule), value: "deleted", expected: listed.version }] : [];
}

async function list(store: Store, { after, limit = 50 }: ListOptions = {}): Promise<ShelfPage> {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1_000)
    throw new TypeError("`limit` must be from 1 to 1,000");
  const items: ShelfItem[] = [];
  for await (const key of store.keys(HELD, after === undefined ? undefined : HELD + after)) {
    const last = items.at(-1);
    if (items.length === limit && last) return { items, next: placeOf(last) };
    const stored = await store.get(key);
    if (stored) items.push(readItem(key, stored));
  }
  return { items };
}

async function show(store: Store, id: string): Promise<ShelvedCapsule | undefined> {
  const shelved = await readShelved(store, id);
  if (!shelved) return undefined;
  const { capsule, state } = shelved;
  const moves: MoveRecord[] = [];
  for (let sequence = 1; sequence <= state.moves; sequence++) moves.push(await readMoveOf(store, capsule, sequence));
  if (stateAfterAll(moves) !== state.state) throw alteredRecord(stateKey(id), "the moves lead to another state");
  return { capsule, state: state.state, moves };
}

const stateAfterAll = (moves: readonly MoveRecord[]): CapsuleState => {
  const decision = moves.map(({ move }) => move).find((move) => move !== "annotated");
  return decision ?? "held";
};

async function readMoveOf(store: Store, capsule: Capsule, sequence: number): Promise<MoveRecord> {
  const key = moveKey(capsule.id, sequence);
  const record = readMove(key, await demand(store, key));
  if (record.sequence !== sequence || !isConsistent(record, capsule))
    throw alteredRecord(key, "its statement says something else");
  return record;
}
