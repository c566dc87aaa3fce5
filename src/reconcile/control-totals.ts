import { addDecimals, type Decimal, formatDecimal, sha256Hex, subtractDecimals } from "../foundation/index.ts";
import type { Field, Held } from "./field.ts";
import type { Side } from "./match-rule.ts";
import { isValue } from "./value.ts";

/** What one side adds up to, before anything is matched. */
export interface SideTotals {
  readonly rows: number;
  /** Rows among them that have no key; they are in no other number. */
  readonly unreadable: number;
  /**
   * Hash total of the keys: the sum, modulo 2^256, of the SHA-256 of each row's key, in hexadecimal. Equal for equal keys
   * in any order, repeats counted. It finds accidents; it is no proof against somebody who chooses the keys.
   */
  readonly keys: string;
  /** The exact sum of each decimal field by its place on the left; values that are empty or cannot be read add nothing. */
  readonly sums: Readonly<Record<string, string>>;
}

/** Control totals of both sides. Sums of the left are in the unit of the right. */
export interface ControlTotals {
  readonly left: SideTotals;
  readonly right: SideTotals;
  /** Right minus left. */
  readonly difference: { readonly rows: number; readonly sums: Readonly<Record<string, string>> };
}

/** The totals of a side while its rows come by. */
export interface RunningTotals {
  addUnreadable(): void;
  add(key: string, held: Held): void;
  read(): Totals;
}

/** Totals as numbers, the sums in the order of the decimal fields. */
type Totals = Pick<SideTotals, "rows" | "unreadable" | "keys"> & { readonly sums: readonly Decimal[] };

export function createRunningTotals(fields: readonly Field[], side: Side): RunningTotals {
  const sums = decimalFields(fields).map((field) => createSum(field, side));
  let [rows, unreadable, keys] = [0, 0, 0n];
  return {
    addUnreadable() {
      rows += 1;
      unreadable += 1;
    },
    add(key, held) {
      rows += 1;
      keys = BigInt.asUintN(256, keys + BigInt(`0x${sha256Hex(key)}`));
      for (const sum of sums) sum.add(held);
    },
    read: () => ({
      rows,
      unreadable,
      keys: keys.toString(16).padStart(64, "0"),
      sums: sums.map((sum) => sum.read()),
    }),
  };
}

const decimalFields = (fields: readonly Field[]): readonly Field[] =>
  fields.filter(({ rule }) => rule.as === "decimal");

interface Sum {
  add(held: Held): void;
  read(): Decimal;
}

/** Adds up in whole units, one number for each scale, so that nothing has to be aligned row by row. */
function createSum(field: Field, side: Side): Sum {
  const unitsByScale = new Map<number, bigint>();
  return {
    add(held) {
      const value = field.read(field.rawOf(held), side);
      if (!isValue(value)) return;
      const { units, scale } = value as Decimal;
      unitsByScale.set(scale, (unitsByScale.get(scale) ?? 0n) + units);
    },
    read: () =>
      [...unitsByScale].map(([scale, units]) => ({ units, scale })).reduce(addDecimals, { units: 0n, scale: 0 }),
  };
}

export function compareTotals(fields: readonly Field[], left: RunningTotals, right: RunningTotals): ControlTotals {
  const names = decimalFields(fields).map(({ rule }) => rule.left);
  const [onLeft, onRight] = [left.read(), right.read()];
  const sums = onRight.sums.map((sum, at) => subtractDecimals(sum, onLeft.sums[at] as Decimal));
  return {
    left: { ...onLeft, sums: named(names, onLeft.sums) },
    right: { ...onRight, sums: named(names, onRight.sums) },
    difference: { rows: onRight.rows - onLeft.rows, sums: named(names, sums) },
  };
}

const named = (names: readonly string[], sums: readonly Decimal[]): Readonly<Record<string, string>> =>
  Object.fromEntries(sums.map((sum, at) => [names[at] as string, formatDecimal(sum)]));
