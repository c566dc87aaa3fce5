/** Where values lie on a line of pixels. */
export interface Scale {
  readonly kind: "linear" | "logarithmic";
  readonly ticks: readonly number[];
  place(value: number): number;
}

/** From so many times on, small values would all lie on the floor of a linear scale. */
const LOGARITHMIC_FROM = 50;

/** A scale that holds all values, `from` and `to` being its ends in pixels. */
export function scaleFor(values: readonly number[], from: number, to: number): Scale {
  const [low, high] = extent(values);
  return low > 0 && high / low >= LOGARITHMIC_FROM ? logarithmic(low, high, from, to) : linear(low, high, from, to);
}

/** Without `Math.min(...)`: an argument list has a limit. */
export const extent = (values: readonly number[]): readonly [low: number, high: number] =>
  values.length === 0
    ? [0, 1]
    : [values.reduce((low, value) => Math.min(low, value)), values.reduce((high, value) => Math.max(high, value))];

function linear(low: number, high: number, from: number, to: number): Scale {
  const step = niceStep((high - Math.min(low, 0)) / 4);
  const [first, last] = [Math.floor(Math.min(low, 0) / step), Math.max(Math.ceil(high / step), 1)];
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => tidy((first + at) * step));
  const [start, end] = [first * step, last * step];
  return { kind: "linear", ticks, place: (value) => from + ((value - start) / (end - start)) * (to - from) };
}

function logarithmic(low: number, high: number, from: number, to: number): Scale {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => tidy(10 ** (first + at)));
  const place = (value: number): number => from + ((Math.log10(value) - first) / (last - first)) * (to - from);
  return { kind: "logarithmic", ticks, place };
}

/** 1, 2 or 5 times a power of ten, not below the wanted step. */
function niceStep(wanted: number): number {
  if (!(wanted > 0) || !Number.isFinite(wanted)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= wanted) ?? 10);
}

const tidy = (value: number): number => Number(value.toPrecision(12));

/** Moments that divide a stretch of time evenly, ends left out. */
export const timeTicks = (from: number, until: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => from + ((until - from) * (at + 0.5)) / count);

/** The middle value; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
