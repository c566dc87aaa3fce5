import {
  canonicalJson,
  type Decimal,
  isDecimal,
  type JsonValue,
  parseDecimal,
  parseInstant,
} from "../foundation/index.ts";

/** How a field's values are read and compared. */
export type FieldKind = "decimal" | "text" | "instant" | "date" | "flag" | "json";

/** A value as it is compared: decimals exactly; instants and dates (their midnight in UTC) in milliseconds since 1970. */
export type Value = Decimal | string | number | boolean;

/** Said of a value that is there and is not what the plan says it is. */
export const unreadable: unique symbol = Symbol("unreadable");

/** A value, nothing (absent, `null`; empty text where a field is neither text nor JSON), or something unreadable. */
export type Reading = Value | undefined | typeof unreadable;

export const isValue = (reading: Reading): reading is Value => reading !== undefined && reading !== unreadable;

/** A text, number or flag as text, so that `7` of a JSON feed meets `"7"` of a CSV file; `undefined` for anything else. */
export function scalarText(raw: JsonValue | undefined): string | undefined {
  if (typeof raw === "string") return raw.isWellFormed() ? raw : undefined;
  if (typeof raw === "number") return isExact(raw) ? String(raw === 0 ? 0 : raw) : undefined;
  return typeof raw === "boolean" ? String(raw) : undefined;
}

// An integer beyond 2^53 - 1 has already lost digits: two different ones may look alike.
const isExact = (raw: number): boolean => Number.isFinite(raw) && (!Number.isInteger(raw) || Number.isSafeInteger(raw));

/** The decimal that a text or number says, or `undefined`: no thousands separators, no NaN, at most 1,000 digits. */
export function readDecimal(raw: JsonValue | undefined): Decimal | undefined {
  if (Number.isSafeInteger(raw)) return { units: BigInt(raw as number), scale: 0 };
  if (!isDecimal(raw) || (typeof raw === "number" && !isExact(raw))) return undefined;
  try {
    return parseDecimal(raw);
  } catch {
    // The exponent asks for more than 1,000 digits.
    return undefined;
  }
}

const calendarDay = /^(\d{4})(-?)(\d{2})\2(\d{2})$/;

/** `2026-03-31`, or `20260331` as ERP exports write it. */
function readDate(text: string): number | undefined {
  const [, year, , month, day] = calendarDay.exec(text) ?? [];
  return year === undefined ? undefined : parseInstant(`${year}-${month}-${day}T00:00:00Z`);
}

const flags: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ["true", true],
  ["false", false],
]);

/** What a JSON value of a row says under each kind, `undefined` where it says nothing of the kind. */
export const kinds: Readonly<Record<FieldKind, (raw: JsonValue) => Value | undefined>> = {
  decimal: readDecimal,
  text: scalarText,
  instant: (raw) => (typeof raw === "string" ? parseInstant(raw) : undefined),
  date: (raw) => readDate(scalarText(raw) ?? ""),
  flag: (raw) => flags.get(scalarText(raw)),
  json: canonicalText,
};

/** The canonical JSON of a value, or `undefined` for one that JSON cannot say, or nested beyond 1,000 levels. */
export function canonicalText(raw: unknown): string | undefined {
  try {
    return canonicalJson(raw);
  } catch {
    return undefined;
  }
}
