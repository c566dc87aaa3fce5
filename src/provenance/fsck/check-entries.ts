import { equalBytes, toHex } from "../../foundation/index.ts";
import type { ComparedTiles } from "./check-tiles.ts";
import { check, type LogCheck } from "./log-checks.ts";
import type { Note } from "./note.ts";
import type { StoredEntries } from "./stored.ts";
import { TILE } from "./stored.ts";
import { rootOver } from "./tree.ts";

/** Whether every entry is there, and is the one that was signed; where not, what became of which. */
export function checkEntries(stored: StoredEntries, head: Note, tiles: ComparedTiles): readonly LogCheck[] {
  const missing = missingIn(stored, head.size);
  if (missing) return [missing, check("refuted", "log_root", "the stored entries do not make up the signed root")];
  return [check("proven", "log_entries", "every entry is there"), checkRoot(stored, head, tiles)];
}

function missingIn({ leaves, broken }: StoredEntries, size: number): LogCheck | undefined {
  if (broken?.kind === "unreadable")
    return check("refuted", "log_unreadable", `the entries from ${broken.at} on cannot be read`);
  if (broken) {
    const last = broken.next - 1;
    return check(
      "refuted",
      "log_gap",
      `entries ${broken.at} to ${last} are missing: the next one stored is ${broken.next}`,
    );
  }
  if (leaves.count < size)
    return check("refuted", "log_truncated", `entries ${leaves.count} to ${size - 1} are missing: ${size} were signed`);
  if (leaves.count > size)
    return check("refuted", "log_surplus", `entries ${size} to ${leaves.count - 1} are stored, and were never signed`);
  return undefined;
}

function checkRoot({ leaves }: StoredEntries, { root, size }: Note, tiles: ComparedTiles): LogCheck {
  if (equalBytes(rootOver(leaves.at, 0, size), root))
    return check("proven", "log_root", "the entries hash to the signed root");
  // Where the stored hashes make up the signed root, they tell which entries are not what was signed.
  const signed = (index: number): Uint8Array => tiles.differing.get(index) ?? leaves.at(index);
  if (tiles.differing.size > 0 && equalBytes(rootOver(signed, 0, size), root))
    return nameChange(leaves.at, tiles.differing);
  return swappedAtTheEnd(leaves.at, size, root) ?? unnamed(size);
}

function nameChange(leafAt: (index: number) => Uint8Array, differing: ReadonlyMap<number, Uint8Array>): LogCheck {
  const places = [...differing.keys()];
  const sorted = (hashes: readonly Uint8Array[]): string => hashes.map(toHex).sort().join();
  const isSameSet = sorted(places.map(leafAt)) === sorted([...differing.values()]);
  return isSameSet
    ? check("refuted", "log_reordered", `the entries ${shown(places)} stand in another order than was signed`)
    : check("refuted", "log_entry_changed", `not as they were signed: entries ${shown(places)}`);
}

const shown = (places: readonly number[]): string =>
  places.length <= 8 ? places.join(", ") : `${places.slice(0, 8).join(", ")} and ${places.length - 8} more`;

/** Of the last entries no hashes are stored: whether two neighbours changed places is found by changing them back. */
function swappedAtTheEnd(leafAt: (index: number) => Uint8Array, size: number, root: Uint8Array): LogCheck | undefined {
  const loose = size - (size % TILE);
  // Every division of RFC 6962 above 256 leaves falls between blocks of 256, so a tree of blocks is the same tree.
  const blocks = Array.from({ length: loose / TILE }, (_, block) => rootOver(leafAt, block * TILE, TILE));
  for (let first = loose; first + 1 < size; first++) {
    const swapped = (index: number): Uint8Array =>
      leafAt(index === first ? first + 1 : index === first + 1 ? first : index);
    const all = [...blocks, rootOver(swapped, loose, size - loose)];
    if (
      equalBytes(
        rootOver((block) => all[block] as Uint8Array, 0, all.length),
        root,
      )
    )
      return check(
        "refuted",
        "log_reordered",
        `the entries ${first}, ${first + 1} stand in another order than was signed`,
      );
  }
  return undefined;
}

function unnamed(size: number): LogCheck {
  const loose = size - (size % TILE);
  const where = loose < size ? `one of the entries ${loose} to ${size - 1}, of which no hashes are stored, or ` : "";
  return check("refuted", "log_entry_changed", `not as they were signed: ${where}entries and their hashes together`);
}
