import type { Version } from "../../stores/index.ts";
import type { Peaks } from "./levels.ts";

/** Hashes in a tile and entries in a bundle (C2SP tlog-tiles). */
export const TILE = 256;
/** Levels of nodes that one level of tiles spans. */
export const TILE_HEIGHT = 8;

/** What an open log holds in memory: at most 255 hashes for each level of tiles, whatever its size. */
export interface LogState {
  readonly size: number;
  readonly checkpoint?: string;
  readonly headVersion: "absent" | Version;
  readonly peaks: Peaks;
  /** For each level of tiles, the hashes that have come since its last full tile, one after another. */
  readonly partial: readonly Uint8Array[];
  /** Entries since the last full bundle, by the index of the first of each write. */
  readonly pending: readonly Pending[];
}

export interface Pending {
  readonly first: number;
  readonly version: Version;
  readonly entries: readonly Uint8Array[];
}

/** How many whole hashes a level of tiles has in a tree of a size. */
export const hashesAt = (level: number, size: number): number => Math.floor(size / TILE ** level);
