import { equalBytes } from "../foundation/index.ts";
import { fromHashText, type HashNode, nodeHasher } from "./merkle.ts";
import { verifyInclusion } from "./merkle-proof.ts";

/** Whether a tree holds a leaf, by a proof whose hashes are texts that `isHashText` has looked at. */
export type HoldsLeaf = (leaf: Uint8Array, index: number, proof: readonly string[]) => boolean;

/** A node's key is its position times this, and its level. */
const LEVELS = 64;
/** Beyond, such keys are not exact. */
const LARGEST = Number.MAX_SAFE_INTEGER / (2 * LEVELS);
/** What one tree remembers at most: the inner nodes of a batch of 1,024, twice. A node and its text take about 250 bytes. */
const MOST_NODES = 2_048;

/** Hashes every proof up to the root, and remembers nothing. */
export const unknownTree =
  (size: number, root: Uint8Array): HoldsLeaf =>
  (leaf, index, proof) =>
    verifyInclusion(leaf, index, size, proof.map(fromHashText), root);

interface KnownNode {
  readonly bytes: Uint8Array;
  /** As a proof spelled it; absent for a node that was hashed here and that no proof has named yet. */
  text?: string;
}

/**
 * Answers what `verifyInclusion` answers for one tree, and remembers the nodes above the leaves that a proof has led
 * through: the next proof need not be hashed further up than to one of them, as long as it goes on as it should. Proofs of
 * one batch share most of their way.
 */
export function knownTree(size: number, root: Uint8Array): HoldsLeaf {
  if (size > LARGEST) return unknownTree(size, root);
  const nodes = new Map<number, KnownNode>();
  const hash = nodeHasher();

  return (leaf, index, proof) => {
    const steps = stepsUp(index, size);
    if (steps?.length !== proof.length) return false;
    const path = climb(leaf, steps, proof, nodes, hash);
    if (path.isKnown) return true;
    if (!equalBytes(path.top, root)) return false;
    if (nodes.size + 2 * proof.length > MOST_NODES) nodes.clear();
    remember(path.nodes, steps, proof, nodes);
    return true;
  };
}

/** One step up: which node stands there, which is its sibling, and on which side. */
interface Step {
  readonly own: number;
  readonly sibling: number;
  readonly isRight: boolean;
}

/** The way from a leaf to the root (RFC 9162 §2.1.3.2); `undefined` for a leaf that the tree cannot hold. */
function stepsUp(index: number, size: number): readonly Step[] | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  const steps: Step[] = [];
  let [position, last] = [index, size - 1];
  for (let level = 0; last > 0; level++) {
    const isRight = position % 2 === 1;
    // A last node without a sibling moves up unhashed.
    if (isRight || position < last) {
      const sibling = isRight ? position - 1 : position + 1;
      steps.push({ own: position * LEVELS + level, sibling: sibling * LEVELS + level, isRight });
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return steps;
}

type Path =
  | { readonly isKnown: true }
  | { readonly isKnown: false; readonly top: Uint8Array; readonly nodes: readonly Uint8Array[] };

/** Hashes upwards, until a node is known from which the proof goes on as it should, or to the top. */
function climb(
  leaf: Uint8Array,
  steps: readonly Step[],
  proof: readonly string[],
  known: ReadonlyMap<number, KnownNode>,
  hash: HashNode,
): Path {
  const nodes: Uint8Array[] = [];
  let node = leaf;
  for (const [at, { own, sibling, isRight }] of steps.entries()) {
    const here = known.get(own);
    if (here && equalBytes(here.bytes, node) && goesOn(at, steps, proof, known)) return { isKnown: true };
    const beside = known.get(sibling);
    const text = proof[at] as string;
    const other = beside?.text === text ? beside.bytes : fromHashText(text);
    nodes.push(node);
    node = isRight ? hash(other, node) : hash(node, other);
  }
  return { isKnown: false, top: node, nodes };
}

function goesOn(
  from: number,
  steps: readonly Step[],
  proof: readonly string[],
  known: ReadonlyMap<number, KnownNode>,
): boolean {
  for (let at = from; at < steps.length; at++)
    if (known.get((steps[at] as Step).sibling)?.text !== proof[at]) return false;
  return true;
}

/** Leaves are not remembered: there are as many as of all other nodes, and each is asked for once. */
function remember(
  path: readonly Uint8Array[],
  steps: readonly Step[],
  proof: readonly string[],
  nodes: Map<number, KnownNode>,
): void {
  for (const [at, { own, sibling }] of steps.entries()) {
    if (own % LEVELS === 0) continue;
    if (!nodes.has(own)) nodes.set(own, { bytes: path[at] as Uint8Array });
    const text = proof[at] as string;
    const beside = nodes.get(sibling);
    if (!beside) nodes.set(sibling, { bytes: fromHashText(text), text });
    else beside.text ??= text;
  }
}
