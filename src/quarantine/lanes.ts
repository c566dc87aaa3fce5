import type { HeldFor } from "../foundation/index.ts";
import { utf8 } from "../foundation/index.ts";
import type { Store, Write } from "../stores/index.ts";
import type { Capsule } from "./capsule.ts";
import { placeOf, type ShelfKeys } from "./shelf-keys.ts";

/** A person has to decide: until then what comes after must wait, or it would overtake. */
const keepsOthersWaiting: ReadonlySet<HeldFor> = new Set(["review", "quarantine"]);

/** Where in its lane a held event stands: text order is the order of arrival. Default: its time. */
export type Place = string;

/** The place of an event that makes nobody wait. */
export const NO_LANE = "";

/** The writes that put a held event at the end of the lane of its business key. */
export function laneWrites(capsule: Capsule, keys: ShelfKeys, place: Place = placeOf(capsule)): readonly Write[] {
  const { id, key = id, heldFor } = capsule;
  if (place === NO_LANE || !keepsOthersWaiting.has(heldFor)) return [];
  return [{ key: `${keys.lanePrefix(key)}${place}/${id}`, value: utf8(id), expected: "absent" }];
}

/** The writes that take it out again. Keys of one lane only are looked through; the first is found at once. */
export async function leaveLaneWrites(store: Store, capsule: Capsule, keys: ShelfKeys): Promise<readonly Write[]> {
  for await (const key of store.keys(keys.lanePrefix(capsule.key ?? capsule.id))) {
    if (!key.endsWith(`/${capsule.id}`)) continue;
    const stored = await store.get(key);
    return stored ? [{ key, value: "deleted", expected: stored.version }] : [];
  }
  return [];
}

/** Ids of those held for a business key, in order. */
export async function* laneOf(store: Store, key: string, keys: ShelfKeys): AsyncGenerator<string> {
  for await (const place of store.keys(keys.lanePrefix(key))) yield idIn(place);
}

/** Every lane once: the id of the first event in it, and where the walk stands. Those that come meanwhile are walked, perhaps. */
export async function* eachLane(
  store: Store,
  keys: ShelfKeys,
  after?: string,
): AsyncGenerator<{ readonly lane: string; readonly first: string }> {
  let passed = after === undefined ? undefined : endOf(keys.lanes + after);
  for (;;) {
    const found = await firstKey(store, keys.lanes, passed);
    if (found === undefined) return;
    const lane = found.slice(keys.lanes.length, found.indexOf("/", keys.lanes.length));
    yield { lane, first: idIn(found) };
    passed = endOf(keys.lanes + lane);
  }
}

/** Ids of those in a lane after a place, at most one: lanes are walked while others join them. */
export async function nextInLane(
  store: Store,
  lane: string,
  keys: ShelfKeys,
  after?: string,
): Promise<string | undefined> {
  const prefix = `${keys.lanes}${lane}/`;
  for await (const key of store.keys(prefix, after)) return idIn(key);
  return undefined;
}

async function firstKey(store: Store, prefix: string, after: string | undefined): Promise<string | undefined> {
  for await (const key of store.keys(prefix, after)) return key;
  return undefined;
}

const idIn = (key: string): string => key.slice(key.lastIndexOf("/") + 1);
/** Behind everything in a lane: `~` is the last of the printable characters. */
const endOf = (lane: string): string => `${lane}/~`;
