import { isDecimal, type JsonValue } from "../foundation/index.ts";
import { count, listOf, oneOf, type Shape, satisfying, text } from "../foundation/shape.ts";
import { createDateReader, type DateFormat, type DateOptions, dateFormats } from "./calendar-dates.ts";
import { NO_DATE, readTims } from "./sap-times.ts";

/** Reads the text of a cell, trimmed and not empty; `undefined` for what is not what it should be. */
export type Convert = (text: string) => JsonValue | undefined;

/** How a column writes numbers. */
export interface NumberOptions {
  /** What stands before the fraction. Default `.`. */
  readonly point?: "." | ",";
  /** What divides thousands, where anything does; a blank stands for no-break ones, too. Default: nothing may. */
  readonly grouping?: "." | "," | " " | "'";
}

export interface FlagOptions {
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

export interface Conversion {
  /** Members of the column besides `as`: those it must have, and those it may have. */
  readonly required?: Readonly<Record<string, Shape<unknown>>>;
  readonly optional?: Readonly<Record<string, Shape<unknown>>>;
  readonly compile: (options: never) => Convert;
}

const numbers = { point: oneOf(".", ","), grouping: oneOf(".", ",", " ", "'") };
const year: Shape<number> = (value, path) => {
  const read = count(value, path);
  return read >= 1_800 && read <= 2_100 ? read : noYear(read, path);
};
const noYear: Shape<never> = satisfying<never>("a year from 1800 to 2100", () => false);

/** What a column's cells can be made of. To add one, write a row. */
export const conversions: Readonly<Record<string, Conversion>> = {
  text: { compile: () => (cell) => cell },
  decimal: { optional: numbers, compile: compileDecimal },
  integer: { optional: numbers, compile: compileInteger },
  flag: { required: { yes: listOf(text), no: listOf(text) }, compile: compileFlag },
  date: {
    required: { formats: listOf(oneOf<DateFormat>(...dateFormats)) },
    optional: { twoDigitYearsFrom: year },
    compile: (options: DateOptions) => createDateReader(options),
  },
  dats: { compile: compileDats },
  tims: { compile: () => readTims },
};

/** A day as SAP's `DATS`: eight digits, and eight zeros for none. */
function compileDats(): Convert {
  const read = createDateReader({ formats: ["yyyyMMdd"] });
  return (cell) => (cell === NO_DATE ? null : read(cell));
}

/** Decimal text with the scale that it was written with; a sign may stand behind, as SAP writes it, and nothing before the point. */
function compileDecimal({ point = ".", grouping }: NumberOptions): Convert {
  const leading = `(?=${patterns[point]}\\d)`;
  const whole = grouping === undefined ? `\\d+|${leading}` : `\\d+|\\d{1,3}(?:${patterns[grouping]}\\d{3})+|${leading}`;
  const pattern = new RegExp(`^([-+]?)(${whole})(?:${patterns[point]}(\\d+))?(-?)$`);
  return (cell) => {
    const [matched, before = "", digits = "", fraction, behind = ""] = pattern.exec(cell) ?? [];
    if (matched === undefined || (before !== "" && behind !== "")) return undefined;
    const sign = before === "-" || behind === "-" ? "-" : "";
    const decimal = `${sign}${digits.replaceAll(/\D/g, "") || "0"}${fraction === undefined ? "" : `.${fraction}`}`;
    return isDecimal(decimal) ? decimal : undefined;
  };
}

/** What a file writes, as a pattern of it: never text from a file itself. */
const patterns = { ".": "\\.", ",": ",", "'": "'", " ": "[ \\u00a0\\u202f]" } as const;

/** A JSON number; one that a double cannot hold exactly stays text, and so does one with a fraction that is not zero. */
function compileInteger(options: NumberOptions): Convert {
  const toDecimal = compileDecimal(options);
  return (cell) => {
    // By its text: a double would round the fraction away.
    const [whole, fraction = ""] = toDecimal(cell)?.toString().split(".") ?? [];
    if (whole === undefined || /[1-9]/.test(fraction)) return undefined;
    const number = Number(whole);
    if (!Number.isSafeInteger(number)) return undefined;
    return number === 0 ? 0 : number;
  };
}

function compileFlag({ yes, no }: FlagOptions): Convert {
  const flags = new Map([...yes.map((word) => [word, true] as const), ...no.map((word) => [word, false] as const)]);
  return (cell) => flags.get(cell);
}
