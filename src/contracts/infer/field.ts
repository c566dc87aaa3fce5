import {
  compareDecimals,
  type Decimal,
  formatDecimal,
  isDecimal,
  isJsonObject,
  type JsonValue,
  parseDecimal,
  toNumber,
} from "../../foundation/index.ts";
import { type NumberStyle, numberStyles, readNumber, stylesOf } from "./number-style.ts";
import { type TimeStyle, timeStyles, timeStylesOf } from "./time-style.ts";
import { type CountedValue, createValueCounts, type ValueCounts } from "./value-counts.ts";
import { isKnownWord, isWord, LEAST_SHARE, MOST_WORD_SHAPES, wordShapeOf } from "./words.ts";

export const jsonTypes = ["null", "boolean", "integer", "number", "string", "array", "object"] as const;
export type JsonType = (typeof jsonTypes)[number];

export function typeOf(value: JsonValue): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (isJsonObject(value)) return "object";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value as "boolean" | "string";
}

/** What most values of a field are. */
export type FieldKind = "number" | "time" | "text" | "flag" | "list" | "object" | "nothing";

/** What is remembered of the texts and numbers at one place. Memory: some 500 short texts at most. */
export interface Field {
  readonly counts: Record<JsonType, number>;
  /** Texts that are empty, or blank. */
  blank: number;
  /** Texts with something in them. */
  filled: number;
  /** Of those, which are numbers or times in a style. */
  readonly numbers: Record<NumberStyle, number>;
  readonly times: Record<TimeStyle, number>;
  /** Texts of digits behind a leading zero: codes. */
  codes: number;
  /** Texts that our contracts read as a decimal, and that are no plain number here: codes, exponents. */
  otherDecimals: number;
  longest: number;
  /** Whether some text is no Unicode: it cannot be written into a contract. */
  hasBrokenText: boolean;
  readonly values: ValueCounts;
  /** Texts that are neither numbers nor times, as they are and with `#` for digits. */
  readonly words: ValueCounts;
  readonly shapes: ValueCounts;
  least: Decimal | undefined;
  most: Decimal | undefined;
  /** Most digits behind the point. */
  scale: number;
  /** How many numbers of each size, in tenths of natural logarithms. */
  readonly sizes: Map<number, number>;
  /** The first text or number, for people. */
  example: string | undefined;
}

const MOST_VALUES = 64;
const MOST_WORDS = 40;
const zeros = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;

export const createField = (): Field => ({
  counts: zeros(jsonTypes),
  blank: 0,
  filled: 0,
  numbers: zeros(numberStyles),
  times: zeros(timeStyles),
  codes: 0,
  otherDecimals: 0,
  longest: 0,
  hasBrokenText: false,
  values: createValueCounts(MOST_VALUES),
  words: createValueCounts(MOST_WORDS),
  shapes: createValueCounts(MOST_WORDS),
  least: undefined,
  most: undefined,
  scale: 0,
  sizes: new Map(),
  example: undefined,
});

export function observeValue(field: Field, value: JsonValue, line: number): void {
  field.counts[typeOf(value)] += 1;
  if (typeof value === "string") observeText(field, value, line);
  else if (typeof value === "number") {
    field.values.add(String(value), line);
    observeNumber(field, parseDecimal(value));
  }
  if (field.example === undefined && isTelling(value)) field.example = String(value).slice(0, 200);
}

const isTelling = (value: JsonValue): boolean =>
  typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && value.trim() !== "");

function observeText(field: Field, raw: string, line: number): void {
  field.longest = Math.max(field.longest, raw.length);
  field.hasBrokenText ||= !raw.isWellFormed();
  field.values.add(raw, line);
  const text = raw.trim();
  if (text === "") field.blank += 1;
  else observeFilled(field, raw, text, line);
}

function observeFilled(field: Field, raw: string, text: string, line: number): void {
  field.filled += 1;
  const [numbers, times] = [stylesOf(text), timeStylesOf(text)];
  // What stands between blanks is a number or a day for people, and none for a contract.
  for (const style of numbers) if (style !== "plain" || raw === text) field.numbers[style] += 1;
  for (const style of times) if (!isContractTime(style) || raw === text) field.times[style] += 1;
  if (isDecimal(raw) && numbers[0] !== "plain") field.otherDecimals += 1;
  if (/^0\d+$/.test(text)) field.codes += 1;
  const [style] = numbers;
  if (style) observeNumber(field, readNumber(text, style));
  if (numbers.length + times.length === 0) observeWord(field, raw, line);
}

const isContractTime = (style: TimeStyle): boolean => style === "yyyy-MM-dd" || style === "date-time";

function observeWord(field: Field, raw: string, line: number): void {
  const text = raw.trim();
  field.words.add(raw, line);
  field.shapes.add(wordShapeOf(text), line, text);
}

function observeNumber(field: Field, number: Decimal | undefined): void {
  if (!number) return;
  if (!field.least || compareDecimals(number, field.least) < 0) field.least = number;
  if (!field.most || compareDecimals(number, field.most) > 0) field.most = number;
  field.scale = Math.max(field.scale, number.scale);
  const size = Math.round(Math.log(Math.abs(toNumber(number))) * 10);
  if (Number.isFinite(size)) field.sizes.set(size, (field.sizes.get(size) ?? 0) + 1);
}

// ── what it comes to ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The style that fits most values, the first of those that fit equally many. */
function best<Name extends string>(counts: Readonly<Record<Name, number>>): readonly [style: Name, count: number] {
  const entries = Object.entries(counts) as [Name, number][];
  return entries.reduce((most, next) => (next[1] > most[1] ? next : most));
}

/** What a field is as a whole, and how it writes that. */
export interface FieldNature {
  readonly kind: FieldKind;
  readonly numberStyle: NumberStyle;
  readonly timeStyle: TimeStyle;
}

export function natureOf(field: Field): FieldNature {
  const [[numberStyle, numbers], [timeStyle, times]] = [best(field.numbers), best(field.times)];
  return { kind: kindOf(field, numbers, times), numberStyle, timeStyle };
}

function kindOf({ counts, filled, codes, shapes }: Field, numbers: number, times: number): FieldKind {
  const all = filled + counts.integer + counts.number;
  const words = shapes.list();
  const areSentinels =
    shapes.isComplete() && words.length <= MOST_WORD_SHAPES && words.every(({ value }) => isWord(value));
  const isMostly = (count: number): boolean => count >= all * 0.9 || (count >= all * LEAST_SHARE && areSentinels);
  const kinds: readonly (readonly [kind: FieldKind, holds: boolean])[] = [
    ["object", counts.object > 0],
    ["list", counts.array > 0],
    ["flag", counts.boolean > all],
    ["nothing", all === 0],
    ["time", isMostly(times + zeroDays(codes, times))],
    ["number", codes === 0 && isMostly(numbers + counts.integer + counts.number)],
  ];
  return kinds.find(([, holds]) => holds)?.[0] ?? "text";
}

/** Eight zeros stand for "no day" among days of eight digits. */
const zeroDays = (codes: number, times: number): number => (times > codes / 9 ? codes : 0);

/** Texts of a field that seem to stand for "no value"; the first with `#` for digits. */
export function sentinelsOf(field: Field): readonly CountedValue[] {
  const { kind } = natureOf(field);
  const known = field.values.list().filter(({ value }) => isKnownWord(value.trim()));
  if (kind !== "number" && kind !== "time") return kind === "text" ? known : [];
  const shapes = field.shapes.list();
  return [...shapes, ...known.filter(({ value }) => shapes.every((shape) => shape.example !== value.trim()))];
}

export const rangeOf = ({ least, most }: Field): { readonly least: string; readonly most: string } | undefined =>
  least && most && { least: formatDecimal(least), most: formatDecimal(most) };
