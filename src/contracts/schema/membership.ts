import { isJsonObject, type JsonValue } from "../../foundation/index.ts";

/** Whether a value is one of these, in one look at a table however many they are. */
export function isOneOf(values: readonly JsonValue[]): (value: JsonValue) => boolean {
  const scalars = new Set(values.filter((value) => !isComposite(value)));
  const composites = new Set(values.filter(isComposite).map(textOf));
  return (value) => (isComposite(value) ? composites.size > 0 && composites.has(textOf(value)) : scalars.has(value));
}

/** The places of two equal items. */
export interface Repeat {
  readonly i: number;
  readonly j: number;
}

/** The first item that was there before. In linear time: the list may come from anyone. */
export function findRepeat(items: readonly JsonValue[]): Repeat | undefined {
  const places = new Map<JsonValue, number>();
  for (const [i, item] of items.entries()) {
    const key = keyOf(item);
    const j = places.get(key);
    if (j !== undefined) return { i, j };
    places.set(key, i);
  }
  return undefined;
}

const isComposite = (value: JsonValue): boolean => typeof value === "object" && value !== null;

/** Equal for equal values, and for no others: composites as text, which texts themselves are told from by a first letter. */
function keyOf(value: JsonValue): JsonValue {
  if (typeof value === "string") return `"${value}`;
  return isComposite(value) ? textOf(value) : value;
}

/** JSON with the members of every object in one order. */
function textOf(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${textOf(value[name] as JsonValue)}`).join()}}`;
}
