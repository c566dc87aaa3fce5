import { equalBytes } from "../../foundation/index.ts";
import type { Store } from "../../stores/index.ts";
import { check, type LogCheck } from "./log-checks.ts";
import { countTiles, hashIn, isWholeTile, type StoredTile, storedTiles, TILE } from "./stored.ts";
import { type Leaves, rootOver } from "./tree.ts";

/** The stored hashes beside those of the stored entries. */
export interface ComparedTiles {
  readonly seen: number;
  /** The first tile that is not what the entries say, and where in it. */
  readonly wrong?: string;
  /** Stored leaf hashes that are not those of the entries, by the index of the entry. */
  readonly differing: ReadonlyMap<number, Uint8Array>;
}

export async function compareTiles(store: Store, prefix: string, leaves: Leaves): Promise<ComparedTiles> {
  const differing = new Map<number, Uint8Array>();
  let seen = 0;
  let wrong: string | undefined;
  for await (const tile of storedTiles(store, prefix)) {
    seen += 1;
    const place = firstWrong(tile, leaves, differing);
    if (place !== undefined) wrong ??= `hash ${place} of \`${tile.key}\``;
  }
  return { seen, differing, ...(wrong !== undefined && { wrong }) };
}

function firstWrong(tile: StoredTile, leaves: Leaves, differing: Map<number, Uint8Array>): number | undefined {
  const span = TILE ** tile.level;
  const start = tile.index * TILE * span;
  if (!(isWholeTile(tile) && start + TILE * span <= leaves.count)) return 0;
  let first: number | undefined;
  for (let at = 0; at < TILE; at++) {
    if (equalBytes(hashIn(tile, at), rootOver(leaves.at, start + at * span, span))) continue;
    first ??= at;
    if (tile.level === 0) differing.set(start + at, hashIn(tile, at));
  }
  return first;
}

export function checkTiles({ seen, wrong }: ComparedTiles, size: number): LogCheck {
  const expected = countTiles(size);
  if (wrong !== undefined) return check("refuted", "log_tile_changed", `${wrong} is not that of the entries`);
  return seen === expected
    ? check("proven", "log_tiles", `${seen} tiles of hashes are those of the entries`)
    : check("refuted", "log_tile_count", `${seen} tiles of hashes are stored, and there should be ${expected}`);
}
