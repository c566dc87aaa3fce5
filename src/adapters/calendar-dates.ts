import { format } from "date-fns/format";
import { isValid } from "date-fns/isValid";
import { lightFormat } from "date-fns/lightFormat";
import { parse } from "date-fns/parse";

/** How a file writes dates, named as date-fns names it. */
export type DateFormat =
  | "yyyy-MM-dd"
  | "yyyyMMdd"
  | "d-MMM-yy"
  | "d-MMM-yyyy"
  | "M/d/yy"
  | "M/d/yyyy"
  | "d/M/yy"
  | "d/M/yyyy"
  | "d.M.yy"
  | "d.M.yyyy";

/** What a text must look like before it is read in a format: date-fns itself lets much pass. */
const patterns: Readonly<Record<DateFormat, RegExp>> = {
  "yyyy-MM-dd": /^\d{4}-\d\d-\d\d$/,
  yyyyMMdd: /^\d{8}$/,
  "d-MMM-yy": /^\d{1,2}-[A-Za-z]{3}-\d\d$/,
  "d-MMM-yyyy": /^\d{1,2}-[A-Za-z]{3}-\d{4}$/,
  "M/d/yy": /^\d{1,2}\/\d{1,2}\/\d\d$/,
  "M/d/yyyy": /^\d{1,2}\/\d{1,2}\/\d{4}$/,
  "d/M/yy": /^\d{1,2}\/\d{1,2}\/\d\d$/,
  "d/M/yyyy": /^\d{1,2}\/\d{1,2}\/\d{4}$/,
  "d.M.yy": /^\d{1,2}\.\d{1,2}\.\d\d$/,
  "d.M.yyyy": /^\d{1,2}\.\d{1,2}\.\d{4}$/,
};

/** All of them, as a mapping may name them. */
export const dateFormats: readonly DateFormat[] = Object.keys(patterns) as readonly DateFormat[];

export interface DateOptions {
  readonly formats: readonly DateFormat[];
  /** First year of the hundred that two digits can mean. Default 1970: `70` is 1970, `69` is 2069. */
  readonly twoDigitYearsFrom?: number;
}

/**
 * Makes a reader of calendar dates: it answers `YYYY-MM-DD`, or `undefined` for what is no such day in any of the
 * formats, and for what would be different days in two of them.
 */
export function createDateReader({
  formats,
  twoDigitYearsFrom = 1970,
}: DateOptions): (text: string) => string | undefined {
  // Two digits mean the year within fifty years of this one.
  const middle = new Date(twoDigitYearsFrom + 50, 0, 1);
  const known = new Map<string, string | undefined>();
  const readIn = (text: string): string | undefined => {
    const days = new Set(
      formats.flatMap((name) => (patterns[name].test(text) ? (read(text, name, middle) ?? []) : [])),
    );
    return days.size === 1 ? [...days][0] : undefined;
  };
  return (text) => {
    if (text.length > LONGEST) return undefined;
    if (known.size >= MOST_KNOWN) known.clear();
    if (!known.has(text)) known.set(text, readIn(text));
    return known.get(text);
  };
}

/** No format makes a longer text. */
const LONGEST = 12;
/** Days repeat, and reading one takes longer than all the rest of a row: this many are remembered, then none. */
const MOST_KNOWN = 2_000;

function read(text: string, name: DateFormat, middle: Date): string | undefined {
  const day = parse(text, name, middle);
  // Written again and compared: where clocks once skipped a day, the machine's zone would move it to the next.
  return isValid(day) && bare(format(day, name)) === bare(text) ? lightFormat(day, "yyyy-MM-dd") : undefined;
}

/** Without case and leading zeros, which files write or leave out. */
const bare = (text: string): string => text.toLowerCase().replace(/(^|\D)0+(?=\d)/g, "$1");
