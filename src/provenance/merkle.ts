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

/** The root over leaf hashes that are all at hand. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot();
  // Level by level: an odd last node moves up as it is, which gives RFC 6962's tree.
  let level = leaves;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at] as Uint8Array, level[at + 1]];
      above.push(right ? hashNode(left, right) : left);
    }
    level = above;
  }
  return level[0] as Uint8Array;
}

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
