import { concatBytes } from "../../foundation/index.ts";
import type { Version, Write } from "../../stores/index.ts";
import { ProvenanceError } from "../errors.ts";
import { addLeaf, emptyRoot, hashLeaf, rootOfPeaks } from "../merkle.ts";
import type { LogKeys } from "./keys.ts";
import { type LogState, type PartialTile, type Pending, TILE } from "./state.ts";

const MAX_ENTRY_BYTES = 65_535;

export interface Growth {
  readonly after: {
    readonly size: number;
    readonly partial: LogState["partial"];
    readonly pending: readonly Pending[];
  };
  readonly writes: readonly Write[];
}

/** Adds entries: their bytes go to a pending write, or into a bundle once it is full; full tiles of hashes are written once and never again. */
export function grow(before: LogState, entries: readonly Uint8Array[], keys: LogKeys): Growth {
  if (entries.length === 0) throw new TypeError("an append needs at least one entry");
  for (const entry of entries) refuseTooLarge(entry);
  const { partial, tiles } = growTree(before, entries, keys);
  const { pending, writes } = growBundles(before, entries, keys);
  return { after: { size: before.size + entries.length, partial, pending }, writes: [...tiles, ...writes] };
}

function refuseTooLarge({ length: size }: Uint8Array): void {
  if (size <= MAX_ENTRY_BYTES) return;
  throw new ProvenanceError("log_entry_too_large", `an entry of ${size} bytes is more than a tiled log takes`, {
    size,
    limit: MAX_ENTRY_BYTES,
  });
}

function growTree(
  before: LogState,
  entries: readonly Uint8Array[],
  keys: LogKeys,
): { partial: readonly PartialTile[]; tiles: readonly Write[] } {
  const partial = before.partial.map(({ hashes, peaks }) => ({ hashes: [...hashes], peaks: [...peaks] }));
  const tiles: Write[] = [];
  const add = (level: number, hash: Uint8Array, position: number): void => {
    const tile = partial[level] ?? { hashes: [], peaks: [] };
    tile.hashes.push(hash);
    addLeaf(tile.peaks, hash, tile.hashes.length);
    partial[level] = tile;
    if (tile.hashes.length < TILE) return;
    const index = Math.floor(position / TILE);
    tiles.push({ key: keys.tile(level, index), value: concatBytes(...tile.hashes), expected: "absent" });
    partial[level] = { hashes: [], peaks: [] };
    // A full tile has one peak: its root.
    add(level + 1, tile.peaks[0] as Uint8Array, index);
  };
  entries.forEach((entry, at) => {
    add(0, hashLeaf(entry), before.size + at);
  });
  return { partial, tiles };
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

/** Entries one after another, each with its length in two bytes (C2SP tlog-tiles). */
function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...entries.flatMap((entry) => [new Uint8Array([entry.length >> 8, entry.length & 0xff]), entry]));
}

/** The new state: the head is the last write, and a pending part, where there is one, the last but one. */
export function accepted(after: Growth["after"], checkpoint: string, versions: readonly Version[]): LogState {
  const [pendingVersion = "", headVersion = ""] = versions.slice(-2);
  const last = after.pending.at(-1);
  const pending = last?.version === "" ? after.pending.with(-1, { ...last, version: pendingVersion }) : after.pending;
  return { ...after, pending, checkpoint, headVersion };
}

/** The root over everything: each level's loose hashes, with what lies below them as one more, smaller, last subtree. */
export const treeRoot = (partial: LogState["partial"]): Uint8Array =>
  partial.reduce<Uint8Array | undefined>((below, { peaks }) => rootOfPeaks(peaks, below), undefined) ?? emptyRoot();
