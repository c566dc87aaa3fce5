import { equalBytes } from "../foundation/index.ts";
import { emptyRoot, HASH_BYTES, nodeHasher } from "./merkle.ts";

/** The entries from `start` to before `end`. Only some stretches are subtrees: see {@link isSubtree}. */
export interface Subtree {
  readonly start: number;
  readonly end: number;
}

/** Whether a proof leads from a leaf to a root (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  return verifySubtreeInclusion(leaf, index, { start: 0, end: size }, proof, root);
}

/**
 * Whether a tree of one size has grown out of one of another by appending only (RFC 9162 §2.1.4.2). Every tree has grown
 * out of the one without entries, so from there nothing is ever shown: the answer is no.
 */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  proof: readonly Uint8Array[],
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
): boolean {
  return oldSize > 0 && verifySubtreeConsistency({ start: 0, end: oldSize }, newSize, proof, oldRoot, newRoot);
}

/**
 * Whether a stretch of entries has a root of its own in every larger tree: it starts at a multiple of the smallest power
 * of two that holds it (draft-ietf-plants-merkle-tree-certs §4.1).
 */
export function isSubtree({ start, end }: Subtree): boolean {
  if (!isIndex(start) || !isIndex(end) || start >= end) return false;
  let span = 1;
  while (span < end - start) span *= 2;
  return start % span === 0;
}

/** The same as {@link verifyInclusion} within a subtree (draft-ietf-plants-merkle-tree-certs §4.3.2). */
export function verifySubtreeInclusion(
  leaf: Uint8Array,
  index: number,
  subtree: Subtree,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  const { start, end } = subtree;
  if (!isSubtree(subtree) || !isIndex(index) || index < start || index >= end) return false;
  if (!areHashes([leaf, root, ...proof])) return false;
  const hash = nodeHasher();
  let [node, position, last] = [leaf, index - start, end - start - 1];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = hash(sibling, node);
      // A last node without a sibling moved up unhashed: follow it to where it got one.
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      node = hash(node, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && equalBytes(node, root);
}

/**
 * Whether a subtree is part of a larger tree (draft-ietf-plants-merkle-tree-certs §4.4.3). One that starts at 0 is an
 * earlier state of the log, and then the proof is that of RFC 9162 §2.1.4.2.
 */
export function verifySubtreeConsistency(
  subtree: Subtree,
  size: number,
  proof: readonly Uint8Array[],
  subtreeRoot: Uint8Array,
  root: Uint8Array,
): boolean {
  if (subtree.start === subtree.end) return isEmptySubtree(subtree, size, proof, subtreeRoot);
  if (!isSubtree(subtree) || !isIndex(size) || subtree.end > size || !areHashes(proof)) return false;
  const { height, isWhole } = seedOf(subtree, size);
  const folded = isWhole
    ? foldSubtree(subtree, size, height, subtreeRoot, proof)
    : foldSubtree(subtree, size, height, proof[0], proof.slice(1));
  return folded !== undefined && equalBytes(folded.inner, subtreeRoot) && equalBytes(folded.outer, root);
}

/**
 * The root of the first `oldSize` entries as a larger tree has them, and the root of the larger tree, from the hashes
 * of RFC 6962's SUBPROOF(m, D[n], false): they hold the old tree's last subtree, even where it is the whole. `undefined`
 * when these are not such hashes.
 */
export function foldConsistency(
  oldSize: number,
  newSize: number,
  proof: readonly Uint8Array[],
): { readonly oldRoot: Uint8Array; readonly newRoot: Uint8Array } | undefined {
  if (!isIndex(oldSize) || !isIndex(newSize) || oldSize < 1 || oldSize >= newSize || !areHashes(proof))
    return undefined;
  const subtree = { start: 0, end: oldSize };
  const folded = foldSubtree(subtree, newSize, seedOf(subtree, newSize).height, proof[0], proof.slice(1));
  return folded && { oldRoot: folded.inner, newRoot: folded.outer };
}

/**
 * The largest perfect subtree at the right edge of a subtree, where folding starts: how high it is, and whether it is
 * the subtree itself.
 */
function seedOf({ start, end }: Subtree, size: number): { readonly height: number; readonly isWhole: boolean } {
  let [first, last, height] = [start, end - 1, 0];
  while (first !== last && (end === size || last % 2 === 1))
    [first, last, height] = [half(first), half(last), height + 1];
  return { height, isWhole: first === last };
}

/** Hashes upwards from the seed, twice: within the subtree, and within the whole tree. */
function foldSubtree(
  { start, end: stop }: Subtree,
  size: number,
  height: number,
  seed: Uint8Array | undefined,
  proof: readonly Uint8Array[],
): { readonly inner: Uint8Array; readonly outer: Uint8Array } | undefined {
  if (!seed) return undefined;
  const hash = nodeHasher();
  const scale = 2 ** height;
  let [first, last, end] = [Math.floor(start / scale), Math.floor((stop - 1) / scale), Math.floor((size - 1) / scale)];
  const up = (): void => {
    [first, last, end] = [half(first), half(last), half(end)];
  };
  let [inner, outer] = [seed, seed];
  for (const sibling of proof) {
    if (end === 0) return undefined;
    if (last % 2 === 1 || last === end) {
      if (first < last) inner = hash(sibling, inner);
      outer = hash(sibling, outer);
      while (last % 2 === 0 && last !== 0) up();
    } else {
      outer = hash(outer, sibling);
    }
    up();
  }
  return end === 0 ? { inner, outer } : undefined;
}

const isEmptySubtree = ({ end }: Subtree, size: number, proof: readonly Uint8Array[], root: Uint8Array): boolean =>
  isIndex(end) && isIndex(size) && end <= size && proof.length === 0 && equalBytes(root, emptyRoot());

const half = (value: number): number => Math.floor(value / 2);
const isIndex = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every(({ length }) => length === HASH_BYTES);
