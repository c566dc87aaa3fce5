import { closed, type Shape } from "../../foundation/shape.ts";
import { where } from "../shapes.ts";
import type { SnapshotVersion } from "./detectors.ts";

export interface WatchSettings {
  /** Events learned before a shape is judged. Default 30. */
  readonly warmUpEvents: number;
  /** Values learned in a field before they prove anything against others that look like another unit. Default 50. */
  readonly warmUpValues: number;
  /** Most paths that are told apart. Default 2,000. */
  readonly maxPaths: number;
  /** Events after which a suspicion is confirmed or dropped. Default 16. */
  readonly confirmAfter: number;
  /**
   * How many good events per 10,000 may be suspected by mistake, all tests of the watch together. Default: what the
   * contract says, else 0.1.
   */
  readonly falseAlarmsPer10000: number;
}

/** Of snapshots of the first format, which had no budget: evidence at which values are held, as a natural logarithm. */
export type FirstSettings = Omit<WatchSettings, "falseAlarmsPer10000"> & { readonly suspectAt: number };

type Range = readonly [preset: number, least: number, most: number];

const common = {
  warmUpEvents: [30, 1, 1_000_000],
  warmUpValues: [50, 1, 2_000],
  maxPaths: [2_000, 1, 20_000],
  confirmAfter: [16, 2, 64],
} satisfies Readonly<Record<string, Range>>;

/** The one setting that is no whole number. */
const budget: Range = [0.1, 0, 10_000];

const ranges: Readonly<Record<SnapshotVersion, Readonly<Record<string, Range>>>> = {
  1: { ...common, confirmAfter: [16, 2, 256], suspectAt: [16, 1, 100] },
  2: { ...common, falseAlarmsPer10000: budget },
};

/** @throws {TypeError} for a setting out of its range. */
export function readSettings(options: Partial<WatchSettings>): WatchSettings {
  const entries = Object.entries(ranges[2]).map(([name, range]) => {
    const value = options[name as keyof WatchSettings] ?? range[0];
    if (isWithin(value, range)) return [name, value];
    throw new TypeError(`\`${name}\` must be ${expected(range)}`);
  });
  return Object.fromEntries(entries) as WatchSettings;
}

const isWithin = (value: number, range: Range): boolean =>
  (range === budget || Number.isInteger(value)) && value >= range[1] && value <= range[2];

const expected = (range: Range): string =>
  `a ${range === budget ? "" : "whole "}number from ${range[1]} to ${range[2]}`;

export const settingsShape = (version: SnapshotVersion): Shape<WatchSettings | FirstSettings> =>
  closed(
    Object.fromEntries(
      Object.entries(ranges[version]).map(([name, range]) => [
        name,
        where(
          (value) => value as number,
          (value) => typeof value === "number" && isWithin(value, range),
          expected(range),
        ),
      ]),
    ),
  ) as Shape<unknown> as Shape<WatchSettings | FirstSettings>;

/** Within these a threshold stays, whatever the budget: e^3 is 20 to 1. */
const LEAST_SCORE = 3;
const MOST_SCORE = 60;

/**
 * The score at which a budget is kept. A cumulative sum of log likelihood ratios that is cut off at zero passes `h` by
 * mistake once in e^h events or more seldom (Lorden, "Procedures for reacting to a change in distribution", 1971,
 * theorem 2); with several tests the chances add up at most. So h = ln(10,000 × tests / budget).
 */
export function suspectAt(settings: WatchSettings | FirstSettings, tests: number): number {
  if ("suspectAt" in settings) return settings.suspectAt;
  const score = Math.log((10_000 * Math.max(1, tests)) / settings.falseAlarmsPer10000);
  return Math.min(Math.max(score, LEAST_SCORE), MOST_SCORE);
}
