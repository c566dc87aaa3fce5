import { isJsonObject, type JsonObject, type JsonValue, memberOf } from "../../foundation/index.ts";
import type { TakeValue } from "./detector.ts";
import type { PathNode, Paths, Stratum } from "./paths.ts";
import { createDifference, type Difference, noteMissing, noteStranger, noteType } from "./shape.ts";
import { stepOf } from "./steps.ts";
import { hasType, positionOf, typeOfValue, type ValueType, withType } from "./value-type.ts";

/** What lies deeper is not watched. */
const MAX_DEPTH = 64;

/**
 * Walks an event once, past what is known without allocating anything, and notes what is not. Every value at a known
 * path is handed to `look`.
 */
export function inspectShape(data: JsonValue, paths: Paths, look: TakeValue): Difference {
  const difference = createDifference();
  const visit = (
    node: PathNode,
    value: JsonValue,
    holder: JsonValue,
    stratum: Stratum | undefined,
    depth: number,
  ): void => {
    const type = typeOfValue(value, node);
    if (type !== node.lastType) noteNewType(difference, node, type);
    look(node, type, value, holder, stratum);
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
    const item = items.length > 0 ? paths.peekItem(node) : node;
    for (const value of items) visit(item, value, items, stratum, depth);
  };
  const visitMembers = (node: PathNode, object: JsonObject, stratum: Stratum | undefined, depth: number): void => {
    let constantMembers = 0;
    let at = 0;
    for (const name in object) {
      const value = object[name] as JsonValue;
      const member = memberInOrder(node, at++, name) ?? paths.peekMember(node, name);
      if (member) visit(member, value, object, stratum, depth);
      else if (!paths.hasOverflowed()) noteStranger(difference, node, name, value);
      if (member && isConstant(member, node)) constantMembers += 1;
    }
    if (constantMembers < node.constantMembers) noteMissing(difference, node, object);
  };
  visit(paths.root, data, data, undefined, 0);
  return difference;
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

/** Walks an accepted event and learns every path, type and size in it. */
export function learnShape(data: JsonValue, paths: Paths, learn: TakeValue): void {
  const visit = (
    node: PathNode,
    value: JsonValue,
    holder: JsonValue,
    stratum: Stratum | undefined,
    depth: number,
  ): void => {
    const type = typeOfValue(value, node);
    learn(node, type, value, holder, stratum);
    learnType(node, type, value);
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
    const item = items.length > 0 ? paths.learnItem(node) : undefined;
    if (item) for (const value of items) visit(item, value, items, stratum, depth);
  };
  const visitMembers = (node: PathNode, object: JsonObject, stratum: Stratum | undefined, depth: number): void => {
    let [constantMembers, at] = [0, 0];
    for (const name in object) {
      const member = memberInOrder(node, at, name) ?? paths.learnMember(node, name);
      if (!member) continue;
      node.order[at++] = member;
      visit(member, object[name] as JsonValue, object, stratum, depth);
      if (isConstant(member, node)) constantMembers += 1;
    }
    node.constantMembers = constantMembers;
  };
  visit(paths.root, data, data, undefined, 0);
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
  node.counts[at] = (node.counts[at] ?? 0) + times;
  node.seen += times;
  if (type === "object") node.objects += times;
  if (times > 0) node.types = withType(node.types, type);
}

/** Whether every object learned at a path had this member. */
export const isConstant = (member: PathNode, outer: PathNode): boolean =>
  member.seen > 0 && member.seen === outer.objects;

export function countConstant(node: PathNode): number {
  let constant = 0;
  for (const member of node.members.values()) if (isConstant(member, node)) constant += 1;
  return constant;
}
