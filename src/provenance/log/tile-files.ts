import { utf8 } from "../../foundation/index.ts";
import type { Store } from "../../stores/index.ts";
import { formatBundle } from "./bundle.ts";
import type { LogKeys } from "./keys.ts";
import { readBundle, storedTiles } from "./reading.ts";
import { hashesAt, type LogState, TILE } from "./state.ts";

/** A file of a published log, its path relative to the log's folder or address. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export const CHECKPOINT_PATH = "checkpoint";

/**
 * Where a tile lies (C2SP tlog-tiles): its number in groups of three digits, all but the last behind an `x`; of one that
 * is not full, so many hashes or entries.
 */
export function tilePath(level: number | "entries", index: number, width: number = TILE): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = padded.match(/\d{3}/g) ?? [];
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${number}${width === TILE ? "" : `.p/${width}`}`;
}

/**
 * The files of a log beyond its first `since` entries, as a static file server serves them: hashes, entries, and last
 * the checkpoint, so that whoever sees it finds everything that it speaks of.
 */
export async function* logFiles(store: Store, keys: LogKeys, now: LogState, since: number): AsyncIterable<LogFile> {
  if (now.checkpoint === undefined) return;
  yield* hashFiles(store, keys, now, since);
  yield* entryFiles(store, keys, now, since);
  yield { path: CHECKPOINT_PATH, bytes: utf8(now.checkpoint) };
}

async function* hashFiles(store: Store, keys: LogKeys, now: LogState, since: number): AsyncIterable<LogFile> {
  const read = storedTiles(store, keys, now);
  for (let level = 0; hashesAt(level, now.size) > 0; level++) {
    for (const { index, width } of tilesBetween(hashesAt(level, since), hashesAt(level, now.size)))
      yield { path: tilePath(level, index, width), bytes: await read(level, index, width) };
  }
}

async function* entryFiles(store: Store, keys: LogKeys, now: LogState, since: number): AsyncIterable<LogFile> {
  for (const { index, width } of tilesBetween(since, now.size)) {
    const entries = width === TILE ? await readBundle(store, keys, index) : now.pending.flatMap((part) => part.entries);
    yield { path: tilePath("entries", index, width), bytes: formatBundle(entries) };
  }
}

/** The tiles that hold the hashes, or entries, from one count up to another. */
function tilesBetween(from: number, to: number): readonly { readonly index: number; readonly width: number }[] {
  const first = Math.floor(from / TILE);
  const last = Math.ceil(to / TILE);
  return Array.from({ length: Math.max(0, last - first) }, (_, at) => {
    const index = first + at;
    return { index, width: Math.min(TILE, to - index * TILE) };
  });
}
