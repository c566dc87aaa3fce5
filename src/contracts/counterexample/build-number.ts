import type { JsonValue } from "../../foundation/index.ts";
import { type Literal, meets } from "./demand.ts";
import type { RuleKind, RuleOf } from "./rule.ts";

/** Rules of a kind among the literals, kept or broken. */
export const rulesAmong = <Name extends RuleKind>(
  literals: readonly Literal[],
  kind: Name,
  keeps: boolean,
): readonly RuleOf<Name>[] =>
  literals.flatMap((literal) =>
    literal.kind === "rule" && literal.keeps === keeps && literal.rule.kind === kind
      ? [literal.rule as RuleOf<Name>]
      : [],
  );

/** Most points of a grid that are looked at one by one. */
const MOST_POINTS = 2_000;

/**
 * Numbers that meet all literals. Returns whether none proves that there is none: the interval is empty, or all points
 * of a grid of whole steps have been tried, or a step is kept and broken at once.
 */
export function* buildNumbers(literals: readonly Literal[]): Generator<JsonValue, boolean> {
  const range = rangeOf(literals);
  if (range.from > range.to || (range.from === range.to && range.isOpen)) return true;
  const [kept, broken] = [true, false].map((keeps) => rulesAmong(literals, "step", keeps).map(({ of }) => of)) as [
    number[],
    number[],
  ];
  const grid = kept.every(Number.isSafeInteger) && kept.length > 0 ? kept.reduce(leastCommonMultiple) : undefined;
  const points = grid === undefined ? undefined : pointsOf(range, grid);
  const candidates = new Set([...(points ?? []), ...nearby(range, [...kept, ...broken, ...named(literals)])]);
  for (const candidate of candidates) {
    if (Number.isFinite(candidate) && literals.every((literal) => meets(literal, candidate) !== false)) yield candidate;
  }
  return points !== undefined || range.from === range.to || contradicts(kept, broken, grid);
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** Whether one of the ends does not belong to it. */
  readonly isOpen: boolean;
}

function rangeOf(literals: readonly Literal[]): Range {
  const [least, most] = [rulesAmong(literals, "least", true), rulesAmong(literals, "most", true)];
  const from = Math.max(...least.map(({ limit }) => limit), Number.NEGATIVE_INFINITY);
  const to = Math.min(...most.map(({ limit }) => limit), Number.POSITIVE_INFINITY);
  return { from, to, isOpen: [...least, ...most].some(({ limit, open }) => open && (limit === from || limit === to)) };
}

/** Every multiple of the grid in the range, unless they are too many. */
function pointsOf({ from, to }: Range, grid: number): readonly number[] | undefined {
  const [first, last] = [Math.ceil(from / grid), Math.floor(to / grid)];
  const count = last - first + 1;
  return count <= MOST_POINTS
    ? Array.from({ length: Math.max(0, count) }, (_, at) => (first + at) * grid + 0)
    : undefined;
}

/** Zero first: sums, products and differences of zeros agree. */
function nearby({ from, to }: Range, special: readonly number[]): readonly number[] {
  const ends = [from, to].filter(Number.isFinite);
  const middle = ends.length === 2 ? [(from + to) / 2, from + (to - from) / 3] : [];
  const around = [...ends, ...special].flatMap((at) => [
    at,
    at + 1,
    at - 1,
    at + 0.5,
    at - 0.5,
    at + 0.001,
    at - 0.001,
  ]);
  const multiples = special.flatMap((step) =>
    [0, 1, 2, 3, 5, 7, -1].flatMap((times) => [...ends, 0].map((end) => times * step + step * Math.ceil(end / step))),
  );
  return [0, 1, ...middle, ...around, ...multiples, 2, 3, 10, 0.5, -1, 1.5, 1_000_003, -1_000_003];
}

const named = (literals: readonly Literal[]): readonly number[] =>
  rulesAmong(literals, "values", false).flatMap(({ values }) => values.filter((value) => typeof value === "number"));

/** Whether every number on the kept steps lies on a broken one. */
const contradicts = (kept: readonly number[], broken: readonly number[], grid: number | undefined): boolean =>
  broken.some((step) => kept.includes(step) || (grid !== undefined && isMultiple(grid, step)));

/**
 * Whether all multiples of a whole number are multiples of a step to a validator, which divides doubles and looks for a
 * whole quotient. It is one where the step is off by at most half a digit's unit, 2^-54 of it: then rounding mends it.
 * To steps that are no whole numbers that does not apply: 0.3 is no multiple of 0.1 (`0.3 / 0.1 < 3`).
 */
function isMultiple(grid: number, step: number): boolean {
  const times = BigInt(Math.round(grid / step));
  const [numerator, denominator] = fractionOf(step);
  const off = times * numerator - BigInt(grid) * denominator;
  return times > 0n && (off < 0n ? -off : off) * 2n ** 54n <= BigInt(grid) * denominator;
}

/** The exact value of a positive double. */
function fractionOf(double: number): readonly [numerator: bigint, denominator: bigint] {
  let [numerator, halvings] = [double, 0n];
  for (; !Number.isInteger(numerator); halvings += 1n) numerator *= 2;
  return [BigInt(numerator), 2n ** halvings];
}

function leastCommonMultiple(left: number, right: number): number {
  let [a, b] = [left, right];
  while (b !== 0) [a, b] = [b, a % b];
  return (left / a) * right;
}
