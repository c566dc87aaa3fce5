import {
  compareDecimals,
  type Decimal,
  isDecimal,
  type JsonValue,
  parseDecimal,
  parseInstant,
} from "../foundation/index.ts";
import { type Kleene, NOT_COMPARABLE, toKleene } from "./kleene.ts";

/**
 * What a policy declares a fact to be. `decimal` reads JSON numbers and decimal text and compares exactly; `instant`
 * reads RFC 3339 with a zone; the others are the JSON types. A value of another type is unknown, never converted.
 */
export type FactType = "text" | "decimal" | "number" | "flag" | "instant" | "list";

/** How one value is read: a declared type, `any` scalar within its JSON type, or merely whether there is a value. */
export type ScalarType = Exclude<FactType, "list"> | "any" | "presence";

/** A value as operators compare it. */
export type Scalar = string | number | boolean | Decimal;
/** An item that could not be read is `undefined`. */
export type List = readonly (Cell | undefined)[];
export type Cell = Scalar | List;

interface ScalarRow {
  readonly words: string;
  /** The value as operators compare it; `undefined` when it is none of this type. */
  readonly read: (raw: unknown) => Scalar | undefined;
  readonly equal: (left: Cell, right: Cell) => Kleene;
  /** These two are asked only where the type has an order. */
  readonly less: (left: Cell, right: Cell) => boolean;
  readonly atMost: (left: Cell, right: Cell) => boolean;
}

const isText = (raw: unknown): raw is string => typeof raw === "string";
const isFlag = (raw: unknown): raw is boolean => typeof raw === "boolean";
const isNumber = (raw: unknown): raw is number => typeof raw === "number" && Number.isFinite(raw);

const byValue: Pick<ScalarRow, "equal" | "less" | "atMost"> = {
  equal: (left, right) => toKleene(left === right),
  less: (left, right) => left < right,
  atMost: (left, right) => left <= right,
};

export const scalarTypes: Readonly<Record<ScalarType, ScalarRow>> = {
  text: { ...byValue, words: "text", read: (raw) => (isText(raw) ? raw : undefined) },
  number: { ...byValue, words: "a number", read: (raw) => (isNumber(raw) ? raw : undefined) },
  flag: { ...byValue, words: "true or false", read: (raw) => (isFlag(raw) ? raw : undefined) },
  instant: {
    ...byValue,
    words: "a time with a zone like `2026-03-31T08:00:00Z`",
    read: (raw) => (isText(raw) ? parseInstant(raw) : undefined),
  },
  decimal: {
    words: "a decimal number like `12.50`",
    read: readDecimal,
    equal: (left, right) => toKleene(orderDecimals(left, right) === 0),
    less: (left, right) => orderDecimals(left, right) < 0,
    atMost: (left, right) => orderDecimals(left, right) <= 0,
  },
  any: {
    ...byValue,
    words: "text, a number, or true or false",
    read: (raw) => (isText(raw) || isFlag(raw) || isNumber(raw) ? raw : undefined),
    equal: (left, right) => (typeof left === typeof right ? toKleene(left === right) : NOT_COMPARABLE),
  },
  presence: { ...byValue, words: "any value", read: (raw) => raw !== undefined && raw !== null },
};

/**
 * A JSON number, or plain text of at most 15 characters, stays a double: up to 15 digits survive the way there and
 * back (IEEE 754), and two doubles are in the order of their shortest decimal texts. Everything else becomes a Decimal.
 */
function readDecimal(raw: unknown): Scalar | undefined {
  if (isNumber(raw)) return raw;
  if (!isText(raw) || !isDecimal(raw)) return undefined;
  return raw.length <= 15 && !/e/i.test(raw) ? Number(raw) : readLongDecimal(raw);
}

function readLongDecimal(text: string): Decimal | undefined {
  try {
    return parseDecimal(text);
  } catch {
    return undefined; // More digits than the foundation reads.
  }
}

function orderDecimals(left: Cell, right: Cell): number {
  if (typeof left === "number" && typeof right === "number") return left < right ? -1 : left > right ? 1 : 0;
  return compareDecimals(toDecimal(left), toDecimal(right));
}

const toDecimal = (cell: Cell): Decimal => (typeof cell === "number" ? parseDecimal(cell) : (cell as Decimal));

/** Items of one fact, in all its nested lists, that are read: beyond that it is unknown. */
export const MAX_ITEMS = 10_000;

/** Reads a value, or lists of values nested `depth` deep; `undefined` when it is something else. */
export function readerOf(type: ScalarType, depth: number): (raw: unknown) => Cell | undefined {
  if (depth === 0) return scalarTypes[type].read;
  const readItem = readerOf(type, depth - 1);
  return (raw) => (Array.isArray(raw) ? raw.map(readItem) : undefined);
}

/** How many items the lists hold, counted to a little beyond `MAX_ITEMS` only. */
export function countItems(raw: unknown, depth: number): number {
  if (depth === 0 || !Array.isArray(raw)) return 0;
  let count = raw.length;
  for (let at = 0; at < raw.length && count <= MAX_ITEMS; at++) count += countItems(raw[at], depth - 1);
  return count;
}

/** Whether a literal was read completely, down to the last item of a list, and no list is empty. */
export const isComplete = (cell: Cell | undefined): cell is Cell =>
  Array.isArray(cell) ? cell.length > 0 && (cell as List).every(isComplete) : cell !== undefined;

/** The JSON type that a literal's values have, judged by the first of them. */
export function naturalType(literal: JsonValue): ScalarType | undefined {
  if (Array.isArray(literal)) return literal.length === 0 ? undefined : naturalType(literal[0] as JsonValue);
  if (isText(literal)) return "text";
  return isFlag(literal) ? "flag" : isNumber(literal) ? "number" : undefined;
}
