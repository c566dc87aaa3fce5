import { type Seal, utf8 } from "../foundation/index.ts";
import type { Store, Write } from "../stores/index.ts";
import { type Capsule, formatCapsule } from "./capsule.ts";
import { createCensus, type ShelfRoom } from "./census.ts";
import { eachLane, laneOf, laneWrites, nextInLane, type Place } from "./lanes.ts";
import type { MoveOrder, Successor } from "./move.ts";
import { type PurgeResult, purge } from "./purge.ts";
import { type ShelfKeys, shelfKeys } from "./shelf-keys.ts";
import { type CommitMove, type MoveResult, type Mover, move } from "./shelf-moves.ts";
import {
  decidedIds,
  type ListOptions,
  list,
  type PurgedCapsule,
  readShelved,
  type ShelfPage,
  type Shelved,
  type ShelvedCapsule,
  show,
} from "./shelf-reading.ts";
import { itemOf, newState, toBytes } from "./shelf-records.ts";

export interface ShelfOptions {
  /** Makes a signed statement of each move. Without it records say `unsealed`. */
  readonly seal?: Seal;
  /** Most events held at a time. Default 100,000. */
  readonly maxHeld?: number;
  /** Writes that become durable with the move that decides about a capsule, or not at all. */
  readonly alongside?: (capsule: Capsule, at: Date) => readonly Write[];
  /** What its keys in the store start with. Default `quarantine/`. */
  readonly prefix?: string;
}

/** A move with what stands for the held event from then on. */
export interface ReplaceOrder extends MoveOrder, Successor {}

/**
 * Where held events wait for a person. Nothing on it is destroyed: a release or a discard is one more record beside the
 * capsule, and only one of them can happen.
 *
 * Methods reject with the store's errors, and with `record_altered` for what is not as it was written.
 */
export interface Shelf {
  /** The writes that hold an event, for the one commit of its admission. The place puts it in order among those of its business key. */
  readonly writesFor: (capsule: Capsule, place?: Place) => readonly Write[];
  /** Ask before holding. Counts the shelf once, then keeps count of what went through this shelf. */
  readonly room: () => Promise<ShelfRoom>;
  /** Events still held, the longest held first. */
  readonly list: (options?: ListOptions) => Promise<ShelfPage>;
  /** A capsule with its moves; once its content was erased, what stays of it. */
  readonly show: (id: string) => Promise<ShelvedCapsule | PurgedCapsule | undefined>;
  /** A capsule as a move finds it, for one that is moved at once: its moves are not looked at. */
  readonly find: (id: string) => Promise<Shelved | undefined>;
  /** Ids of the events of a business key that are held for a person, in order of arrival: what comes later waits behind them. */
  readonly lane: (key: string) => AsyncIterable<string>;
  /** Every lane once, with the first event in it; `after` goes on behind a lane. */
  readonly lanes: (after?: string) => AsyncIterable<{ readonly lane: string; readonly first: string }>;
  /** The first event that stands in a lane now. */
  readonly firstInLane: (lane: string) => Promise<string | undefined>;
  /** Says that the event may go on. The gate sends it. */
  readonly release: (id: string, order: MoveOrder) => Promise<MoveResult>;
  /** Says that the event will not go on. It stays where it is. */
  readonly discard: (id: string, order: MoveOrder) => Promise<MoveResult>;
  /** Adds a note, before or after the decision. */
  readonly annotate: (which: string | Shelved, order: MoveOrder, commit?: CommitMove) => Promise<MoveResult>;
  /** Says that the event went on: as it was, or as a plan made it. */
  readonly replayed: (which: string | Shelved, order: ReplaceOrder, commit?: CommitMove) => Promise<MoveResult>;
  /** Says that a later event stands for it. */
  readonly supersede: (id: string, order: ReplaceOrder) => Promise<MoveResult>;
  /** Ids of those that were decided and whose content was not erased. Walks every capsule there is. */
  readonly decided: () => AsyncIterable<string>;
  /** Erases what a decided capsule holds; its digest and its moves stay. @throws {QuarantineError} `purge_unsupported` */
  readonly purge: (id: string, order: MoveOrder) => Promise<PurgeResult>;
}

/** A shelf over a store, or over a corner of one. It keeps one number in memory. */
export function createShelf(
  store: Store,
  { seal, maxHeld = 100_000, alongside, prefix = "quarantine/" }: ShelfOptions = {},
): Shelf {
  if (!Number.isSafeInteger(maxHeld) || maxHeld < 1) throw new TypeError("`maxHeld` must be a whole number from 1");
  const keys = shelfKeys(prefix);
  const census = createCensus(store, keys.held, maxHeld);
  const mover: Mover = { store, keys, census, seal, alongside };
  return {
    writesFor: (capsule, place) => {
      census.came();
      return writesFor(capsule, keys, place);
    },
    room: census.room,
    list: (options) => list(mover, options),
    show: (id) => show(mover, id),
    find: (id) => readShelved(mover, id),
    lane: (key) => laneOf(store, key, keys),
    lanes: (after) => eachLane(store, keys, after),
    firstInLane: (lane) => nextInLane(store, lane, keys),
    release: (id, order) => move(mover, id, { ...order, move: "released" }),
    discard: (id, order) => move(mover, id, { ...order, move: "discarded" }),
    annotate: (which, order, commit) => move(mover, which, { ...order, move: "annotated" }, commit),
    replayed: (which, order, commit) =>
      move(mover, which, { ...order, move: "replayed", successor: successorOf(order) }, commit),
    supersede: (id, order) => move(mover, id, { ...order, move: "superseded", successor: successorOf(order) }),
    decided: () => decidedIds(mover),
    purge: (id, order) => purge(mover, id, order),
  };
}

const successorOf = ({ event, plan }: ReplaceOrder): Successor => ({ event, ...(plan !== undefined && { plan }) });

/** The writes that put a capsule on the shelf. */
const writesFor = (capsule: Capsule, keys: ShelfKeys, place: Place | undefined): readonly Write[] => [
  { key: keys.capsuleKey(capsule.id), value: utf8(formatCapsule(capsule)), expected: "absent" },
  { key: keys.stateKey(capsule.id), value: toBytes(newState), expected: "absent" },
  { key: keys.heldKey(capsule), value: toBytes(itemOf(capsule)), expected: "absent" },
  ...laneWrites(capsule, keys, place),
];
