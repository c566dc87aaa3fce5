import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";
import { memberOf, parsePointer } from "./pointer.ts";

/** Pointers as the tree of their tokens: one walk through a document meets all of them, however many they are. */
interface PointerTree {
  /** A pointer ends here. */
  readonly isEnd: boolean;
  readonly steps: ReadonlyMap<string, PointerTree>;
}

interface Growing extends PointerTree {
  isEnd: boolean;
  readonly steps: Map<string, Growing>;
}

const seed = (): Growing => ({ isEnd: false, steps: new Map() });

/** @throws {FoundationError} `pointer_malformed` */
function pointerTree(pointers: readonly string[]): PointerTree {
  const root = seed();
  for (const pointer of pointers) {
    let place = root;
    for (const token of parsePointer(pointer)) {
      const next = place.steps.get(token) ?? seed();
      place.steps.set(token, next);
      place = next;
    }
    place.isEnd = true;
  }
  return root;
}

/**
 * A copy of the document without the object member at each pointer. Array items stay where they are.
 *
 * @throws {FoundationError} `pointer_malformed`
 */
export const withoutMembers = (document: JsonValue, pointers: readonly string[]): JsonValue =>
  without(document, pointerTree(pointers));

function without(value: JsonValue, { steps }: PointerTree): JsonValue {
  if (steps.size === 0) return value;
  if (Array.isArray(value)) {
    return value.map((item, at) => {
      const step = steps.get(String(at));
      return step ? without(item, step) : item;
    });
  }
  if (!isJsonObject(value)) return value;
  const kept: [string, JsonValue][] = [];
  for (const name of Object.keys(value)) {
    const [member, step] = [value[name] as JsonValue, steps.get(name)];
    if (!step) kept.push([name, member]);
    else if (!step.isEnd) kept.push([name, without(member, step)]);
  }
  return Object.fromEntries(kept) as JsonObject;
}

const nowhere = seed();

/**
 * What lies at the pointers, and only the objects and lists that lead there. An item of a list that leads to none keeps
 * its place, empty.
 *
 * @param pointers to values that are there.
 * @throws {FoundationError} `pointer_malformed`
 */
export const onlyMembers = (document: JsonValue, pointers: readonly string[]): JsonValue =>
  only(document, pointerTree(pointers));

function only(value: JsonValue, { isEnd, steps }: PointerTree): JsonValue {
  if (isEnd) return value;
  if (Array.isArray(value)) return value.map((item, at) => only(item, steps.get(String(at)) ?? nowhere));
  const members = [...steps].map(([name, step]) => [name, only(memberOf(value, name) as JsonValue, step)]);
  return Object.fromEntries(members) as JsonObject;
}
