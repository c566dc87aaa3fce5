import { toBase64 } from "../../foundation/index.ts";
import { sha256 } from "../../runtime/index.ts";
import type { Version, Write } from "../../stores/index.ts";
import { ProvenanceError } from "../errors.ts";
import { HASH_BYTES } from "../merkle.ts";
import { formatBundle } from "./bundle.ts";
import type { LogKeys } from "./keys.ts";
import { growLevels, type Level, leafProver, peaksAfter, rootOfLevels, wholeNodes } from "./levels.ts";
import { hashesAt, type LogState, type Pending, TILE, TILE_HEIGHT } from "./state.ts";

/** Largest entry: its length has two bytes in a bundle. */
export const MAX_ENTRY_BYTES = 65_535;

const TILE_BYTES = TILE * HASH_BYTES;

export interface Growth {
  readonly after: Pick<LogState, "size" | "peaks" | "partial" | "pending">;
  readonly writes: readonly Write[];
  readonly root: Uint8Array;
  /** The audit path of one of the new entries, in base64. */
  prove(index: number): readonly string[];
}

/** Adds entries: their bytes go to a pending write, or into a bundle once it is full; full tiles of hashes are written once and never again. */
export function grow(before: LogState, entries: readonly Uint8Array[], keys: LogKeys): Growth {
  if (entries.length === 0) throw new TypeError("an append needs at least one entry");
  const size = before.size + entries.length;
  const levels = growLevels(before.size, before.peaks, hashLeaves(entries));
  const { partial, tiles } = growTiles(before, levels, size, keys);
  const { pending, writes } = growBundles(before, entries, keys);
  let prover: ((index: number) => readonly string[]) | undefined;
  return {
    after: { size, peaks: peaksAfter(levels, before.peaks, size), partial, pending },
    writes: [...tiles, ...writes],
    root: rootOfLevels(levels),
    prove(index) {
      prover ??= leafProver(levels, before.peaks, toBase64);
      return prover(index);
    },
  };
}

/** All leaf hashes (RFC 6962 §2.1), one after another. */
function hashLeaves(entries: readonly Uint8Array[]): Uint8Array {
  const leaves = new Uint8Array(entries.length * HASH_BYTES);
  const longest = entries.reduce((most, { length }) => Math.max(most, length), 0);
  if (longest > MAX_ENTRY_BYTES) throw tooLarge(longest);
  const input = new Uint8Array(1 + longest);
  entries.forEach((entry, at) => {
    input.set(entry, 1);
    sha256.into(entry.length === longest ? input : input.subarray(0, 1 + entry.length), leaves, at * HASH_BYTES);
  });
  return leaves;
}

const tooLarge = (size: number): ProvenanceError =>
  new ProvenanceError("log_entry_too_large", `an entry of ${size} bytes is more than a tiled log takes`, {
    size,
    limit: MAX_ENTRY_BYTES,
  });

function growTiles(
  before: LogState,
  levels: readonly Level[],
  size: number,
  keys: LogKeys,
): { partial: readonly Uint8Array[]; tiles: readonly Write[] } {
  const partial: Uint8Array[] = [];
  const tiles: Write[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const loose = joined(before.partial[level], wholeNodes(levels, level * TILE_HEIGHT, size));
    const full = Math.floor(loose.length / TILE_BYTES);
    const first = Math.floor(hashesAt(level, before.size) / TILE);
    for (let tile = 0; tile < full; tile++) {
      const value = loose.slice(tile * TILE_BYTES, (tile + 1) * TILE_BYTES);
      tiles.push({ key: keys.tile(level, first + tile), value, expected: "absent" });
    }
    partial.push(loose.slice(full * TILE_BYTES));
  }
  return { partial, tiles };
}

function joined(loose: Uint8Array = new Uint8Array(), fresh: Uint8Array): Uint8Array {
  const all = new Uint8Array(loose.length + fresh.length);
  all.set(loose);
  all.set(fresh, loose.length);
  return all;
}

function growBundles(
  before: LogState,
  entries: readonly Uint8Array[],
  keys: LogKeys,
): { pending: readonly Pending[]; writes: readonly Write[] } {
  const full = Math.floor(((before.size % TILE) + entries.length) / TILE);
  if (full === 0) {
    const write: Write = { key: keys.pending(before.size), value: formatBundle(entries), expected: "absent" };
    return { pending: [...before.pending, { first: before.size, version: "", entries }], writes: [write] };
  }
  const loose = [...before.pending.flatMap((part) => part.entries), ...entries];
  const looseFirst = before.size - (before.size % TILE);
  const bundles = Array.from({ length: full }, (_, at): Write => {
    const bundle = loose.slice(at * TILE, (at + 1) * TILE);
    return { key: keys.bundle(looseFirst / TILE + at), value: formatBundle(bundle), expected: "absent" };
  });
  const replaced = before.pending.map(
    ({ first, version }): Write => ({ key: keys.pending(first), value: "deleted", expected: version }),
  );
  const rest = loose.slice(full * TILE);
  const restFirst = looseFirst + full * TILE;
  const kept: Write[] =
    rest.length === 0 ? [] : [{ key: keys.pending(restFirst), value: formatBundle(rest), expected: "absent" }];
  const pending = rest.length === 0 ? [] : [{ first: restFirst, version: "", entries: rest }];
  return { pending, writes: [...bundles, ...replaced, ...kept] };
}

/** The new state: the head is the last write, and a pending part, where there is one, the last but one. */
export function accepted(after: Growth["after"], checkpoint: string, versions: readonly Version[]): LogState {
  const [pendingVersion = "", headVersion = ""] = versions.slice(-2);
  const last = after.pending.at(-1);
  const pending = last?.version === "" ? after.pending.with(-1, { ...last, version: pendingVersion }) : after.pending;
  return { ...after, pending, checkpoint, headVersion };
}
