import {
  canonicalJson,
  fromBase64url,
  fromUtf8,
  type JsonObject,
  type JsonValue,
  toBase64url,
  utf8,
} from "../../../src/foundation/index.ts";

/**
 * A bundle as a tree: objects, lists and scalars, and in the texts that are documents themselves (statements, headers,
 * entries: base64url of JSON; checkpoints: lines) their members, too. A step into such a text is written `!`.
 */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly value: JsonValue;
}

const encoded = new Set(["payload", "protected", "entry"]);

/** Every place in a value, outermost first. */
export function* placesIn(value: JsonValue, path: readonly (string | number)[] = []): Iterable<Place> {
  yield { path, value };
  const inner = innerOf(value, path);
  if (inner !== undefined) yield* placesIn(inner, [...path, "!"]);
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* placesIn(item, [...path, at]);
  else if (typeof value === "object" && value !== null)
    for (const [name, member] of Object.entries(value as JsonObject)) yield* placesIn(member, [...path, name]);
}

/** The document in a text, where there is one. */
function innerOf(value: JsonValue, path: readonly (string | number)[]): JsonValue | undefined {
  if (typeof value !== "string" || path.includes("event") || path.includes("!")) return undefined;
  const [before, last] = path.slice(-2);
  if (last === "checkpoint") return value.split("\n");
  if (encoded.has(String(last)) || before === "entries") return JSON.parse(fromUtf8(fromBase64url(value)));
  return undefined;
}

const outerOf = (inner: JsonValue, name: string | number | undefined): string =>
  name === "checkpoint" ? (inner as readonly string[]).join("\n") : toBase64url(utf8(canonicalJson(inner)));

/** The value with another one at a path; `undefined` takes what is there away. */
export function altered(value: JsonValue, path: readonly (string | number)[], to: JsonValue | undefined): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return to as JsonValue;
  return Array.isArray(value)
    ? alteredList(value, Number(step), rest, to)
    : alteredObject(value as JsonObject, String(step), rest, to);
}

function alteredList(
  list: readonly JsonValue[],
  at: number,
  rest: Place["path"],
  to: JsonValue | undefined,
): JsonValue {
  if (rest.length === 0) return to === undefined ? list.toSpliced(at, 1) : list.with(at, to);
  return list.with(at, inside(list[at] as JsonValue, "entries", rest, to));
}

function alteredObject(object: JsonObject, name: string, rest: Place["path"], to: JsonValue | undefined): JsonValue {
  const { [name]: member, ...others } = object;
  if (rest.length === 0) return to === undefined ? others : { ...object, [name]: to };
  return { ...object, [name]: inside(member as JsonValue, name, rest, to) };
}

function inside(value: JsonValue, name: string, [step, ...rest]: Place["path"], to: JsonValue | undefined): JsonValue {
  if (step !== "!") return altered(value, [step as string, ...rest], to);
  const inner =
    name === "checkpoint" ? (value as string).split("\n") : JSON.parse(fromUtf8(fromBase64url(value as string)));
  return outerOf(altered(inner, rest, to), name);
}

/** The value at a path, or `undefined`. */
export function valueAtPath(value: JsonValue, path: Place["path"]): JsonValue | undefined {
  for (const { path: other, value: found } of placesIn(value)) if (other.join("/") === path.join("/")) return found;
  return undefined;
}
