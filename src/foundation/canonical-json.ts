import { FoundationError } from "./errors.ts";
import type { JsonProfile, JsonValue } from "./json.ts";
import { appendToken } from "./pointer.ts";

export interface CanonicalJsonOptions {
  /** `rfc8259` allows integers beyond 2^53 - 1, as RFC 8785 does; `strict`, the default, refuses them. */
  readonly profile?: JsonProfile;
}

const MAX_DEPTH = 1_000;

/**
 * The one spelling of a JSON value (JCS, RFC 8785): names sorted by UTF-16 code units, numbers as ECMAScript writes
 * them, no white space. What JSON cannot say is refused, never guessed at.
 *
 * @throws {FoundationError} `canonical_unrepresentable` for `undefined`, functions, symbols, bigints, NaN, infinities,
 * sparse arrays, lone surrogates, anything that is no plain object (`Map`, `Date`, class instances), and nesting beyond
 * 1,000 levels, which rings have. Of an object the enumerable members with names count, as for `JSON.stringify`. Each is
 * read once, so that whatever a getter or a proxy answers is what is written.
 */
export function canonicalJson(value: unknown, { profile = "strict" }: CanonicalJsonOptions = {}): string {
  const text = write(value, profile === "strict", 0);
  if (text === undefined) throw unrepresentable(value, profile === "strict");
  return text;
}

/**
 * The value of a text that is in canonical form already, and that `parseJson` would read under the profile `strict`;
 * `undefined` for every other text, whatever is wrong with it. What is spelled as it would be spelled anew holds no name
 * twice, no half of a surrogate pair and no number that a double does not hold, so none of that is looked for again.
 *
 * @param maxDepth Deepest nesting of arrays and objects. Default 64.
 */
export function readCanonicalJson(text: string, maxDepth = 64): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return !text.includes('"__proto__":') && write(value, true, MAX_DEPTH - maxDepth) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

const needsNoEscape = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** The canonical text, or `undefined` for a value that has none: what and where is looked up only then. */
function write(value: unknown, safeIntegers: boolean, depth: number): string | undefined {
  switch (typeof value) {
    case "string":
      return writeText(value);
    case "number":
      return isWritable(value, safeIntegers) ? String(value === 0 ? 0 : value) : undefined;
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (depth >= MAX_DEPTH) return undefined;
      return Array.isArray(value)
        ? writeArray(value, safeIntegers, depth + 1)
        : writeObject(value, safeIntegers, depth + 1);
    default:
      return undefined;
  }
}

function writeText(value: string): string | undefined {
  if (needsNoEscape.test(value)) return `"${value}"`;
  return value.isWellFormed() ? JSON.stringify(value) : undefined;
}

const isWritable = (value: number, safeIntegers: boolean): boolean =>
  Number.isFinite(value) && (!safeIntegers || !Number.isInteger(value) || Number.isSafeInteger(value));

function writeArray(items: readonly unknown[], safeIntegers: boolean, depth: number): string | undefined {
  let text = "[";
  for (let at = 0; at < items.length; at++) {
    const item = write(items[at], safeIntegers, depth);
    if (item === undefined) return undefined;
    text += at === 0 ? item : `,${item}`;
  }
  return `${text}]`;
}

function writeObject(value: object, safeIntegers: boolean, depth: number): string | undefined {
  if (!isPlain(value)) return undefined;
  const names = sortedNames(value);
  let text = "{";
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string;
    const member = write((value as Record<string, unknown>)[name], safeIntegers, depth);
    const written = writtenNames.get(name) ?? writeName(name);
    if (member === undefined || written === undefined) return undefined;
    text += (at === 0 ? written.slice(1) : written) + member;
  }
  return `${text}}`;
}

/**
 * Names with their quotes, a comma before and a colon behind. The same few come again in every event, and to look one up
 * is several times as fast as to write it. At most 1,024 names of at most 64 characters; it starts anew when it is full,
 * for names come from outside.
 */
const writtenNames = new Map<string, string>();
const MOST_NAMES = 1_024;
const LONGEST_NAME = 64;

function writeName(name: string): string | undefined {
  const text = writeText(name);
  if (text === undefined) return undefined;
  const written = `,${text}:`;
  if (writtenNames.size >= MOST_NAMES) writtenNames.clear();
  if (name.length <= LONGEST_NAME) writtenNames.set(name, written);
  return written;
}

/** The default order of `sort` is by UTF-16 code units, which is RFC 8785 §3.2.3. Most objects come sorted already. */
function sortedNames(value: object): readonly string[] {
  const names = Object.keys(value);
  for (let at = 1; at < names.length; at++) {
    if ((names[at - 1] as string) > (names[at] as string))
      return names.length <= FEW_NAMES ? insertionSorted(names, at) : names.sort();
  }
  return names;
}

/** Up to here the plainest way to sort is faster than `sort`; beyond, it takes quadratic time. */
const FEW_NAMES = 24;

/** Sorts names of which the first `sorted` are in order. `<` compares text by UTF-16 code units, as `sort` does. */
function insertionSorted(names: string[], sorted: number): readonly string[] {
  for (let at = sorted; at < names.length; at++) {
    const name = names[at] as string;
    let to = at;
    for (; to > 0 && (names[to - 1] as string) > name; to--) names[to] = names[to - 1] as string;
    names[to] = name;
  }
  return names;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Plain objects of another realm have another `Object.prototype`; its own prototype is null all the same.
  const plain = prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
  // `Math`, `JSON` and `arguments` have the prototype of a plain object, and are none.
  return plain && !(value as Tagged)[Symbol.toStringTag] && !(value as Tagged)[Symbol.iterator];
}

interface Tagged {
  readonly [Symbol.toStringTag]?: unknown;
  readonly [Symbol.iterator]?: unknown;
}

function unrepresentable(value: unknown, safeIntegers: boolean): FoundationError {
  const { path, kind } = locate(value, safeIntegers, "", 0) ?? { path: "", kind: "value" };
  const advice = kind === "an unsafe integer" ? ": send it as decimal text" : "";
  return new FoundationError("canonical_unrepresentable", `JSON cannot say ${kind} at \`${path}\`${advice}`, {
    path,
    kind,
  });
}

interface Place {
  readonly path: string;
  readonly kind: string;
}

function locate(value: unknown, safeIntegers: boolean, path: string, depth: number): Place | undefined {
  if (depth > MAX_DEPTH) return { path: "", kind: "deeper nesting than 1,000 levels" };
  if (typeof value !== "object" || value === null) {
    return write(value, safeIntegers, 0) === undefined ? { path, kind: kindOf(value) } : undefined;
  }
  if (!Array.isArray(value) && !isPlain(value)) return { path, kind: `a ${nameOfSpecial(value)}` };
  const members = Array.isArray(value)
    ? Array.from(value, (item, at) => [String(at), item] as const)
    : Object.entries(value);
  for (const [name, member] of members) {
    const found = name.isWellFormed()
      ? locate(member, safeIntegers, appendToken(path, name), depth + 1)
      : { path, kind: "a name with half a surrogate pair" };
    if (found) return found;
  }
  return undefined;
}

function nameOfSpecial({ constructor: made }: object): string {
  const name: unknown = typeof made === "function" ? made.name : undefined;
  return typeof name === "string" && name !== "" && name !== "Object" ? name : "special object";
}

function kindOf(value: unknown): string {
  if (typeof value === "string") return "half a surrogate pair";
  if (typeof value === "number") return Number.isFinite(value) ? "an unsafe integer" : String(value);
  return value === undefined ? "undefined" : `a ${typeof value}`;
}
