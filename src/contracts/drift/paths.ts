import { appendToken } from "../../foundation/index.ts";
import type { Place, Places } from "../schema/place.ts";
import { shorten } from "../text.ts";
import { STEPS } from "./histogram.ts";
import { declaredTypes, isNumericPlace, type TypeSet, valueTypes } from "./value-type.ts";

/** Longer names are never learned: an event that has one stays a stranger. */
const MAX_NAME = 200;

/** One path of a contract's documents, with what was learned of it. All items of a list share one. */
export interface PathNode {
  /** RFC 6901 pointer, with `*` for items. */
  readonly pattern: string;
  /** The same, with `*` also for names that are data themselves: undeclared ones within hidden data. */
  readonly shown: string;
  readonly name: string;
  readonly outer: PathNode | undefined;
  readonly place: Place;
  readonly isNumeric: boolean;
  readonly sentinels: readonly string[];
  readonly members: Map<string, PathNode>;
  /** The one path of all items. */
  item: PathNode | undefined;
  /** Types that are no news here: declared, or learned. */
  types: TypeSet;
  /** How often a value of each type was learned, in the order of `valueTypes`: how rare words among numbers are, say. */
  readonly counts: number[];
  /** How often any value was learned, and how often an object. */
  seen: number;
  objects: number;
  /** How many members every learned object had. */
  constantMembers: number;
  /** Steps, as histograms have them, of the smallest and the largest number learned. */
  lowest: number;
  highest: number;
}

export interface Paths {
  readonly root: PathNode;
  /** The path of a member, or `undefined` for a name that no schema knows and that was not learned. Nothing is kept. */
  readonly peekMember: (node: PathNode, name: string) => PathNode | undefined;
  readonly peekItem: (node: PathNode) => PathNode;
  /** The same, kept from now on, or `undefined` where there is no room for it. */
  readonly learnMember: (node: PathNode, name: string) => PathNode | undefined;
  readonly learnItem: (node: PathNode) => PathNode | undefined;
  /** Every path that was kept, outer ones first. */
  readonly all: () => readonly PathNode[];
  /** A name that no schema knows found no room: what was never learned can no longer be told from what was. */
  readonly hasOverflowed: () => boolean;
}

export interface PathsOptions {
  readonly maxPaths: number;
  readonly overflowed: boolean;
}

/** Keeps at most `maxPaths` paths, with names of at most 200 characters. */
export function createPaths(places: Places, { maxPaths, overflowed }: PathsOptions): Paths {
  const root = createNode(places.root, "");
  const kept = new Set([root]);
  let hasOverflowed = overflowed;

  const keep = (node: PathNode, attach: () => void): PathNode | undefined => {
    if (kept.has(node)) return node;
    if (kept.size >= maxPaths || !isLearnable(node.name)) return undefined;
    kept.add(node);
    attach();
    return node;
  };
  const makeMember = (outer: PathNode, name: string): PathNode =>
    outer.members.get(name) ?? createNode(places.member(outer.place, name), name, outer);
  const makeItem = (outer: PathNode): PathNode => outer.item ?? createNode(places.item(outer.place), "*", outer);
  return {
    root,
    peekMember: (outer, name) => {
      const known = outer.members.get(name);
      if (known) return known;
      const node = makeMember(outer, name);
      return node.place.schemas.length > 0 ? node : undefined;
    },
    peekItem: makeItem,
    learnMember: (outer, name) => {
      const node = makeMember(outer, name);
      const learned = keep(node, () => outer.members.set(name, node));
      hasOverflowed ||= !learned && isLearnable(name) && node.place.schemas.length === 0;
      return learned;
    },
    learnItem: (outer) => {
      const node = makeItem(outer);
      return keep(node, () => {
        outer.item = node;
      });
    },
    all: () => [...kept],
    hasOverflowed: () => hasOverflowed,
  };
}

/** Names that are learned; others are news every time. */
export const isLearnable = (name: string): boolean => name.length <= MAX_NAME && name !== "__proto__";

function createNode(place: Place, name: string, outer?: PathNode): PathNode {
  return {
    pattern: outer ? appendToken(outer.pattern, name) : "",
    shown: outer ? appendToken(outer.shown, place.untold ? "*" : shorten(name)) : "",
    name,
    outer,
    place,
    sentinels: place.annotations.sentinels,
    isNumeric: isNumericPlace(place),
    members: new Map(),
    item: undefined,
    types: declaredTypes(place),
    counts: valueTypes.map(() => 0),
    seen: 0,
    objects: 0,
    constantMembers: 0,
    lowest: STEPS,
    highest: -1,
  };
}
