import addFormats, { type FormatName } from "ajv-formats";
import { parseDecimal, parseInstant } from "../../foundation/index.ts";
import { isCalendarDate } from "../calendar-date.ts";

/** Longest text that is checked against a format: formats of longer texts are refused, whatever they hold. */
const MAX_LENGTH = 2_000;

const isDecimalText = (text: string): boolean => {
  try {
    parseDecimal(text);
    return true;
  } catch {
    return false;
  }
};

const ownFormats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isCalendarDate,
  "date-time": (text) => parseInstant(text) !== undefined,
  decimal: isDecimalText,
};

/** Taken from ajv-formats, full mode. `regex` is not: it would compile what stands in the data. */
const borrowedFormats: readonly FormatName[] = [
  "time",
  "duration",
  "uri",
  "uri-reference",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uuid",
  "json-pointer",
];

/** The formats that a contract may ask for, each with its check. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = Object.fromEntries(
  [...Object.entries(ownFormats), ...borrowedFormats.map((name) => [name, borrow(name)] as const)].map(
    ([name, check]) => [name, (text: string) => text.length <= MAX_LENGTH && check(text)],
  ),
);

function borrow(name: FormatName): (text: string) => boolean {
  const format = addFormats.get(name) as unknown;
  if (format instanceof RegExp) return (text) => format.test(text);
  const check = typeof format === "function" ? format : (format as { validate: unknown }).validate;
  return (text) => (check as (text: string) => boolean)(text) === true;
}
