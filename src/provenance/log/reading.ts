import { concatBytes, isJsonObject, parseJson } from "../../foundation/index.ts";
import type { Store, Stored } from "../../stores/index.ts";
import { ProvenanceError } from "../errors.ts";
import { HASH_BYTES, hashLeaf } from "../merkle.ts";
import { parseBundle } from "./bundle.ts";
import type { LogKeys } from "./keys.ts";
import { growLevels, type Peaks, peaksAfter, rootOfLevels } from "./levels.ts";
import type { ReadTile } from "./proving.ts";
import { hashesAt, type LogState, type Pending, TILE } from "./state.ts";

/** How often another process may append while a log is opened, before that is called a failure. */
const MOST_RACES = 20;

/**
 * Opens a log where it was left. What lies under its head is read after it: another process may have put it elsewhere
 * meanwhile, and then the head is another one, too. @throws {ProvenanceError} `log_incomplete`
 */
export async function load(store: Store, keys: LogKeys): Promise<LogState> {
  for (let race = 0; ; race++) {
    const head = await store.get(keys.head);
    try {
      return await loadUnder(head, store, keys);
    } catch (error) {
      const now = await store.get(keys.head);
      if (race === MOST_RACES || now?.version === head?.version) throw error;
    }
  }
}

async function loadUnder(stored: Stored | undefined, store: Store, keys: LogKeys): Promise<LogState> {
  if (!stored) return { size: 0, headVersion: "absent", peaks: [], partial: [], pending: [] };
  const head = parseJson(stored.value);
  if (!isJsonObject(head) || typeof head.size !== "number" || typeof head.checkpoint !== "string") throw incomplete(0);
  const pending = await loadPending(store, keys, head.size);
  const loose = concatBytes(...pending.flatMap(({ entries }) => entries).map(hashLeaf));
  const partial = [loose, ...(await loadUpperLevels(store, keys, head.size))];
  const peaks = partial.flatMap(peaksOfLoose);
  return { size: head.size, checkpoint: head.checkpoint, headVersion: stored.version, peaks, partial, pending };
}

async function loadPending(store: Store, keys: LogKeys, size: number): Promise<readonly Pending[]> {
  const parts: Pending[] = [];
  for (let first = size - (size % TILE); first < size; ) {
    const stored = await store.get(keys.pending(first));
    const entries = stored && parseBundle(stored.value);
    if (!entries?.length) throw incomplete(first);
    parts.push({ first, version: stored?.version ?? "", entries });
    first += entries.length;
  }
  return parts;
}

/** A level above holds one hash for each full tile below it. */
async function loadUpperLevels(store: Store, keys: LogKeys, size: number): Promise<readonly Uint8Array[]> {
  const levels: Uint8Array[] = [];
  for (let level = 1; hashesAt(level, size) > 0; level++) {
    const count = hashesAt(level, size);
    const roots: Uint8Array[] = [];
    for (let tile = count - (count % TILE); tile < count; tile++)
      roots.push(rootOfLevels(growLevels(0, [], await readFullTile(store, keys, level - 1, tile))));
    levels.push(concatBytes(...roots));
  }
  return levels;
}

/** The eight peaks, at most, that the loose hashes of one level of tiles make up. */
function peaksOfLoose(loose: Uint8Array): Peaks {
  const found = loose.length === 0 ? [] : peaksAfter(growLevels(0, [], loose), [], loose.length / HASH_BYTES);
  return Array.from({ length: 8 }, (_, height) => found[height]);
}

async function readFullTile(store: Store, keys: LogKeys, level: number, index: number): Promise<Uint8Array> {
  const stored = await store.get(keys.tile(level, index));
  if (stored?.value.length !== TILE * HASH_BYTES) throw incomplete(index * TILE ** (level + 1));
  return stored.value;
}

/** The tiles of a log: the last of each level from memory. */
export const storedTiles =
  (store: Store, keys: LogKeys, { partial }: LogState): ReadTile =>
  async (level, index, width) =>
    width === TILE ? readFullTile(store, keys, level, index) : (partial[level] as Uint8Array);

export async function readEntry(
  store: Store,
  keys: LogKeys,
  { size, pending }: LogState,
  index: number,
): Promise<Uint8Array> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw incomplete(index);
  const part = pending.find(({ first, entries }) => index >= first && index < first + entries.length);
  if (part) return part.entries[index - part.first] as Uint8Array;
  return (await readBundle(store, keys, Math.floor(index / TILE)))[index % TILE] as Uint8Array;
}

/** A full bundle. */
export async function readBundle(store: Store, keys: LogKeys, index: number): Promise<readonly Uint8Array[]> {
  const stored = await store.get(keys.bundle(index));
  const entries = stored && parseBundle(stored.value);
  if (entries?.length !== TILE) throw incomplete(index * TILE);
  return entries;
}

export async function* readEntries(
  store: Store,
  keys: LogKeys,
  { size, pending }: LogState,
): AsyncIterable<Uint8Array> {
  for (let bundle = 0; bundle < Math.floor(size / TILE); bundle++) yield* await readBundle(store, keys, bundle);
  for (const { entries } of pending) yield* entries;
}

const incomplete = (index: number): ProvenanceError =>
  new ProvenanceError("log_incomplete", `the log has no readable entry ${index}: check the store`, { index });

/** @throws {ProvenanceError} `log_incomplete` */
export function noEntry(index: number): never {
  throw incomplete(index);
}
