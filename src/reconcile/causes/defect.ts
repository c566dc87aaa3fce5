import { type Decimal, formatDecimal, roundDecimal } from "../../foundation/index.ts";
import type { Difference } from "../break.ts";
import { readBoth } from "../field.ts";
import type { FieldKind, Value } from "../value.ts";
import { countRows, quote, verb } from "../wording.ts";

/** What a difference is that no rule explains: the first row of the table that fits. */
export interface DefectRow<Kind extends string = string> {
  readonly kind: Kind;
  readonly is: (difference: Difference) => boolean;
  readonly say: (rows: number, field: string) => string;
}

export type DifferenceDefect = "unreadable_value" | "missing_value" | "transposition" | "one_off_difference";

export const differenceDefects: readonly DefectRow<DifferenceDefect>[] = [
  {
    kind: "unreadable_value",
    is: ({ kind }) => kind === "unreadable_row",
    say: (rows, field) => `${quote(field)} cannot be read in ${countRows(rows)}`,
  },
  {
    kind: "missing_value",
    is: (difference) => valuesOf(difference) === undefined,
    say: (rows, field) => `${quote(field)} is empty on one side in ${countRows(rows)}`,
  },
  {
    kind: "transposition",
    is: isTransposition,
    say: (rows, field) =>
      `${countRows(rows)} ${verb(rows, "has", "have")} the same digits or letters of ${quote(field)} in another order, as typing errors have`,
  },
  {
    kind: "one_off_difference",
    is: () => true,
    say: (rows, field) => `${countRows(rows)} ${verb(rows, "differs", "differ")} in ${quote(field)} by no common rule`,
  },
];

const valuesOf = ({ field, raw }: Difference): readonly [Value, Value] | undefined => readBoth(field, raw);

/**
 * Whether two values have the same digits, or letters, in two orders. The difference of such numbers is always
 * divisible by nine, which is how accountants look for them.
 */
function isTransposition(difference: Difference): boolean {
  const values = valuesOf(difference);
  const spell = values && spellings[difference.field.rule.as];
  if (!spell) return false;
  const [left, right] = spell(values);
  return left.length <= LONGEST && left.length === right.length && sortedLetters(left) === sortedLetters(right);
}

const LONGEST = 100;
const sortedLetters = (text: string): string => [...text].sort().join("");

/** How the values of a kind are spelt, letter by letter; other kinds are not typed by people. */
const spellings: Partial<Readonly<Record<FieldKind, (values: readonly [Value, Value]) => readonly [string, string]>>> =
  {
    text: (values) => values as readonly [string, string],
    decimal: (values) => {
      const [left, right] = values as readonly [Decimal, Decimal];
      const scale = Math.max(left.scale, right.scale);
      return [formatDecimal(roundDecimal(left, scale)), formatDecimal(roundDecimal(right, scale))];
    },
  };
