import {
  absoluteDecimal,
  compareDecimals,
  type Decimal,
  multiplyDecimals,
  parseDecimal,
  subtractDecimals,
} from "../foundation/index.ts";
import type { FieldKind, Value } from "./value.ts";

/**
 * How far apart two values may lie and still agree. Every limit that is given has to hold, and each includes its own
 * boundary. Percentages and amounts are exact decimals, as text.
 */
export interface Tolerance {
  /** At most this far apart, in the field's unit (the right side's where a unit is converted). */
  readonly absolute?: string;
  /** At most this share of the larger of the two, by size. */
  readonly percent?: string;
  /** Equal to this many digits after the point: at most half a unit of the last one apart, as rounding leaves them. */
  readonly places?: number;
  /** At most this many milliseconds apart; for instants. */
  readonly ms?: number;
  /** At most this many calendar days apart; for dates. */
  readonly days?: number;
}

type Within = (left: Value, right: Value) => boolean;
type LimitName = keyof Tolerance;

interface Limit {
  readonly fits: FieldKind;
  // A method, because its rows take a narrower value than the table says: `fits` is checked when a plan is read.
  compile(limit: string | number): Within;
}

const decimalLimit = (within: (limit: string | number) => (left: Decimal, right: Decimal) => boolean): Limit => ({
  fits: "decimal",
  compile: (limit) => within(limit) as Within,
});

const timeLimit = (fits: FieldKind, unitMs: number): Limit => ({
  fits,
  compile: (limit) => (left, right) => Math.abs((left as number) - (right as number)) <= Number(limit) * unitMs,
});

const distance = (left: Decimal, right: Decimal): Decimal => absoluteDecimal(subtractDecimals(left, right));

const atMost =
  (limit: Decimal) =>
  (left: Decimal, right: Decimal): boolean =>
    compareDecimals(distance(left, right), limit) <= 0;

const hundred: Decimal = { units: 100n, scale: 0 };

/** Compared as `100 × distance ≤ percent × larger`: nothing is divided, so nothing is rounded. */
const atMostPercent =
  (percent: Decimal) =>
  (left: Decimal, right: Decimal): boolean => {
    const [a, b] = [absoluteDecimal(left), absoluteDecimal(right)];
    const larger = compareDecimals(a, b) >= 0 ? a : b;
    return compareDecimals(multiplyDecimals(hundred, distance(left, right)), multiplyDecimals(percent, larger)) <= 0;
  };

const limits: Readonly<Record<LimitName, Limit>> = {
  absolute: decimalLimit((limit) => atMost(parseDecimal(limit))),
  percent: decimalLimit((limit) => atMostPercent(parseDecimal(limit))),
  places: decimalLimit((limit) => atMost({ units: 5n, scale: Number(limit) + 1 })),
  ms: timeLimit("instant", 1),
  days: timeLimit("date", 86_400_000),
};

const given = (tolerance: Tolerance): readonly [LimitName, string | number][] =>
  Object.entries(tolerance) as [LimitName, string | number][];

/** The first limit that says nothing about values of this kind, if any. */
export const unfitLimit = (tolerance: Tolerance, kind: FieldKind): string | undefined =>
  given(tolerance).find(([name]) => limits[name].fits !== kind)?.[0];

/** Whether two values lie within the tolerance. An empty one allows no distance at all. */
export function compileTolerance(tolerance: Tolerance): Within {
  const all = given(tolerance).map(([name, limit]) => limits[name].compile(limit));
  return (left, right) => all.length > 0 && all.every((isWithin) => isWithin(left, right));
}
