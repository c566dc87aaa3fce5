import { HASH_BYTES, nodeHasher, splitPoint } from "../merkle.ts";
import { hashesAt, TILE, TILE_HEIGHT } from "./state.ts";

/**
 * So many hashes of a tile, one after another: all 256 of a full one, or the first `width` of the last of its level.
 * Level 0 has the leaves, level 1 the roots of 256 of them (C2SP tlog-tiles).
 */
export type ReadTile = (level: number, index: number, width: number) => Promise<Uint8Array>;

/** What can be proven of a tree of some size whose tiles can be read. */
export interface TileTree {
  /** The root over the first entries, or over all of them. */
  root(size?: number): Promise<Uint8Array>;
  /** The audit path of an entry in the tree of the first `size` entries (RFC 6962 §2.1.1). */
  inclusion(index: number, size?: number): Promise<readonly Uint8Array[]>;
  /** The same with the old tree's last subtree in it, always: from these hashes both roots can be derived. */
  seededConsistency(oldSize: number, newSize?: number): Promise<readonly Uint8Array[]>;
  /** That the tree of the first `newSize` entries has grown out of that of the first `oldSize` (RFC 6962 §2.1.2). */
  consistency(oldSize: number, newSize?: number): Promise<readonly Uint8Array[]>;
}

/** A tree of `size` entries, of which there is at least one. Each proof reads about three tiles for each level of tiles. */
export function tileTree(size: number, readTile: ReadTile): TileTree {
  const hash = nodeHasher();

  /** The root over `count` entries from `start` on, as RFC 6962 §2.1 divides them. */
  async function rootOver(start: number, count: number): Promise<Uint8Array> {
    const left = splitPoint(count);
    // Not by logarithm alone: for counts near 2^53 it is rounded to a whole number.
    if (count === 1 || left * 2 === count) return perfect(start, Math.log2(count));
    return hash(await rootOver(start, left), await rootOver(start + left, count - left));
  }

  /** A perfect subtree is a stretch of one tile: of at most 128 hashes, on the level that lies 8 levels of nodes higher. */
  async function perfect(start: number, height: number): Promise<Uint8Array> {
    const level = Math.floor(height / TILE_HEIGHT);
    const first = start / TILE ** level;
    const tile = Math.floor(first / TILE);
    const bytes = await readTile(level, tile, Math.min(TILE, hashesAt(level, size) - tile * TILE));
    return foldTile(bytes, first % TILE, 2 ** (height % TILE_HEIGHT));
  }

  function foldTile(bytes: Uint8Array, first: number, count: number): Uint8Array {
    if (count === 1) return bytes.slice(first * HASH_BYTES, (first + 1) * HASH_BYTES);
    return hash(foldTile(bytes, first, count / 2), foldTile(bytes, first + count / 2, count / 2));
  }

  async function path(index: number, start: number, count: number): Promise<readonly Uint8Array[]> {
    if (count === 1) return [];
    const left = splitPoint(count);
    return index < left
      ? [...(await path(index, start, left)), await rootOver(start + left, count - left)]
      : [...(await path(index - left, start + left, count - left)), await rootOver(start, left)];
  }

  /** SUBPROOF of RFC 6962 §2.1.2; `known` as long as the old root itself stands for what lies on the left. */
  async function subproof(old: number, start: number, count: number, known: boolean): Promise<readonly Uint8Array[]> {
    if (old === count) return known ? [] : [await rootOver(start, count)];
    const left = splitPoint(count);
    return old <= left
      ? [...(await subproof(old, start, left, known)), await rootOver(start + left, count - left)]
      : [...(await subproof(old - left, start + left, count - left, false)), await rootOver(start, left)];
  }

  return {
    root: (count = size) => rootOver(0, count),
    inclusion: (index, count = size) => path(index, 0, count),
    seededConsistency: (oldSize, newSize = size) => subproof(oldSize, 0, newSize, false),
    consistency: async (oldSize, newSize = size) => (oldSize === 0 ? [] : subproof(oldSize, 0, newSize, true)),
  };
}
