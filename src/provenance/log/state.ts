import type { Version } from "../../stores/index.ts";
import type { Peaks } from "../merkle.ts";

/** Hashes in a tile and entries in a bundle (C2SP tlog-tiles). */
export const TILE = 256;

/** What an open log holds in memory: at most 255 hashes for each level, whatever its size. */
export interface LogState {
  readonly size: number;
  readonly checkpoint?: string;
  readonly headVersion: "absent" | Version;
  /** For each level, what has come since the last full tile. */
  readonly partial: readonly PartialTile[];
  /** Entries since the last full bundle, by the index of the first of each write. */
  readonly pending: readonly Pending[];
}

/** The hashes of a tile that is not full yet, and what its root is derived from. */
export interface PartialTile {
  readonly hashes: readonly Uint8Array[];
  readonly peaks: Peaks;
}

export interface Pending {
  readonly first: number;
  readonly version: Version;
  readonly entries: readonly Uint8Array[];
}
