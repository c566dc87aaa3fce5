import { expectBase64url } from "./bytes.ts";
import { isSha256Hex } from "./digest.ts";
import { type FoundationError, FoundationError as Malformed } from "./errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";
import { parseInstant } from "./time.ts";

/** Reads one value of a document of ours, or throws {@link ShapeProblem} naming the place and what belongs there. */
export type Shape<Value> = (value: unknown, path: string) => Value;

class ShapeProblem extends Error {
  readonly path: string;
  readonly expected: string;
  constructor(path: string, expected: string) {
    super(expected);
    this.path = path;
    this.expected = expected;
  }
}

const refuse = (path: string, expected: string): never => {
  throw new ShapeProblem(path, expected);
};

const check =
  <Value>(expected: string, is: (value: unknown) => value is Value): Shape<Value> =>
  (value, path) =>
    is(value) ? value : refuse(path, expected);

export const text: Shape<string> = check("text", (value): value is string => typeof value === "string");
export const flag: Shape<boolean> = check("true or false", (value): value is boolean => typeof value === "boolean");
export const count: Shape<number> = check(
  "a whole number from 0",
  (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
);
export const finite: Shape<number> = check("a number", (value): value is number => Number.isFinite(value));
/** A whole number from one to another, both included. */
export const countFrom = (least: number, most: number): Shape<number> =>
  check(
    `a whole number from ${least} to ${most}`,
    (value): value is number => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
  );
export const anyJson: Shape<JsonValue> = (value) => value as JsonValue;
export const jsonObject: Shape<JsonObject> = check("an object", isJsonObject);

export const matching = (pattern: RegExp, expected: string): Shape<string> =>
  check(expected, (value): value is string => typeof value === "string" && pattern.test(value));

export const satisfying = <Value extends string>(expected: string, is: (value: string) => boolean): Shape<Value> =>
  check(expected, (value): value is Value => typeof value === "string" && is(value));

export const oneOf = <const Value extends string | number>(...values: readonly Value[]): Shape<Value> =>
  check(values.map((value) => `\`${value}\``).join(" or "), (value): value is Value => values.includes(value as Value));

export const listOf =
  <Item>(item: Shape<Item>): Shape<readonly Item[]> =>
  (value, path) =>
    Array.isArray(value) ? value.map((entry, at) => item(entry, `${path}/${at}`)) : refuse(path, "a list");

export const mapOf =
  <Item>(item: Shape<Item>): Shape<Readonly<Record<string, Item>>> =>
  (value, path) =>
    isJsonObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, item(entry, `${path}/${name}`)]))
      : refuse(path, "an object");

export const instant: Shape<string> = satisfying(
  "an RFC 3339 time with a zone",
  (value) => parseInstant(value) !== undefined,
);
export const sha256: Shape<string> = satisfying("64 lower-case hexadecimal digits", isSha256Hex);

/** @throws {FoundationError} `bytes_encoding` for text that is not canonical base64url. */
export const base64url: Shape<string> = (value, path) => expectBase64url(text(value, path));

type Members = Readonly<Record<string, Shape<unknown>>>;
type Read<Required extends Members, Optional extends Members> = {
  readonly [Name in keyof Required]: ReturnType<Required[Name]>;
} & {
  readonly [Name in keyof Optional]?: ReturnType<Optional[Name]>;
};

/** An object with exactly these members: one that is not listed is refused, so that nothing rides along unread. */
export const closed = <Required extends Members, Optional extends Members = Record<never, never>>(
  required: Required,
  optional: Optional = {} as Optional,
): Shape<Read<Required, Optional>> => {
  const shapes = { ...required, ...optional } as Members;
  const must = Object.keys(required);
  const all = Object.keys(shapes);
  const each = Object.values(shapes);
  const known = new Set(all);
  // Every event and envelope comes through here several times: counting loops, a set and a list take a third of the time
  // of iterators and of looking names up in an object.
  return (value, path) => {
    if (!isJsonObject(value)) return refuse(path, "an object");
    const names = Object.keys(value);
    for (let at = 0; at < names.length; at++) {
      if (!known.has(names[at] as string)) refuse(`${path}/${names[at]}`, "no such member");
    }
    const read: Record<string, unknown> = {};
    for (let at = 0; at < all.length; at++) {
      const name = all[at] as string;
      if (Object.hasOwn(value, name)) read[name] = (each[at] as Shape<unknown>)(value[name], `${path}/${name}`);
      else if (at < must.length) refuse(`${path}/${name}`, "a member that is missing");
    }
    return read as Read<Required, Optional>;
  };
};

/**
 * Reads a document of ours that carries a `formatVersion`, after asking for the version: a newer one is not wrong, it
 * is unknown.
 *
 * @throws {FoundationError} `newer_format`, `format_malformed`
 */
export function readFormat<Value>(format: string, supported: number, shape: Shape<Value>, value: unknown): Value {
  refuseNewerFormat(format, supported, value);
  return readShape(format, shape, value);
}

function refuseNewerFormat(format: string, supported: number, value: unknown): void {
  const formatVersion = isJsonObject(value) ? value.formatVersion : undefined;
  if (!Number.isSafeInteger(formatVersion) || (formatVersion as number) <= supported) return;
  const details = { format, formatVersion: formatVersion as number, supported };
  const message = `this ${format} has formatVersion ${details.formatVersion}; this release reads up to ${supported}: update it to read the document`;
  throw new Malformed("newer_format", message, details);
}

/** Reads a document without a version of its own. @throws {FoundationError} `format_malformed` */
export function readShape<Value>(format: string, shape: Shape<Value>, value: unknown): Value {
  try {
    return shape(value, "");
  } catch (problem) {
    if (!(problem instanceof ShapeProblem)) throw problem;
    throw malformed(format, problem.path, problem.expected);
  }
}

const malformed = (format: string, path: string, expected: string): FoundationError =>
  new Malformed(
    "format_malformed",
    `not ${/^[aeiou]/i.test(format) ? "an" : "a"} ${format}: at \`${path}\`, expected ${expected}`,
    {
      format,
      path,
      problem: `expected ${expected}`,
    },
  );

/** Makes a document of ours unchangeable, with everything in it. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}

/** Whether nothing in a value can ever change: what was once worked out of it stays right. */
export function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "function";
  // A getter may answer anything, and is frozen all the same.
  return (
    Object.isFrozen(value) &&
    Object.values(Object.getOwnPropertyDescriptors(value)).every(
      (property) => Object.hasOwn(property, "value") && isDeepFrozen(property.value),
    )
  );
}
