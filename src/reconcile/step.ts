import {
  addDecimals,
  type Decimal,
  divideDecimals,
  formatInstant,
  multiplyDecimals,
  parseDecimal,
  parseInstant,
  type Rounding,
  roundDecimal,
} from "../foundation/index.ts";
import { closed, count, jsonObject, mapOf, oneOf, type Shape, satisfying, text } from "../foundation/shape.ts";
import { type FieldKind, readDecimal, type Value } from "./value.ts";

/** How a system writes its numbers. */
export type NumberStyle = "1.234,50" | "1,234.50" | "1 234,50" | "1'234.50";

/**
 * One known difference in how a side says the same thing, undone before values are compared. The first three work on
 * the text as written, the others on the value that was read, after its unit was converted.
 */
export type Step =
  | { readonly step: "number_style"; readonly style: NumberStyle }
  | { readonly step: "codes"; readonly codes: Readonly<Record<string, string>> }
  | { readonly step: "first_characters"; readonly count: number }
  | { readonly step: "multiply"; readonly by: string }
  | { readonly step: "divide"; readonly by: string }
  | { readonly step: "add"; readonly amount: string }
  | { readonly step: "round"; readonly places: number; readonly rounding: Rounding }
  | { readonly step: "shift"; readonly ms: number }
  | { readonly step: "swap_day_month" };

type StepNamed<Name> = Extract<Step, { readonly step: Name }>;

/** Undoes a step on the text as written; `undefined` where the text does not fit. */
type OnText = (written: string) => string | undefined;

interface StepRow<Own> {
  readonly fits: readonly FieldKind[];
  readonly shape: Shape<Own>;
  /** What is wrong with the step's numbers, if anything. */
  problem?(step: Own): string | undefined;
  onText?(step: Own): OnText;
  // Methods, because a row takes a narrower value than the table says: `fits` is checked when a plan is read.
  onValue?(step: Own): { change(value: Value): Value };
}

const decimalText: Shape<string> = satisfying("a decimal, as text", (value) => readDecimal(value) !== undefined);
const wholeNumber: Shape<number> = (value, path) =>
  Number.isSafeInteger(value) ? (value as number) : count(value, path);

const isZero = (by: string): boolean => parseDecimal(by).units === 0n;
const onDecimal = (change: (value: Decimal) => Decimal): { change(value: Value): Value } => ({
  change: (value) => change(value as Decimal),
});
const onTime = (change: (ms: number) => number): { change(value: Value): Value } => ({
  change: (value) => change(value as number),
});

/** Ten years: nothing in trade is shifted, or takes, longer. */
export const MAX_SPAN_MS: number = 3_653 * 86_400_000;

const table: { readonly [Name in Step["step"]]: StepRow<StepNamed<Name>> } = {
  number_style: {
    fits: ["decimal"],
    shape: closed({ step: oneOf("number_style"), style: oneOf("1.234,50", "1,234.50", "1 234,50", "1'234.50") }),
    onText: ({ style }) => readStyle(style),
  },
  codes: {
    fits: ["text", "flag"],
    shape: closed({ step: oneOf("codes"), codes: mapOf(text) }),
    problem: ({ codes }) => (Object.keys(codes).length > 10_000 ? "a table holds at most 10,000 codes" : undefined),
    onText: ({ codes }) => {
      const found = new Map(Object.entries(codes));
      return (written) => found.get(written) ?? written;
    },
  },
  first_characters: {
    fits: ["text"],
    shape: closed({ step: oneOf("first_characters"), count }),
    problem: (step) => (step.count === 0 ? "no characters are left to compare" : undefined),
    onText: (step) => (written) => written.slice(0, step.count),
  },
  multiply: {
    fits: ["decimal"],
    shape: closed({ step: oneOf("multiply"), by: decimalText }),
    problem: ({ by }) => (isZero(by) ? "multiplying by 0 makes everything equal" : undefined),
    onValue: ({ by }) => onDecimal((value) => multiplyDecimals(value, parseDecimal(by))),
  },
  divide: {
    fits: ["decimal"],
    shape: closed({ step: oneOf("divide"), by: decimalText }),
    problem: ({ by }) => (isZero(by) ? "nothing can be divided by 0" : undefined),
    // Twelve digits more than the value had, as unit conversion has: exact wherever the quotient ends before.
    onValue: ({ by }) => onDecimal((value) => divideDecimals(value, parseDecimal(by), value.scale + 12)),
  },
  add: {
    fits: ["decimal"],
    shape: closed({ step: oneOf("add"), amount: decimalText }),
    onValue: ({ amount }) => onDecimal((value) => addDecimals(value, parseDecimal(amount))),
  },
  round: {
    fits: ["decimal"],
    shape: closed({ step: oneOf("round"), places: count, rounding: oneOf("half-even", "half-up", "down") }),
    problem: ({ places }) => (places > 100 ? "at most 100 places" : undefined),
    onValue: ({ places, rounding }) => onDecimal((value) => roundDecimal(value, places, rounding)),
  },
  shift: {
    fits: ["instant", "date"],
    shape: closed({ step: oneOf("shift"), ms: wholeNumber }),
    problem: ({ ms }) => (Math.abs(ms) > MAX_SPAN_MS ? "at most ten years" : undefined),
    onValue: ({ ms }) => onTime((value) => value + ms),
  },
  swap_day_month: {
    fits: ["instant", "date"],
    shape: closed({ step: oneOf("swap_day_month") }),
    onValue: () => onTime(swapDayAndMonth),
  },
};

const rowOf = (step: Step): StepRow<Step> => table[step.step] as StepRow<Step>;

/** A step of a plan: first which one, then its own closed shape. */
export const stepShape: Shape<Step> = (value, path) => {
  const name = oneOf(...(Object.keys(table) as Step["step"][]))(jsonObject(value, path).step, `${path}/step`);
  return table[name].shape(value, path);
};

/** Why a step cannot be carried out on values of a kind, if so. */
export function stepProblem(step: Step, kind: FieldKind): string | undefined {
  const { fits, problem } = rowOf(step);
  return fits.includes(kind) ? problem?.(step) : `step \`${step.step}\` does not fit values read as ${kind}`;
}

/** What all text steps of a list do together. */
export function textSteps(steps: readonly Step[]): readonly OnText[] {
  return steps.flatMap((step) => rowOf(step).onText?.(step) ?? []);
}

/** What all value steps of a list do together. */
export function valueSteps(steps: readonly Step[]): readonly ((value: Value) => Value)[] {
  return steps.flatMap((step) => rowOf(step).onValue?.(step).change ?? []);
}

/** Group mark and decimal mark of each style. A sign may stand behind, as in exports of SAP. */
const styles: Readonly<
  Record<NumberStyle, { readonly pattern: RegExp; readonly group: RegExp; readonly mark: string }>
> = {
  "1.234,50": { pattern: /^-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?-?$/, group: /\./g, mark: "," },
  "1,234.50": { pattern: /^-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?-?$/, group: /,/g, mark: "." },
  "1 234,50": {
    pattern: /^-?(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:,[0-9]+)?-?$/,
    group: /[ \u00a0\u202f]/g,
    mark: ",",
  },
  "1'234.50": { pattern: /^-?(?:[0-9]{1,3}(?:['’][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?-?$/, group: /['’]/g, mark: "." },
};

export const numberStyles: readonly NumberStyle[] = Object.keys(styles) as NumberStyle[];

function readStyle(style: NumberStyle): OnText {
  const { pattern, group, mark } = styles[style];
  return (written) => {
    if (written.length > 1_000 || !pattern.test(written)) return undefined;
    const plain = written.replace(group, "").replace(mark, ".");
    return plain.endsWith("-") ? `-${plain.slice(0, -1)}` : plain;
  };
}

/** `2026-03-04` for `2026-04-03`. A day beyond 12 stays: no program has taken it for a month. */
function swapDayAndMonth(ms: number): number {
  const [, year, month, day, rest] = /^(\d{4})-(\d{2})-(\d{2})(.*)$/.exec(formatInstant(ms)) ?? [];
  return parseInstant(`${year}-${day}-${month}${rest}`) ?? ms;
}
