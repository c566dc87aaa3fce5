import { isJsonObject, type JsonObject, type JsonValue, memberOf } from "../../foundation/index.ts";
import type { TakeValue } from "./detector.ts";
import type { PathNode, Paths, Stratum } from "./paths.ts";
import { createDifference, type Difference, noteMissing, noteStranger, noteType } from "./shape.ts";
import { stepOf } from "./steps.ts";
import { hasType, positionOf, typeOfValue, type ValueType, withType } from "./value-type.ts";

/** What lies deeper is not watched. */
const MAX_DEPTH = 64;

/** What is done on the way through an event. Nothing is allocated for what is known. */
interface Visitor {
  readonly meet: TakeValue;
  readonly itemOf: (node: PathNode) => PathNode | undefined;
  readonly memberOf: (node: PathNode, name: string) => PathNode | undefined;
  /** A member of an object, `undefined` where its path is not known, before it is walked; `at` counts those known before it. */
  readonly enter: (node: PathNode, member: PathNode | undefined, at: number, name: string, value: JsonValue) => void;
  readonly leave: (node: PathNode, object: JsonObject, constantMembers: number) => void;
}

/** Walks an event once, down to where nothing is watched any more. */
function walk(data: JsonValue, root: PathNode, { meet, itemOf, memberOf: find, enter, leave }: Visitor): void {
  const visit = (
    node: PathNode,
    value: JsonValue,
    holder: JsonValue,
    stratum: Stratum | undefined,
    depth: number,
  ): void => {
    meet(node, typeOfValue(value, node), value, holder, stratum);
    if (depth === MAX_DEPTH) return;
    if (Array.isArray(value)) visitItems(node, value, stratum, depth + 1);
    else if (isJsonObject(value)) visitMembers(node, value, stratumOf(node, value) ?? stratum, depth + 1);
  };
  const visitItems = (
    node: PathNode,
    items: readonly JsonValue[],
    stratum: Stratum | undefined,
    depth: number,
  ): void => {
    const item = items.length > 0 ? itemOf(node) : undefined;
    if (item) for (const value of items) visit(item, value, items, stratum, depth);
  };
  const visitMembers = (node: PathNode, object: JsonObject, stratum: Stratum | undefined, depth: number): void => {
    let [constantMembers, at] = [0, 0];
    for (const name in object) {
      const value = object[name] as JsonValue;
      const member = memberInOrder(node, at, name) ?? find(node, name);
      enter(node, member, at, name, value);
      if (!member) continue;
      at += 1;
      visit(member, value, object, stratum, depth);
      if (isConstant(member, node)) constantMembers += 1;
    }
    leave(node, object, constantMembers);
  };
  visit(root, data, data, undefined, 0);
}

/** Looks at an event without learning it, and notes what is not known. Every value at a known path is handed to `look`. */
export function inspectShape(data: JsonValue, paths: Paths, look: TakeValue): Difference {
  const difference = createDifference();
  walk(data, paths.root, {
    meet: (node, type, value, holder, stratum) => {
      if (type !== node.lastType) noteNewType(difference, node, type);
      look(node, type, value, holder, stratum);
    },
    itemOf: paths.peekItem,
    memberOf: paths.peekMember,
    enter: (node, member, _, name, value) => {
      if (!member && !paths.hasOverflowed()) noteStranger(difference, node, name, value);
    },
    leave: (node, object, constantMembers) => {
      if (constantMembers < node.constantMembers) noteMissing(difference, node, object);
    },
  });
  return difference;
}

/** Learns every path, type and size in an accepted event. */
export function learnShape(data: JsonValue, paths: Paths, learn: TakeValue): void {
  walk(data, paths.root, {
    meet: (node, type, value, holder, stratum) => {
      learn(node, type, value, holder, stratum);
      learnType(node, type, value);
    },
    itemOf: paths.learnItem,
    memberOf: paths.learnMember,
    enter: (node, member, at) => {
      if (member) node.order[at] = member;
    },
    leave: (node, _, constantMembers) => {
      node.constantMembers = constantMembers;
    },
  });
}

/** The member that stood at the same position in the last object that was learned, if its name is the same. */
function memberInOrder({ order }: PathNode, at: number, name: string): PathNode | undefined {
  const member = order[at];
  return member?.name === name ? member : undefined;
}

function noteNewType(difference: Difference, node: PathNode, type: ValueType): void {
  if (type === "no value" || node.seen === 0) return;
  if (hasType(node.types, type)) node.lastType = type;
  else noteType(difference, node, type);
}

/** Longer values are no names of anything. */
const MAX_STRATUM = 100;

/** The part of the stream that an object says it belongs to; `undefined` where it says nothing. */
function stratumOf({ strata }: PathNode, object: JsonObject): Stratum | undefined {
  if (!strata) return undefined;
  const value = strata.tokens.reduce<JsonValue | undefined>(memberOf, object);
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value);
  return text.length <= MAX_STRATUM ? { value: text, isHidden: strata.isHidden } : undefined;
}

function learnType(node: PathNode, type: ValueType, value: JsonValue): void {
  countType(node, type, 1);
  if (type !== "number" && type !== "decimal text") return;
  const size = Math.abs(Number(value));
  if (size >= node.smallest && size <= node.largest) return;
  const step = stepOf(size);
  if (step === undefined) return;
  node.smallest = Math.min(node.smallest, size);
  node.largest = Math.max(node.largest, size);
  node.lowest = Math.min(node.lowest, step);
  node.highest = Math.max(node.highest, step);
}

/** Counts values of a type that were learned at a path. */
export function countType(node: PathNode, type: ValueType, times: number): void {
  const at = positionOf(type);
  const before = node.counts[at] ?? 0;
  node.counts[at] = before + times;
  node.seen += times;
  if (type === "object") node.objects += times;
  if (before === 0 && times > 0) node.types = withType(node.types, type);
}

/** Whether every object learned at a path had this member. */
export const isConstant = (member: PathNode, outer: PathNode): boolean =>
  member.seen > 0 && member.seen === outer.objects;

export function countConstant(node: PathNode): number {
  let constant = 0;
  for (const member of node.members.values()) if (isConstant(member, node)) constant += 1;
  return constant;
}
