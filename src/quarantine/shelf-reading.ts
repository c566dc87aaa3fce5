import type { Store, Stored, Version } from "../stores/index.ts";
import { type Capsule, readCapsuleText } from "./capsule.ts";
import { decides, isConsistent, type Moved, type MoveRecord, movedCapsule } from "./move.ts";
import { isRandom16 } from "./shapes.ts";
import { placeOf, type ShelfKeys } from "./shelf-keys.ts";
import {
  alteredRecord,
  type CapsuleState,
  readItem,
  readMove,
  readState,
  readTombstone,
  type ShelfItem,
  type StateRecord,
  type Tombstone,
} from "./shelf-records.ts";

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

/** What stays of a capsule whose content was erased. */
export interface PurgedCapsule {
  readonly capsule?: undefined;
  readonly tombstone: Tombstone;
  readonly state: CapsuleState;
  readonly moves: readonly MoveRecord[];
}

/** What a move finds. */
export interface Shelved {
  readonly capsule: Capsule;
  readonly state: StateRecord;
  readonly version: Version;
}

/** A store, and where in it a shelf is. */
export interface ShelfPlace {
  readonly store: Store;
  readonly keys: ShelfKeys;
}

/** `undefined` where there is none, and where its content was erased. */
export async function readShelved(place: ShelfPlace, id: string): Promise<Shelved | undefined> {
  const found = await readStanding(place, id);
  return found && "capsule" in found ? found : undefined;
}

type Standing = Shelved | { readonly tombstone: Tombstone; readonly state: StateRecord };

async function readStanding({ store, keys }: ShelfPlace, id: string): Promise<Standing | undefined> {
  if (!isRandom16(id)) return undefined;
  const stored = await store.get(keys.stateKey(id));
  if (!stored) return undefined;
  const state = readState(keys.stateKey(id), stored);
  const held = await store.get(keys.capsuleKey(id));
  if (!held) return { tombstone: await demandTombstone({ store, keys }, id), state };
  const capsule = readCapsuleText(held.value);
  if (capsule.id !== id) throw alteredRecord(keys.capsuleKey(id), "it is another capsule");
  return { capsule, state, version: stored.version };
}

/** A capsule that is not there was erased, and a tombstone says so; or somebody took it away. */
async function demandTombstone({ store, keys }: ShelfPlace, id: string): Promise<Tombstone> {
  const stored = await store.get(keys.tombstoneKey(id));
  if (!stored) throw alteredRecord(keys.capsuleKey(id), "it is gone");
  const tombstone = readTombstone(keys.tombstoneKey(id), stored);
  if (tombstone.id !== id) throw alteredRecord(keys.tombstoneKey(id), "it is of another capsule");
  return tombstone;
}

export async function demand(store: Store, key: string): Promise<Stored> {
  const stored = await store.get(key);
  if (!stored) throw alteredRecord(key, "it is gone");
  return stored;
}

export async function list({ store, keys }: ShelfPlace, { after, limit = 50 }: ListOptions = {}): Promise<ShelfPage> {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1_000)
    throw new TypeError("`limit` must be from 1 to 1,000");
  const items: ShelfItem[] = [];
  for await (const key of store.keys(keys.held, after === undefined ? undefined : keys.held + after)) {
    const last = items.at(-1);
    if (items.length === limit && last) return { items, next: placeOf(last) };
    const stored = await store.get(key);
    if (stored) items.push(readItem(key, stored));
  }
  return { items };
}

export async function show(place: ShelfPlace, id: string): Promise<ShelvedCapsule | PurgedCapsule | undefined> {
  const found = await readStanding(place, id);
  if (!found) return undefined;
  const { state } = found.state;
  const moves = await readMoves(place, movedOf(found), found.state);
  if (stateAfterAll(moves) !== state) throw alteredRecord(place.keys.stateKey(id), "the moves lead to another state");
  return "capsule" in found ? { capsule: found.capsule, state, moves } : { tombstone: found.tombstone, state, moves };
}

const movedOf = (found: Standing): Moved =>
  "capsule" in found
    ? movedCapsule(found.capsule)
    : { id: found.tombstone.id, digest: { sha256: found.tombstone.digest } };

async function readMoves(place: ShelfPlace, moved: Moved, { moves }: StateRecord): Promise<readonly MoveRecord[]> {
  const records: MoveRecord[] = [];
  for (let sequence = 1; sequence <= moves; sequence++) records.push(await readMoveOf(place, moved, sequence));
  return records;
}

async function readMoveOf({ store, keys }: ShelfPlace, moved: Moved, sequence: number): Promise<MoveRecord> {
  const key = keys.moveKey(moved.id, sequence);
  const record = readMove(key, await demand(store, key));
  if (record.sequence !== sequence || !isConsistent(record, moved))
    throw alteredRecord(key, "its statement says something else");
  return record;
}

/** Those that are held no longer, and not erased. */
export async function* decidedIds({ store, keys }: ShelfPlace): AsyncGenerator<string> {
  for await (const key of store.keys(keys.capsuleKey(""))) {
    const id = key.slice(keys.capsuleKey("").length);
    const stored = await store.get(keys.stateKey(id));
    if (stored && readState(keys.stateKey(id), stored).state !== "held") yield id;
  }
}

/** Where each deciding move leaves a held event. */
const states: Readonly<Record<string, CapsuleState>> = {
  released: "released",
  replayed: "released",
  discarded: "discarded",
  superseded: "discarded",
};

export const stateAfter = (move: MoveRecord["move"]): CapsuleState => states[move] ?? "held";

const stateAfterAll = (moves: readonly MoveRecord[]): CapsuleState => {
  const decision = moves.map(({ move }) => move).find(decides);
  return decision === undefined ? "held" : stateAfter(decision);
};
