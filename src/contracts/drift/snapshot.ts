import { isJsonObject, isSha256Hex, type JsonObject } from "../../foundation/index.ts";
import {
  closed,
  count,
  flag,
  listOf,
  oneOf,
  readFormat,
  type Shape,
  satisfying,
  text,
} from "../../foundation/shape.ts";
import { where } from "../shapes.ts";
import { type SavedDetectors, type SnapshotVersion, savedDetectorsShape } from "./detectors.ts";
import type { PathNode, Paths } from "./paths.ts";
import type { Measures } from "./quantities/measures.ts";
import { type FirstSettings, settingsShape, type WatchSettings } from "./settings.ts";
import { MAX_CHANGES } from "./shape.ts";
import { STEPS } from "./steps.ts";
import { valueTypes } from "./value-type.ts";
import { countConstant, countType } from "./walk.ts";

/** Everything that a watch knows. */
export interface WatchSnapshot {
  /** 1 holds another test of units, and no budget. A watch that goes on from one stays with it. */
  readonly formatVersion: SnapshotVersion;
  /** SHA-256 of the contract. */
  readonly contract: string;
  readonly settings: WatchSettings | FirstSettings;
  /** Events learned. */
  readonly events: number;
  readonly overflowed: boolean;
  readonly announced: boolean;
  readonly changes: readonly { readonly change: string; readonly count: number }[];
  readonly paths: readonly SavedPath[];
  readonly detectors: SavedDetectors;
}

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

/** @throws {FoundationError} `newer_format`, `format_malformed` */
export function readSnapshot(snapshot: unknown, measures: Measures): WatchSnapshot {
  const version = isJsonObject(snapshot) && snapshot.formatVersion === 1 ? 1 : 2;
  const shape: Shape<WatchSnapshot> = closed({
    formatVersion: oneOf<SnapshotVersion>(version),
    contract: satisfying("a SHA-256 in hexadecimal", isSha256Hex),
    settings: settingsShape(version),
    events: count,
    overflowed: flag,
    announced: flag,
    changes: where(listOf(closed({ change: text, count })), ({ length }) => length <= MAX_CHANGES, "fewer changes"),
    paths: savedPaths,
    detectors: savedDetectorsShape(version, measures),
  });
  return readFormat("drift snapshot", 2, shape, snapshot);
}

const savedRoot: SavedPath = { outer: 0, kind: "root", name: "", counts: valueTypes.map(() => 0), range: [] };

export const emptySnapshot = (contract: string, settings: WatchSettings): WatchSnapshot => ({
  formatVersion: 2,
  contract,
  settings,
  events: 0,
  overflowed: false,
  announced: false,
  changes: [],
  paths: [savedRoot],
  detectors: {},
});

export const writeSnapshot = (snapshot: WatchSnapshot): JsonObject => snapshot as unknown as JsonObject;

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
