import { FALSE, isUnknown, TRUE, UNSEEN } from "./kleene.ts";
import type { Leaf } from "./leaf.ts";
import { statusOfSlot, unreadOf } from "./node.ts";
import type { Node, Run, Slot } from "./program.ts";

/** What named conditions rest on, by slot: each is looked into once, however many rules use it. */
export type Grounds = Map<number, readonly number[]>;

/** The slots of the comparisons that a condition's status rests on: those that make it true, false or unknown. At most `limit`. */
export function decisiveLeaves(node: Node, run: Run, limit: number, grounds: Grounds = new Map()): readonly number[] {
  if (node.kind === "slot") return leavesOfSlot(node.at, run, limit, grounds);
  const leaves = new Set<number>();
  for (const child of decisiveChildren(node, run)) {
    if (leaves.size >= limit) break;
    for (const leaf of decisiveLeaves(child, run, limit, grounds)) leaves.add(leaf);
  }
  return [...leaves].slice(0, limit);
}

function leavesOfSlot(at: number, run: Run, limit: number, grounds: Grounds): readonly number[] {
  const slot = run.program.slots[at] as Slot;
  if (slot.kind === "leaf") return [at];
  const leaves = grounds.get(at) ?? decisiveLeaves(slot.node, run, limit, grounds);
  grounds.set(at, leaves);
  return leaves;
}

type Combined = Extract<Node, { readonly children: readonly Node[] }>;

function decisiveChildren(node: Combined, run: Run): readonly Node[] {
  const { kind, children } = node;
  if (kind === "not") return children;
  if (isUnknown(node.evaluate(run))) return children.filter((child) => isUnknown(child.evaluate(run)));
  const decider = children.find((child) => child.evaluate(run) === (kind === "all" ? FALSE : TRUE));
  return decider ? [decider] : children;
}

/** Names of the facts that leave one or more conditions unknown, sorted. */
export function unknownFactsOf(nodes: readonly Node[], run: Run): readonly string[] {
  const seen = new Set<number>();
  for (const node of nodes) collectUnknown(node, run, seen);
  const readings = [...seen].flatMap((slot) => unknownReadings(slot, run));
  return namesOf(readings, run);
}

/** Adds the slots that are unknown and leave the condition so; one that is there already is not looked into again. */
function collectUnknown(node: Node, run: Run, seen: Set<number>): void {
  if (!isUnknown(node.evaluate(run))) return;
  if (node.kind !== "slot") for (const child of node.children) collectUnknown(child, run, seen);
  else if (!seen.has(node.at)) {
    seen.add(node.at);
    const slot = run.program.slots[node.at] as Slot;
    if (slot.kind === "named") collectUnknown(slot.node, run, seen);
  }
}

/** The same for one condition, of at most `limit` comparisons. */
export const someUnknownFactsOf = (node: Node, run: Run, limit: number, grounds: Grounds): readonly string[] =>
  namesOf(
    decisiveLeaves(node, run, limit, grounds).flatMap((slot) => unknownReadings(slot, run)),
    run,
  );

const namesOf = (readings: readonly number[], run: Run): readonly string[] =>
  [...new Set(readings.map((number) => run.program.readings[number]?.name ?? ""))].sort();

/** The readings of a comparison that failed; both, where each was well read and they cannot be compared. */
export function unknownReadings(slot: number, run: Run): readonly number[] {
  if (!isUnknown(statusOfSlot(slot, run)) || run.program.slots[slot]?.kind !== "leaf") return [];
  const { fact, other } = leafOf(slot, run);
  const readings = other === undefined ? [fact] : [fact, other];
  const failed = readings.filter((number) => unreadOf(number, run) !== UNSEEN);
  return failed.length > 0 ? failed : readings;
}

/** The comparison in a slot that is known to hold one. */
export const leafOf = (slot: number, run: Run): Leaf =>
  (run.program.slots[slot] as Extract<Slot, { readonly leaf: Leaf }>).leaf;
