import type { JsonValue } from "../foundation/index.ts";

/** What people read of data: in back-ticks, on one line, at most 60 characters, and always well-formed text. */
export function quote(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return `\`${shown.replace(/[\p{Cc}\u2028\u2029]/gu, " ").toWellFormed()}\``;
}

/** A value of a row, for a sentence. */
export function quoteValue(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "empty";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return quote(String(value));
}

/** `40,000`. */
export const formatCount = (count: number): string => String(count).replace(/(?<=[0-9])(?=(?:[0-9]{3})+$)/g, ",");

/** `1 row`, `40,000 rows`. */
export const countRows = (count: number): string => `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;

/** `is` or `are`, `has` or `have`: the verb that goes with a count. */
export const verb = (count: number, one: string, many: string): string => (count === 1 ? one : many);

const spans: readonly [ms: number, unit: string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
];

/** `2 h`, `90 min`, `-1 d`: in the largest unit that is exact. */
export function formatDuration(ms: number): string {
  const [size, unit] = spans.find(([size]) => ms !== 0 && ms % size === 0) ?? [1, "ms"];
  return `${formatCount(ms / size)} ${unit}`;
}
