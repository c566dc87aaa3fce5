import { closed, count, type Shape } from "../../foundation/shape.ts";
import { where } from "../shapes.ts";

export interface WatchSettings {
  /** Events learned before a shape is judged. Default 30. */
  readonly warmUpEvents: number;
  /** Values learned in a field before its unit is judged. Default 50. */
  readonly warmUpValues: number;
  /** Most paths that are told apart. Default 2,000. */
  readonly maxPaths: number;
  /** Evidence for another unit at which values are held, as a natural logarithm: 16 is nine million to one. Default 16. */
  readonly suspectAt: number;
  /** Events after which a suspicion is confirmed or dropped. Default 16. */
  readonly confirmAfter: number;
}

type Range = readonly [preset: number, least: number, most: number];

const ranges: Readonly<Record<keyof WatchSettings, Range>> = {
  warmUpEvents: [30, 1, 1_000_000],
  warmUpValues: [50, 1, 2_000],
  maxPaths: [2_000, 1, 20_000],
  suspectAt: [16, 1, 100],
  confirmAfter: [16, 2, 256],
};

const rows = Object.entries(ranges) as readonly (readonly [keyof WatchSettings, Range])[];

/** @throws {TypeError} for a setting that is no whole number within its range. */
export function readSettings(options: Partial<WatchSettings>): WatchSettings {
  const entries = rows.map(([name, [preset, least, most]]) => {
    const value = options[name] ?? preset;
    if (isWithin(value, least, most)) return [name, value];
    throw new TypeError(`\`${name}\` must be a whole number from ${least} to ${most}`);
  });
  return Object.fromEntries(entries) as WatchSettings;
}

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

export const settingsShape: Shape<WatchSettings> = closed(
  Object.fromEntries(
    rows.map(([name, [, least, most]]) => [
      name,
      where(count, (value) => isWithin(value, least, most), `a whole number from ${least} to ${most}`),
    ]),
  ),
) as Shape<unknown> as Shape<WatchSettings>;
