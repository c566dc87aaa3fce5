import { closed, countFrom, type Shape } from "../../foundation/shape.ts";

export interface ObserverSettings {
  /** Events of a source before anything is found in them. Default 30. */
  readonly warmUpEvents: number;
  /** Most places that are told apart, those of all sources together. Default 5,000. */
  readonly maxPaths: number;
  /** Most sources that are told apart; further ones are looked at as one. Default 100. */
  readonly maxSources: number;
}

type Range = readonly [preset: number, least: number, most: number];

const ranges: Readonly<Record<keyof ObserverSettings, Range>> = {
  warmUpEvents: [30, 1, 1_000_000],
  maxPaths: [5_000, 1, 50_000],
  maxSources: [100, 1, 10_000],
};

/** @throws {TypeError} for a setting out of its range. */
export function readSettings(options: Partial<ObserverSettings>): ObserverSettings {
  const entries = Object.entries(ranges).map(([name, [preset, least, most]]) => {
    const value = options[name as keyof ObserverSettings] ?? preset;
    if (Number.isInteger(value) && value >= least && value <= most) return [name, value];
    throw new TypeError(`\`${name}\` must be a whole number from ${least} to ${most}`);
  });
  return Object.fromEntries(entries) as ObserverSettings;
}

const shapeOf = ([, least, most]: Range): Shape<number> => countFrom(least, most);

export const settingsShape: Shape<ObserverSettings> = closed({
  warmUpEvents: shapeOf(ranges.warmUpEvents),
  maxPaths: shapeOf(ranges.maxPaths),
  maxSources: shapeOf(ranges.maxSources),
});
