import type { JsonObject, JsonValue } from "../foundation/index.ts";
import { type CutPlace, cutPlace } from "./cut-place.ts";
import { ProvenanceError } from "./errors.ts";

/** Data cut into the members that stand alone, in the order of their pointers, and what is left without them. */
export interface CutData {
  readonly leaves: readonly CutLeaf[];
  readonly rest: JsonValue;
}

export interface CutLeaf {
  readonly place: CutPlace;
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
  const root = cutPlace(patterns);
  const inOrder = sorter();
  return (data) => {
    const leaves: CutLeaf[] = [];
    const rest = cut(data, root, leaves);
    return { leaves: inOrder(leaves), rest };
  };
}

/** Answers a value without its leaves, which are added to `leaves`. What no pattern enters is not copied. */
function cut(value: JsonValue, place: CutPlace, leaves: CutLeaf[]): JsonValue {
  if (typeof value !== "object" || value === null || !place.leadsOn) return value;
  return Array.isArray(value)
    ? value.map((item, at) => cutItem(item, place.to(String(at)), leaves))
    : cutObject(value as JsonObject, place, leaves);
}

function cutItem(item: JsonValue, place: CutPlace | undefined, leaves: CutLeaf[]): JsonValue {
  if (place?.isLeaf)
    throw malformed(`\`${place.pointer}\` is an item of a list: only members of objects can be redacted`);
  return place ? cut(item, place, leaves) : item;
}

function cutObject(value: JsonObject, place: CutPlace, leaves: CutLeaf[]): JsonObject {
  const kept: [string, JsonValue][] = [];
  for (const name of Object.keys(value)) {
    const member = value[name] as JsonValue;
    const next = place.to(name);
    if (next?.isLeaf) cutLeaf(member, next, leaves);
    else kept.push([name, next ? cut(member, next, leaves) : member]);
  }
  return Object.fromEntries(kept);
}

function cutLeaf(value: JsonValue, place: CutPlace, leaves: CutLeaf[]): void {
  leaves.push({ place, value });
  const own = leaves.length;
  cut(value, place, leaves);
  const within = leaves[own];
  if (within) throw malformed(`\`${within.place.pointer}\` lies within \`${place.pointer}\`: list one of them`);
}

/** Sorts leaves by their pointers' UTF-16 code units. Data after data is of one shape: then the last order is good again. */
function sorter(): (leaves: readonly CutLeaf[]) => readonly CutLeaf[] {
  let last: readonly CutPlace[] = [];
  let order: readonly number[] = [];
  return (leaves) => {
    if (!isOf(last, leaves)) {
      last = leaves.map(({ place }) => place);
      order = leaves.map((_, at) => at).sort((left, right) => (pointerAt(left) < pointerAt(right) ? -1 : 1));
    }
    return order.map((at) => leaves[at] as CutLeaf);
  };

  function pointerAt(at: number): string {
    return (last[at] as CutPlace).pointer;
  }
}

function isOf(places: readonly CutPlace[], leaves: readonly CutLeaf[]): boolean {
  if (places.length !== leaves.length) return false;
  for (let at = 0; at < places.length; at++) if (places[at] !== leaves[at]?.place) return false;
  return true;
}

const malformed = (problem: string): ProvenanceError =>
  new ProvenanceError("disclosures_malformed", `disclosures: ${problem}`, { problem });
