import { parseInstant } from "../../foundation/index.ts";

/** How a field writes days and times. */
export type TimeStyle =
  | "yyyy-MM-dd"
  | "date-time"
  | "yyyy-MM-dd hh:mm:ss"
  | "yyyyMMdd"
  | "d-MMM-yy"
  | "M/d/yy"
  | "d/M/yy"
  | "d.M.yy";

/** Milliseconds, only to be compared with others of the same field or file. */
type ReadTime = (text: string) => number | undefined;

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const two = (number: string): string => number.padStart(2, "0");
/** Two digits mean 1970 to 2069. */
const yearOf = (digits: string): string =>
  digits.length > 2 ? digits : Number(digits) >= 70 ? `19${digits}` : `20${digits}`;
const dayOf = (year: string, month: string, day: string): number | undefined =>
  parseInstant(`${yearOf(year)}-${two(month)}-${two(day)}T00:00:00Z`);

type Order = readonly [year: number, month: number, day: number];

function inOrder(pattern: RegExp, [year, month, day]: Order): ReadTime {
  return (text) => {
    const parts = pattern.exec(text);
    const at = (part: number): string => parts?.[part] ?? "";
    return parts ? dayOf(at(year), at(month), at(day)) : undefined;
  };
}

const named: ReadTime = (text) => {
  const [, day = "", name = "", year = ""] = /^(\d{1,2})-([A-Za-z]{3})-(\d{2}|\d{4})$/.exec(text) ?? [];
  const month = months.indexOf(name.toLowerCase()) + 1;
  return month > 0 ? dayOf(year, String(month), day) : undefined;
};

const withoutZone: ReadTime = (text) => {
  const [, day = "", time = "", rest = ":00"] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?$/.exec(text) ?? [];
  return day === "" ? undefined : parseInstant(`${day}T${time}${rest}Z`);
};

const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/;

/** To add a style, write a row. Where two fit equally many values, the first counts. */
const styles: Readonly<Record<TimeStyle, ReadTime>> = {
  "yyyy-MM-dd": (text) => (text.length === 10 ? parseInstant(`${text}T00:00:00Z`) : undefined),
  "date-time": (text) => (text.length > 10 ? parseInstant(text) : undefined),
  "yyyy-MM-dd hh:mm:ss": withoutZone,
  // Years that trade has seen: any eight digits could be a number.
  yyyyMMdd: inOrder(/^((?:19|20)\d\d)(\d\d)(\d\d)$/, [1, 2, 3]),
  "d-MMM-yy": named,
  "M/d/yy": inOrder(slashed, [3, 1, 2]),
  "d/M/yy": inOrder(slashed, [3, 2, 1]),
  "d.M.yy": inOrder(/^(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})$/, [3, 2, 1]),
};

export const timeStyles: readonly TimeStyle[] = Object.keys(styles) as readonly TimeStyle[];

const LONGEST = 40;

const mayBeTime = (text: string): boolean =>
  text.length >= 6 && text.length <= LONGEST && /^\d{1,4}[-/.][\dA-Za-z]|^\d{8}$/.test(text);

/** The styles in which a text is a day or a time. */
export const timeStylesOf = (text: string): readonly TimeStyle[] =>
  mayBeTime(text) ? timeStyles.filter((style) => styles[style](text) !== undefined) : none;

const none: readonly TimeStyle[] = [];

export const readTime = (text: string, style: TimeStyle): number | undefined =>
  mayBeTime(text) ? styles[style](text) : undefined;
