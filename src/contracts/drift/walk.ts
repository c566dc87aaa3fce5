import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";
import type { TakeValue } from "./detector.ts";
import { stepOf } from "./histogram.ts";
import type { PathNode, Paths } from "./paths.ts";
import { createDifference, type Difference, noteMissing, noteStranger, noteType } from "./shape.ts";
import { hasType, setOf, typeOfValue, type ValueType, valueTypes } from "./value-type.ts";

/** What lies deeper is not watched. */
const MAX_DEPTH = 64;

/**
 * Walks an event once, past what is known without allocating anything, and notes what is not. Every value at a known
 * path is handed to `look`.
 */
export function inspectShape(data: JsonValue, paths: Paths, look: TakeValue): Difference {
  const difference = createDifference();
  const visit = (node: PathNode, value: JsonValue, holder: JsonValue, depth: number): void => {
    const type = typeOfValue(value, node);
    if (type !== "no value" && node.seen > 0 && !hasType(node.types, type)) noteType(difference, node, type);
    look(node, type, value, holder);
    if (depth === MAX_DEPTH) return;
    if (Array.isArray(value)) visitItems(node, value, depth + 1);
    else if (isJsonObject(value)) visitMembers(node, value, depth + 1);
  };
  const visitItems = (node: PathNode, items: readonly JsonValue[], depth: number): void => {
    const item = items.length > 0 ? paths.peekItem(node) : node;
    for (const value of items) visit(item, value, items, depth);
  };
  const visitMembers = (node: PathNode, object: JsonObject, depth: number): void => {
    let constantMembers = 0;
    for (const name of Object.keys(object)) {
      const value = object[name] as JsonValue;
      const member = paths.peekMember(node, name);
      if (member) visit(member, value, object, depth);
      else if (!paths.hasOverflowed()) noteStranger(difference, node, name, value);
      if (member && isConstant(member, node)) constantMembers += 1;
    }
    if (constantMembers < node.constantMembers) noteMissing(difference, node, object);
  };
  visit(paths.root, data, data, 0);
  return difference;
}

/** Walks an accepted event and learns every path, type and size in it. */
export function learnShape(data: JsonValue, paths: Paths, learn: TakeValue): void {
  const visit = (node: PathNode, value: JsonValue, holder: JsonValue, depth: number): void => {
    const type = typeOfValue(value, node);
    learn(node, type, value, holder);
    learnType(node, type, value);
    if (depth === MAX_DEPTH) return;
    if (Array.isArray(value)) visitItems(node, value, depth + 1);
    else if (isJsonObject(value)) visitMembers(node, value, depth + 1);
  };
  const visitItems = (node: PathNode, items: readonly JsonValue[], depth: number): void => {
    const item = items.length > 0 ? paths.learnItem(node) : undefined;
    if (item) for (const value of items) visit(item, value, items, depth);
  };
  const visitMembers = (node: PathNode, object: JsonObject, depth: number): void => {
    for (const name of Object.keys(object)) {
      const member = paths.learnMember(node, name);
      if (member) visit(member, object[name] as JsonValue, object, depth);
    }
    node.constantMembers = countConstant(node);
  };
  visit(paths.root, data, data, 0);
}

function learnType(node: PathNode, type: ValueType, value: JsonValue): void {
  countType(node, type, 1);
  const step = type === "number" || type === "decimal text" ? stepOf(Number(value)) : undefined;
  if (step === undefined) return;
  node.lowest = Math.min(node.lowest, step);
  node.highest = Math.max(node.highest, step);
}

/** Counts values of a type that were learned at a path. */
export function countType(node: PathNode, type: ValueType, times: number): void {
  const at = valueTypes.indexOf(type);
  node.counts[at] = (node.counts[at] ?? 0) + times;
  node.seen += times;
  if (type === "object") node.objects += times;
  if (times > 0) node.types |= setOf(type);
}

/** Whether every object learned at a path had this member. */
export const isConstant = (member: PathNode, outer: PathNode): boolean =>
  member.seen > 0 && member.seen === outer.objects;

export function countConstant(node: PathNode): number {
  let constant = 0;
  for (const member of node.members.values()) if (isConstant(member, node)) constant += 1;
  return constant;
}
