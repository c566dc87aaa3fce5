import type { Store } from "../../stores/index.ts";
import { type Leaves, newLeaves } from "./tree.ts";

/** The layout of docs/formats/log.md, spelled out once more. */
export const TILE = 256;
const HASH_BYTES = 32;

export interface StoredEntries {
  readonly leaves: Leaves;
  /** Where the walk ended before the last stored entry. */
  readonly broken?: { readonly kind: "gap" | "unreadable"; readonly at: number; readonly next: number };
}

/** Hashes every stored entry, in the order of their keys, up to where that makes no sense any more. */
export async function collectLeaves(store: Store, prefix: string): Promise<StoredEntries> {
  const leaves = newLeaves();
  for (const part of ["entries/", "pending/"]) {
    for await (const key of store.keys(prefix + part)) {
      const number = Number(key.slice(prefix.length + part.length));
      const first = part === "entries/" ? number * TILE : number;
      if (first !== leaves.count) return { leaves, broken: { kind: "gap", at: leaves.count, next: first } };
      const stored = await store.get(key);
      if (!stored || !splitBundle(stored.value, leaves))
        return { leaves, broken: { kind: "unreadable", at: leaves.count, next: first + 1 } };
    }
  }
  return { leaves };
}

function splitBundle(bytes: Uint8Array, leaves: Leaves): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) return false;
    leaves.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length;
}

/** A stored tile, by its place. */
export interface StoredTile {
  readonly key: string;
  readonly level: number;
  readonly index: number;
  readonly bytes: Uint8Array;
}

export async function* storedTiles(store: Store, prefix: string): AsyncIterable<StoredTile> {
  for await (const key of store.keys(`${prefix}tile/`)) {
    const [level = Number.NaN, index = Number.NaN] = key
      .slice(prefix.length + 5)
      .split("/")
      .map(Number);
    const stored = await store.get(key);
    if (stored) yield { key, level, index, bytes: stored.value };
  }
}

/** One hash of a tile; of a tile that is too short, fewer bytes. */
export const hashIn = ({ bytes }: StoredTile, at: number): Uint8Array =>
  bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);

export const isWholeTile = ({ bytes }: StoredTile): boolean => bytes.length === TILE * HASH_BYTES;

/** How many full tiles a log of a size has, all levels together. */
export function countTiles(size: number): number {
  const full = Math.floor(size / TILE);
  return full === 0 ? 0 : full + countTiles(full);
}
