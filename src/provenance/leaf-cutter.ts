import { appendToken, type JsonObject, type JsonValue, parsePointer } from "../foundation/index.ts";
import { ProvenanceError } from "./errors.ts";
import { type PatternPlace, patternPlace } from "./pattern-place.ts";

/** Data cut into the members that stand alone, in the order of their pointers, and what is left without them. */
export interface CutData {
  readonly leaves: readonly CutLeaf[];
  readonly rest: JsonValue;
}

export interface CutLeaf {
  readonly pointer: string;
  readonly value: JsonValue;
}

/**
 * Reads pointer patterns once, and then cuts data after data along them in one walk.
 *
 * @param patterns RFC 6901 with `*` for every item or member; the empty one names the whole, which is a leaf anyway.
 * @returns a cutter; it throws `disclosures_malformed` for leaves within one another, or items of a list.
 * @throws {FoundationError} `pointer_malformed`
 */
export function leafCutter(patterns: readonly string[]): (data: JsonValue) => CutData {
  const root = patternPlace(patterns.filter((pattern) => pattern !== "").map(parsePointer));
  return (data) => {
    const leaves: CutLeaf[] = [];
    const rest = cut(data, root, "", leaves);
    return { leaves: inOrder(leaves), rest };
  };
}

/** Answers a value without its leaves, which are added to `leaves`. What no pattern enters is not copied. */
function cut(value: JsonValue, place: PatternPlace, pointer: string, leaves: CutLeaf[]): JsonValue {
  if (typeof value !== "object" || value === null || !place.leadsOn) return value;
  return Array.isArray(value)
    ? value.map((item, at) => cutItem(item, place.to(String(at)), `${pointer}/${at}`, leaves))
    : cutObject(value as JsonObject, place, pointer, leaves);
}

function cutItem(item: JsonValue, place: PatternPlace | undefined, pointer: string, leaves: CutLeaf[]): JsonValue {
  if (place?.isLeaf) throw malformed(`\`${pointer}\` is an item of a list: only members of objects can be redacted`);
  return place ? cut(item, place, pointer, leaves) : item;
}

function cutObject(value: JsonObject, place: PatternPlace, pointer: string, leaves: CutLeaf[]): JsonObject {
  const kept: [string, JsonValue][] = [];
  for (const name of Object.keys(value)) {
    const member = value[name] as JsonValue;
    const next = place.to(name);
    if (next?.isLeaf) cutLeaf(member, next, appendToken(pointer, name), leaves);
    else kept.push([name, next ? cut(member, next, appendToken(pointer, name), leaves) : member]);
  }
  return Object.fromEntries(kept);
}

function cutLeaf(value: JsonValue, place: PatternPlace, pointer: string, leaves: CutLeaf[]): void {
  leaves.push({ pointer, value });
  const own = leaves.length;
  cut(value, place, pointer, leaves);
  const within = leaves[own];
  if (within) throw malformed(`\`${within.pointer}\` lies within \`${pointer}\`: list one of them`);
}

/** By UTF-16 code units. Most data comes sorted already. */
function inOrder(leaves: CutLeaf[]): readonly CutLeaf[] {
  for (let at = 1; at < leaves.length; at++) {
    if ((leaves[at - 1] as CutLeaf).pointer > (leaves[at] as CutLeaf).pointer)
      return leaves.sort((left, right) => (left.pointer < right.pointer ? -1 : 1));
  }
  return leaves;
}

const malformed = (problem: string): ProvenanceError =>
  new ProvenanceError("disclosures_malformed", `disclosures: ${problem}`, { problem });
