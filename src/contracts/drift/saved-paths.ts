import { closed, count, listOf, oneOf, type Shape, text } from "../../foundation/shape.ts";
import { where } from "../shapes.ts";
import type { PathNode, Paths } from "./paths.ts";
import { STEPS } from "./steps.ts";
import { valueTypes } from "./value-type.ts";
import { countConstant, countType } from "./walk.ts";

/** One path; the one it lies in comes earlier in the list. */
export interface SavedPath {
  /** Position of the outer path; the root, which has none, says 0. */
  readonly outer: number;
  readonly kind: "root" | "member" | "item";
  readonly name: string;
  /** How often each type was learned: null, flag, number, decimal text, text, list, object, no value. */
  readonly counts: readonly number[];
  /** Steps of the smallest and the largest number, or nothing. */
  readonly range: readonly number[];
}

const MAX_PATHS = 20_000;

const step: Shape<number> = where(count, (value) => value < STEPS, "a step of a histogram");

const savedPath: Shape<SavedPath> = closed({
  outer: count,
  kind: oneOf("root", "member", "item"),
  name: text,
  counts: where(listOf(count), ({ length }) => length === valueTypes.length, `${valueTypes.length} counts`),
  range: where(listOf(step), ({ length }) => length === 0 || length === 2, "two steps or none"),
});

/** The root first, every other path after the one it lies in. */
const isOrdered = (paths: readonly SavedPath[]): boolean =>
  paths.every(({ outer, kind }, at) => (at === 0 ? kind === "root" : kind !== "root" && outer < at));

export const savedPaths: Shape<readonly SavedPath[]> = where(
  where(listOf(savedPath), ({ length }) => length >= 1 && length <= MAX_PATHS, `1 to ${MAX_PATHS} paths`),
  isOrdered,
  "paths, each after the one it lies in",
);

/** What is known before the first event. */
export const savedRoot: SavedPath = { outer: 0, kind: "root", name: "", counts: valueTypes.map(() => 0), range: [] };

export function savePaths(paths: Paths): readonly SavedPath[] {
  const nodes = paths.all();
  const positions = new Map(nodes.map((node, at) => [node, at]));
  return nodes.map((node) => ({
    outer: (node.outer && positions.get(node.outer)) ?? 0,
    kind: !node.outer ? "root" : node.outer.item === node ? "item" : "member",
    name: node.name,
    counts: [...node.counts],
    range: node.highest < 0 ? [] : [node.lowest, node.highest],
  }));
}

export function restorePaths(paths: Paths, saved: readonly SavedPath[]): void {
  const nodes: (PathNode | undefined)[] = [];
  for (const path of saved) {
    const node = restorePath(paths, path, nodes[path.outer]);
    if (node) restoreCounts(node, path);
    nodes.push(node);
  }
  for (const node of nodes) if (node) node.constantMembers = countConstant(node);
}

/** `undefined` beyond the bound on paths. */
function restorePath(paths: Paths, { kind, name }: SavedPath, outer: PathNode | undefined): PathNode | undefined {
  if (kind === "root") return paths.root;
  return outer && (kind === "item" ? paths.learnItem(outer) : paths.learnMember(outer, name));
}

function restoreCounts(node: PathNode, { counts, range: [lowest, highest] }: SavedPath): void {
  valueTypes.forEach((type, at) => {
    countType(node, type, counts[at] ?? 0);
  });
  node.lowest = lowest ?? node.lowest;
  node.highest = highest ?? node.highest;
}
