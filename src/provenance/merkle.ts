import { base64, sha256 } from "../runtime/index.ts";

/** Hashing of RFC 6962 §2.1. The first byte keeps a leaf from ever passing for a node. */
const LEAF = 0;
const NODE = 1;

export const HASH_BYTES = 32;

/** The hash of an entry (RFC 6962 §2.1). */
export function hashLeaf(entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length);
  input[0] = LEAF;
  input.set(entry, 1);
  return sha256.bytes(input);
}

/** The same of an entry that is text. */
export const hashLeafText = (entry: string): Uint8Array => sha256.bytes(`\u0000${entry}`);

/** 32 bytes in base64 have one spelling: 43 letters, of which the last says four bits, and one sign of padding. */
const hashText = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** Whether a text is the base64 of a hash, in the one spelling there is. */
export const isHashText = (text: string): boolean => hashText.test(text);

/** The hash of a text that {@link isHashText} has looked at; such text need not be spelled again to be compared. */
export const fromHashText = (text: string): Uint8Array => base64.decode(text);

/** Hashes two nodes into the one above them. */
export type HashNode = (left: Uint8Array, right: Uint8Array) => Uint8Array;

/** For many nodes in a row: they share the memory that is hashed. */
export function nodeHasher(): HashNode {
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = NODE;
  return (left, right) => {
    input.set(left, 1);
    input.set(right, 1 + HASH_BYTES);
    return sha256.bytes(input);
  };
}

/** The root of no entries. */
export const emptyRoot = (): Uint8Array => sha256.bytes(new Uint8Array());

/** The largest power of two below a size: where RFC 6962 divides a tree. */
export function splitPoint(size: number): number {
  let point = 1;
  while (point * 2 < size) point *= 2;
  return point;
}

/** The root over leaf hashes that are all at hand, level by level: a last node without a sibling moves up unhashed. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const hash = nodeHasher();
  let level = leaves;
  while (level.length > 1) level = levelAbove(level, hash);
  return level[0] ?? emptyRoot();
}

function levelAbove(nodes: readonly Uint8Array[], hash: HashNode): readonly Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let at = 0; at < nodes.length; at += 2) {
    const [left, right] = [nodes[at] as Uint8Array, nodes[at + 1]];
    above.push(right ? hash(left, right) : left);
  }
  return above;
}
