import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBase64, utf8 } from "../../src/foundation/index.ts";
import { knownTree, unknownTree } from "../../src/provenance/known-tree.ts";
import { hashLeaf, rootOf, splitPoint } from "../../src/provenance/merkle.ts";

const leavesOf = (size: number): Uint8Array[] => Array.from({ length: size }, (_, at) => hashLeaf(utf8(`entry ${at}`)));

/** RFC 6962 §2.1.1, written down as it stands there. */
function pathOf(index: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] {
  if (leaves.length <= 1) return [];
  const point = splitPoint(leaves.length);
  const [left, right] = [leaves.slice(0, point), leaves.slice(point)];
  return index < point ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - point, right), rootOf(left)];
}

const proofOf = (index: number, leaves: readonly Uint8Array[]): readonly string[] =>
  pathOf(index, leaves).map(toBase64);

describe("a tree that is known", () => {
  it("holds what it holds, asked in any order", () => {
    const order = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), order, (size, indices) => {
        const leaves = leavesOf(size);
        const holds = knownTree(size, rootOf(leaves));
        for (const index of indices.map((one) => one % size))
          expect(holds(leaves[index] as Uint8Array, index, proofOf(index, leaves))).toBe(true);
      }),
    );
  });

  it("answers a wrong proof as one does that remembers nothing, whatever was proven before", () => {
    const size = fc.integer({ min: 1, max: 40 });
    const change = fc.record({
      index: fc.integer({ min: -1, max: 45 }),
      leaf: fc.nat(39),
      at: fc.nat(6),
      other: fc.constantFrom("drop", "double", "swap", "change", "none"),
    });
    fc.assert(
      fc.property(size, fc.nat(39), change, (count, proven, { index, leaf, at, other }) => {
        const leaves = leavesOf(count);
        const root = rootOf(leaves);
        const holds = knownTree(count, root);
        for (let known = 0; known < count; known++) holds(leaves[known] as Uint8Array, known, proofOf(known, leaves));
        const proof = altered(proofOf(proven % count, leaves), at, other);
        const asked = leaves[leaf % count] as Uint8Array;
        expect(holds(asked, index, proof)).toBe(unknownTree(count, root)(asked, index, proof));
      }),
      { numRuns: 300 },
    );
  });

  it("goes on when more is asked than it remembers", () => {
    const leaves = leavesOf(4_000);
    const holds = knownTree(leaves.length, rootOf(leaves));
    const tree = levelsOf(leaves);
    const answers = leaves.map((leaf, index) => holds(leaf, index, proofIn(tree, index)));
    expect(answers.every((answer) => answer)).toBe(true);
    expect(holds(leaves[1] as Uint8Array, 0, proofIn(tree, 0))).toBe(false);
  });
});

function altered(proof: readonly string[], at: number, how: string): readonly string[] {
  const place = at % Math.max(1, proof.length);
  if (how === "none" || proof.length === 0) return proof;
  if (how === "drop") return proof.toSpliced(place, 1);
  if (how === "double") return proof.toSpliced(place, 0, proof[place] as string);
  if (how === "swap") return proof.toReversed();
  return proof.with(place, toBase64(hashLeaf(utf8("another"))));
}

/** All nodes, level by level, for a tree too large to hash anew for each proof; its size is a multiple of 32. */
function levelsOf(leaves: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const levels = [leaves];
  for (let level = leaves; level.length > 1; ) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) => rootOf(level.slice(2 * at, 2 * at + 2)));
    levels.push(level);
  }
  return levels;
}

const proofIn = (levels: readonly (readonly Uint8Array[])[], index: number): readonly string[] =>
  levels.flatMap((level, height) => {
    const own = Math.floor(index / 2 ** height);
    const sibling = level[own % 2 === 0 ? own + 1 : own - 1];
    return sibling ? [toBase64(sibling)] : [];
  });
