import { appendToken, memberOf, parsePointer } from "../../foundation/index.ts";
import type { Place, Places } from "../schema/place.ts";
import { shorten } from "../text.ts";
import { STEPS } from "./steps.ts";
import { declaredTypes, isNumericPlace, type TypeSet, type ValueType, valueTypes } from "./value-type.ts";

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
  /** Declared to be a date, or a time. */
  readonly time: "date" | "date-time" | undefined;
  /** Where the objects at this path say which part of the stream they belong to (`x-strata`). */
  readonly strata: Strata | undefined;
  readonly sentinels: readonly string[];
  readonly members: Map<string, PathNode>;
  /** The one path of all items. */
  item: PathNode | undefined;
  /** The members of the last object here, in its order: most objects are like the one before. */
  readonly order: PathNode[];
  /** What each detector keeps here, by its position. */
  readonly slots: unknown[];
  /** Types that are no news here: declared, or learned. The last one that was found among them. */
  types: TypeSet;
  lastType: ValueType | undefined;
  /** How often a value of each type was learned, in the order of `valueTypes`: how rare words among numbers are, say. */
  readonly counts: number[];
  /** How often any value was learned, and how often an object. */
  seen: number;
  objects: number;
  /** How many members every learned object had. */
  constantMembers: number;
  /** Steps of the smallest and the largest number learned; and sizes between which a number changes neither. */
  lowest: number;
  highest: number;
  smallest: number;
  largest: number;
}

/** A part of the stream whose numbers are compared among themselves: one carrier's, one article's. */
export interface Stratum {
  readonly value: string;
  /** Classified confidential or personal: it is not told. */
  readonly isHidden: boolean;
}

export interface Strata {
  readonly tokens: readonly string[];
  readonly isHidden: boolean;
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
  /** Paths that others who share the memory leave. */
  readonly room?: { left: number };
}

/** Keeps at most `maxPaths` paths, with names of at most 200 characters. */
export function createPaths(places: Places, { maxPaths, overflowed, room = { left: maxPaths } }: PathsOptions): Paths {
  const root = createNode(places, places.root, "");
  const kept = new Set([root]);
  let hasOverflowed = overflowed;

  const keep = (node: PathNode, attach: () => void): PathNode | undefined => {
    if (kept.has(node)) return node;
    if (kept.size >= maxPaths || room.left <= 0 || !isLearnable(node.name)) return undefined;
    kept.add(node);
    room.left -= 1;
    attach();
    return node;
  };
  const makeMember = (outer: PathNode, name: string): PathNode =>
    outer.members.get(name) ?? createNode(places, places.member(outer.place, name), name, outer);
  const makeItem = (outer: PathNode): PathNode =>
    outer.item ?? createNode(places, places.item(outer.place), "*", outer);
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

function strataOf(place: Place, places: Places): Strata | undefined {
  const [pointer] = place.annotations.strata;
  if (pointer === undefined) return undefined;
  const tokens = parsePointer(pointer);
  const target = tokens.reduce((outer, token) => places.member(outer, token), place);
  return { tokens, isHidden: target.hidden };
}

const timeOf = ({ schemas }: Place): "date" | "date-time" | undefined => {
  const formats = schemas.map((schema) => memberOf(schema, "format"));
  return (["date-time", "date"] as const).find((format) => formats.includes(format));
};

function createNode(places: Places, place: Place, name: string, outer?: PathNode): PathNode {
  return {
    pattern: outer ? appendToken(outer.pattern, name) : "",
    shown: outer ? appendToken(outer.shown, place.untold ? "*" : shorten(name)) : "",
    name,
    outer,
    place,
    sentinels: place.annotations.sentinels,
    isNumeric: isNumericPlace(place),
    time: timeOf(place),
    strata: strataOf(place, places),
    members: new Map(),
    item: undefined,
    order: [],
    slots: [],
    types: declaredTypes(place),
    lastType: undefined,
    counts: valueTypes.map(() => 0),
    seen: 0,
    objects: 0,
    constantMembers: 0,
    lowest: STEPS,
    highest: -1,
    smallest: Number.POSITIVE_INFINITY,
    largest: 0,
  };
}
