import { concatBytes, equalBytes } from "../foundation/index.ts";
import { sha256 } from "../runtime/index.ts";

/** Hashing of RFC 6962 §2.1. The first byte keeps a leaf from ever passing for a node. */
const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

export const HASH_BYTES = 32;

/** The hash of an entry (RFC 6962 §2.1). */
export const hashLeaf = (entry: Uint8Array): Uint8Array => sha256.bytes(concatBytes(LEAF, entry));
export const hashNode = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256.bytes(concatBytes(NODE, left, right));

/** The root of no entries. */
export const emptyRoot = (): Uint8Array => sha256.bytes(new Uint8Array());

/** The largest power of two below a size: where RFC 6962 divides a tree. */
export function splitPoint(size: number): number {
  let point = 1;
  while (point * 2 < size) point *= 2;
  return point;
}

/**
 * The roots of the perfect subtrees that a number of leaves make up, the largest first: as many as that number has ones
 * in binary. A further leaf costs one hash on average, and the root over all of them one for each subtree.
 */
export type Peaks = readonly Uint8Array[];

/** Adds a leaf to the peaks; `count` is how many leaves they then stand for. */
export function addLeaf(peaks: Uint8Array[], leaf: Uint8Array, count: number): void {
  let node = leaf;
  for (let size = count; size % 2 === 0; size /= 2) node = hashNode(peaks.pop() as Uint8Array, node);
  peaks.push(node);
}

export function peaksOf(leaves: readonly Uint8Array[]): Peaks {
  const peaks: Uint8Array[] = [];
  leaves.forEach((leaf, at) => {
    addLeaf(peaks, leaf, at + 1);
  });
  return peaks;
}

/** The root over all leaves, with what lies below the last of them, where something does, as one more, smaller, subtree. */
export function rootOfPeaks(peaks: Peaks, below?: Uint8Array): Uint8Array | undefined {
  return peaks.reduceRight<Uint8Array | undefined>((root, peak) => (root ? hashNode(peak, root) : peak), below);
}

/** The root over leaf hashes that are all at hand. */
export const rootOf = (leaves: readonly Uint8Array[]): Uint8Array => rootOfPeaks(peaksOf(leaves)) ?? emptyRoot();

/** Whether a proof leads from a leaf to a root (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size || leaf.length !== HASH_BYTES || root.length !== HASH_BYTES)
    return false;
  let [node, position, last] = [leaf, index, size - 1];
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== HASH_BYTES) return false;
    const isRight = position % 2 === 1;
    if (isRight || position === last) {
      node = hashNode(sibling, node);
      // A last node without a sibling moved up unhashed: follow it to where it gets one.
      while (!isRight && position % 2 === 0 && position !== 0) [position, last] = halve(position, last);
    } else {
      node = hashNode(node, sibling);
    }
    [position, last] = halve(position, last);
  }
  return last === 0 && equalBytes(node, root);
}

const halve = (position: number, last: number): [number, number] => [Math.floor(position / 2), Math.floor(last / 2)];
const isIndex = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
