import { isJsonObject, parseJson } from "../../foundation/index.ts";
import type { Store } from "../../stores/index.ts";
import { ProvenanceError } from "../errors.ts";
import { HASH_BYTES, hashLeaf, peaksOf, rootOf, splitPoint } from "../merkle.ts";
import type { LogKeys } from "./keys.ts";
import { type LogState, type Pending, TILE } from "./state.ts";

export async function load(store: Store, keys: LogKeys): Promise<LogState> {
  const stored = await store.get(keys.head);
  if (!stored) return { size: 0, headVersion: "absent", partial: [], pending: [] };
  const head = parseJson(stored.value);
  if (!isJsonObject(head) || typeof head.size !== "number" || typeof head.checkpoint !== "string") throw incomplete(0);
  const pending = await loadPending(store, keys, head.size);
  const loose = pending.flatMap(({ entries }) => entries).map(hashLeaf);
  const levels = [loose, ...(await loadUpperLevels(store, keys, head.size))];
  const partial = levels.map((hashes) => ({ hashes, peaks: peaksOf(hashes) }));
  return { size: head.size, checkpoint: head.checkpoint, headVersion: stored.version, partial, pending };
}

async function loadPending(store: Store, keys: LogKeys, size: number): Promise<readonly Pending[]> {
  const parts: Pending[] = [];
  for (let first = size - (size % TILE); first < size; ) {
    const stored = await store.get(keys.pending(first));
    if (!stored) throw incomplete(first);
    const entries = parseBundle(stored.value, first);
    parts.push({ first, version: stored.version, entries });
    first += entries.length;
  }
  return parts;
}

/** A level above holds one hash for each full tile below it. */
async function loadUpperLevels(store: Store, keys: LogKeys, size: number): Promise<Uint8Array[][]> {
  const levels: Uint8Array[][] = [];
  for (let level = 1, count = Math.floor(size / TILE); count > 0; level++, count = Math.floor(count / TILE)) {
    const hashes: Uint8Array[] = [];
    for (let tile = count - (count % TILE); tile < count; tile++)
      hashes.push(rootOf(await readTile(store, keys, level - 1, tile)));
    levels.push(hashes);
  }
  return levels;
}

async function readTile(store: Store, keys: LogKeys, level: number, index: number): Promise<readonly Uint8Array[]> {
  const stored = await store.get(keys.tile(level, index));
  if (stored?.value.length !== TILE * HASH_BYTES) throw incomplete(index * TILE ** (level + 1));
  return Array.from({ length: TILE }, (_, at) => stored.value.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

export async function readEntry(
  store: Store,
  keys: LogKeys,
  { size, pending }: LogState,
  index: number,
): Promise<Uint8Array> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw incomplete(index);
  const part = pending.find(({ first, entries }) => index >= first && index < first + entries.length);
  if (part) return part.entries[index - part.first] as Uint8Array;
  const stored = await store.get(keys.bundle(Math.floor(index / TILE)));
  if (!stored) throw incomplete(index);
  return parseBundle(stored.value, index)[index % TILE] ?? fail(index);
}

export async function* readEntries(
  store: Store,
  keys: LogKeys,
  { size, pending }: LogState,
): AsyncIterable<Uint8Array> {
  for (let bundle = 0; bundle < Math.floor(size / TILE); bundle++) {
    const stored = await store.get(keys.bundle(bundle));
    if (!stored) throw incomplete(bundle * TILE);
    yield* parseBundle(stored.value, bundle * TILE);
  }
  for (const { entries } of pending) yield* entries;
}

function parseBundle(bytes: Uint8Array, index: number): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
    if (end > bytes.length) fail(index);
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  return entries;
}

const incomplete = (index: number): ProvenanceError =>
  new ProvenanceError("log_incomplete", `the log has no readable entry ${index}: check the store`, { index });

function fail(index: number): never {
  throw incomplete(index);
}

type SubtreeRoot = (start: number, size: number) => Promise<Uint8Array>;

/** The audit path of RFC 6962 §2.1.1: from the leaf upwards, the root of each half that the leaf is not in. */
export async function pathTo(
  index: number,
  start: number,
  size: number,
  root: SubtreeRoot,
): Promise<readonly Uint8Array[]> {
  if (size === 1) return [];
  const left = splitPoint(size);
  return index < left
    ? [...(await pathTo(index, start, left, root)), await root(start + left, size - left)]
    : [...(await pathTo(index - left, start + left, size - left, root)), await root(start, left)];
}

export async function subtreeRoot(
  store: Store,
  keys: LogKeys,
  state: LogState,
  start: number,
  size: number,
): Promise<Uint8Array> {
  const height = Math.log2(size);
  if (!Number.isInteger(height)) {
    const left = splitPoint(size);
    return rootOf([
      await subtreeRoot(store, keys, state, start, left),
      await subtreeRoot(store, keys, state, start + left, size - left),
    ]);
  }
  // A perfect subtree is a stretch of one tile: of at most 128 hashes, on the level that lies 8 levels of nodes higher.
  const level = Math.floor(height / 8);
  const first = start / TILE ** level;
  const tile = Math.floor(first / TILE);
  const full = tile < Math.floor(Math.floor(state.size / TILE ** level) / TILE);
  const hashes = full ? await readTile(store, keys, level, tile) : (state.partial[level]?.hashes ?? []);
  return rootOf(hashes.slice(first % TILE, (first % TILE) + 2 ** (height % 8)));
}
