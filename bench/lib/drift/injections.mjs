/**
 * Changes of unit, put into real series at points drawn by a seeded generator: what happens when one system begins to
 * send another unit. Every series gets each change of its unit's family, at three points.
 */

/** @typedef {{ name: string, apply: (value: number) => number, factor: number }} Change */

const times = (factor) => ({ name: `× ${Number(factor.toPrecision(6))}`, apply: (value) => value * factor, factor });

const time = [60, 1 / 60, 1_000, 1 / 1_000].map(times);
const money = [100, 1 / 100, 1_000, 1 / 1_000].map(times);
/** Pieces where cases of twelve belong, and the other way round; `case` is a pack of the contract. */
const pieces = [12, 1 / 12, 100, 1 / 100].map(times);
const counted = [1 / 12, 1 / 100, 100, 1_000].map(times);

/** What each unit is mistaken for. The same families as in contracts: conversions, and moves of the decimal point. */
const families = {
  s: time,
  ms: [1 / 1_000, 1_000, 1 / 60_000].map(times),
  d: [24, 1_440, 1 / 7, 1_000].map(times),
  "min/km": [60, 1 / 60, 1.609344, 1_000].map(times),
  kg: [1_000, 1 / 1_000, 2.2046226, 0.45359237].map(times),
  t: [1_000, 1 / 1_000, 2.2046226].map(times),
  "[mi_i]/h": [1.609344, 1 / 1.609344, 0.44704].map(times),
  "[degF]": [{ name: "°F → °C", apply: (value) => ((value - 32) * 5) / 9, factor: undefined, unit: "Cel" }],
  "%": [1 / 100, 100].map(times),
  USD: money,
  GBP: money,
  EA: pieces,
  1: counted,
};

export const changesOf = ({ unit }) => families[unit];

const POINTS = 3;
/** Events before the change that a detector gets to learn from, at most. */
export const HISTORY = 2_000;
/** Events after the change within which it counts as found. */
export const HORIZON = 400;

/** Where each change happens: between 40 and 80 percent of the series. */
export function injectionsOf(series) {
  const random = mulberry(hash(series.name));
  return changesOf(series).flatMap((change) =>
    Array.from({ length: POINTS }, () => ({
      series,
      change,
      at: Math.floor(series.values.length * (0.4 + 0.4 * random())),
    })),
  );
}

/**
 * Whether a change can be seen at all in values that stand alone: its logarithm against the standard deviation of the
 * values' logarithms. The rule knows the data and the factor, and no detector's answer.
 */
export function isVisible({ values }, { factor }) {
  if (factor === undefined) return true;
  const logarithms = values.filter((value) => value > 0).map(Math.log);
  return Math.abs(Math.log(factor)) >= deviation(logarithms);
}

export function deviation(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const hash = (text) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.codePointAt(0)) | 0, 7);

/** A generator of numbers from 0 to 1, the same for the same seed. */
export function mulberry(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
