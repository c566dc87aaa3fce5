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
  const hash = nodeHasher();
  let [first, last, end] = [subtree.start, subtree.end - 1, size - 1];
  const up = (): void => {
    [first, last, end] = [half(first), half(last), half(end)];
  };
  // Up to the largest perfect subtree at the right edge: it is the first hash of the proof, unless it is the subtree itself.
  const isLast = last === end;
  while (first !== last && (isLast || last % 2 === 1)) up();
  const rest = [...proof];
  const seed = first === last ? subtreeRoot : rest.shift();
  if (!seed) return false;
  let [inner, outer] = [seed, seed];
  for (const sibling of rest) {
    if (end === 0) return false;
    if (last % 2 === 1 || last === end) {
      if (first < last) inner = hash(sibling, inner);
      outer = hash(sibling, outer);
      while (last % 2 === 0 && last !== 0) up();
    } else {
      outer = hash(outer, sibling);
    }
    up();
  }
  return end === 0 && equalBytes(inner, subtreeRoot) && equalBytes(outer, root);
}

const isEmptySubtree = ({ end }: Subtree, size: number, proof: readonly Uint8Array[], root: Uint8Array): boolean =>
  isIndex(end) && isIndex(size) && end <= size && proof.length === 0 && equalBytes(root, emptyRoot());

const half = (value: number): number => Math.floor(value / 2);
const isIndex = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every(({ length }) => length === HASH_BYTES);
