import { sha256 } from "../../runtime/index.ts";
import { HASH_BYTES } from "../merkle.ts";

/**
 * The roots of the perfect subtrees that a number of leaves make up, by their level: there is one at level 3 when that
 * number has the bit 8.
 */
export type Peaks = readonly (Uint8Array | undefined)[];

/** The nodes of one level that lie over at least one new leaf, from the left: index of the first, and hashes one after another. */
export interface Level {
  readonly first: number;
  readonly hashes: Uint8Array;
}

/**
 * Grows a tree by new leaves: all of its nodes that are new or changed, from the leaves up to the root. Each is hashed
 * once, whatever is then asked of them. A last node without a sibling moves up unhashed, as RFC 6962 §2.1 wants it.
 */
export function growLevels(size: number, peaks: Peaks, leaves: Uint8Array): readonly Level[] {
  const levels: Level[] = [{ first: size, hashes: leaves }];
  for (let level = levels[0] as Level; lastOf(level) > 0; ) {
    level = levelAbove(level, peaks[levels.length - 1]);
    levels.push(level);
  }
  return levels;
}

const countOf = ({ hashes }: Level): number => hashes.length / HASH_BYTES;
const lastOf = (level: Level): number => level.first + countOf(level) - 1;

function levelAbove(below: Level, peak: Uint8Array | undefined): Level {
  // A first node that is a right one has a left sibling that was there before: the peak of its level.
  const nodes = below.first % 2 === 1 ? joined(peak as Uint8Array, below.hashes) : below.hashes;
  const pairs = Math.floor(nodes.length / (2 * HASH_BYTES));
  const above = new Uint8Array(Math.ceil(nodes.length / (2 * HASH_BYTES)) * HASH_BYTES);
  hashPairs(nodes, pairs, above);
  above.set(nodes.subarray(2 * pairs * HASH_BYTES), pairs * HASH_BYTES);
  return { first: Math.floor(below.first / 2), hashes: above };
}

function hashPairs(nodes: Uint8Array, pairs: number, above: Uint8Array): void {
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = 1;
  for (let pair = 0; pair < pairs; pair++) {
    const from = pair * 2 * HASH_BYTES;
    for (let at = 0; at < 2 * HASH_BYTES; at++) input[1 + at] = nodes[from + at] as number;
    sha256.into(input, above, pair * HASH_BYTES);
  }
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** The hash of the node at an index of a level, in the memory of the level. */
const nodeAt = ({ first, hashes }: Level, index: number): Uint8Array =>
  hashes.subarray((index - first) * HASH_BYTES, (index - first + 1) * HASH_BYTES);

/** The root of a grown tree. */
export const rootOfLevels = (levels: readonly Level[]): Uint8Array => nodeAt(levels.at(-1) as Level, 0);

/** The peaks once the tree has grown to a size: those that stayed, and the last whole nodes of the grown levels. */
export function peaksAfter(levels: readonly Level[], before: Peaks, size: number): Peaks {
  return levels.map((level, height) => {
    const count = Math.floor(size / 2 ** height);
    if (count % 2 === 0) return undefined;
    return count > level.first ? nodeAt(level, count - 1).slice() : before[height];
  });
}

/** The nodes of a level that will never change again, once the tree has grown to a size. */
export function wholeNodes(levels: readonly Level[], height: number, size: number): Uint8Array {
  const level = levels[height];
  return level ? level.hashes.subarray(0, (Math.floor(size / 2 ** height) - level.first) * HASH_BYTES) : NO_NODES();
}

const NO_NODES = (): Uint8Array => new Uint8Array();

/**
 * Proves new leaves under the root of a grown tree (RFC 6962 §2.1.1). Proofs share the spelling of the hashes that they
 * have in common.
 *
 * @param spell how a hash is written.
 */
export function leafProver(
  levels: readonly Level[],
  peaks: Peaks,
  spell: (hash: Uint8Array) => string,
): (index: number) => readonly string[] {
  const below = levels.slice(0, -1).map((level, height) => siblingsOf(level, peaks[height], spell));
  return (index) => {
    const path: string[] = [];
    let position = index;
    for (const sibling of below) {
      const hash = sibling(position % 2 === 1 ? position - 1 : position + 1);
      if (hash !== undefined) path.push(hash);
      position = Math.floor(position / 2);
    }
    return path;
  };
}

function siblingsOf(
  level: Level,
  peak: Uint8Array | undefined,
  spell: (hash: Uint8Array) => string,
): (index: number) => string | undefined {
  const spelled: (string | undefined)[] = new Array(countOf(level) + 1).fill(undefined);
  const last = lastOf(level);
  return (index) => {
    if (index > last) return undefined;
    // The one before the first is the peak.
    const place = index - level.first + 1;
    spelled[place] ??= spell(place === 0 ? (peak as Uint8Array) : nodeAt(level, index));
    return spelled[place];
  };
}
