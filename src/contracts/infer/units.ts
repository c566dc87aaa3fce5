import { formatDecimal, toNumber } from "../../foundation/index.ts";
import type { Field } from "./field.ts";
import type { ValueCounts } from "./value-counts.ts";

/** What seems wrong about the unit of a field's numbers. */
export type UnitSuspicion =
  /** They fall into two groups with nothing between, apart by the factor of a unit. */
  | {
      readonly kind: "mixture";
      readonly factor: string;
      readonly units: string;
      readonly small: number;
      readonly large: number;
    }
  /** The name promises a unit in which they cannot be. */
  | { readonly kind: "name"; readonly unit: string; readonly most: string };

/** Factors between units that senders mix up, and what they usually mean. */
const factors: readonly (readonly [factor: number, units: string])[] = [
  [2.20462, "kg and lb"],
  [12, "dozens or months"],
  [24, "days and hours"],
  [60, "h, min or s"],
  [100, "whole and minor units, or percent"],
  [1_000, "k and units, as kg and g"],
  [3_600, "h and s"],
];

/** Sizes are counted in tenths of natural logarithms. */
const STEPS_PER_LOG = 10;
const LEAST_GROUP = 5;
const LEAST_GROUP_SHARE = 0.005;
/** Fewer different sizes on one side are rather a list of codes, or of packs. */
const LEAST_STEPS = 4;
/** How far the distance of two groups may be from a factor, in logarithms. */
const TOLERANCE = 0.2;

export function suspicionsOf(pointer: string, field: Field): readonly UnitSuspicion[] {
  return [mixtureIn(field), nameAgainst(pointer, field)].filter((found) => found !== undefined);
}

interface Group {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Values that come again and again are codes or packs: what is measured is nearly never the same twice. */
const repeats = (values: ValueCounts, all: number): boolean => values.isComplete() && values.list().length * 2 < all;

function mixtureIn({ sizes, values }: Field): UnitSuspicion | undefined {
  const steps = [...sizes].sort(([a], [b]) => a - b);
  const cut = widestGap(steps.map(([step]) => step));
  if (cut === undefined) return undefined;
  const [small, large] = [groupOf(steps.slice(0, cut)), groupOf(steps.slice(cut))];
  const distance = large.mean - small.mean;
  const least = Math.max(LEAST_GROUP, (small.count + large.count) * LEAST_GROUP_SHARE);
  const isTight = Math.max(small.deviation, large.deviation) * 4 <= distance;
  const [factor, units] = factors.find(([one]) => Math.abs(Math.log(one) - distance) <= TOLERANCE) ?? [];
  const isMeasured = Math.min(cut, steps.length - cut) >= LEAST_STEPS && !repeats(values, small.count + large.count);
  if (factor === undefined || !isTight || !isMeasured || Math.min(small.count, large.count) < least) return undefined;
  return { kind: "mixture", factor: String(factor), units: units as string, small: small.count, large: large.count };
}

/** Where the most steps without any value begin behind; at least half as wide as the smallest factor is. */
function widestGap(steps: readonly number[]): number | undefined {
  const gaps = steps.map((step, at) => (at === 0 ? 0 : step - (steps[at - 1] as number)));
  const widest = Math.max(0, ...gaps);
  return widest >= (Math.log(2.20462) * STEPS_PER_LOG) / 2 ? gaps.indexOf(widest) : undefined;
}

function groupOf(steps: readonly (readonly [step: number, count: number])[]): Group {
  const count = steps.reduce((sum, [, times]) => sum + times, 0);
  const mean = steps.reduce((sum, [step, times]) => sum + (step / STEPS_PER_LOG) * times, 0) / count;
  const variance = steps.reduce((sum, [step, times]) => sum + (step / STEPS_PER_LOG - mean) ** 2 * times, 0) / count;
  return { count, mean, deviation: Math.sqrt(variance) };
}

/** What a name promises, and the largest number that can be meant: a hundred of a hundred, a lifetime. */
const promises: readonly (readonly [name: RegExp, unit: string, most: number])[] = [
  [/percent|pct|%/i, "percent", 100],
  [/(?:^|[^a-z])days?(?:[^a-z]|$)|Days?$/, "days", 36_525],
  [/(?:^|[^a-z])hours?(?:[^a-z]|$)|Hours?$/, "hours", 876_600],
  [/(?:^|[^a-z])min(?:utes)?(?:[^a-z]|$)|Minutes$/, "minutes", 5_259_600],
];

function nameAgainst(pointer: string, { most }: Field): UnitSuspicion | undefined {
  const name = pointer.slice(pointer.lastIndexOf("/") + 1);
  const [, unit, limit] = promises.find(([pattern]) => pattern.test(name)) ?? [];
  if (unit === undefined || limit === undefined || !most || toNumber(most) <= limit) return undefined;
  return { kind: "name", unit, most: formatDecimal(most) };
}
