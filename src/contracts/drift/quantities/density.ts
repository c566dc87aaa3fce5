import type { Axis } from "./axis.ts";
import { smoothInto } from "./smooth.ts";
import { byLast, followLevel, rateAnswers, startTrend, type Trend, usualFrom } from "./trend.ts";

/**
 * How likely a value is, after those accepted before. Two answers compete: that of all values (a histogram, smoothed),
 * and that of the last ones (near their level, as far as they usually are from it). Which one has been right lately
 * decides: independent values favour the first, a series that wanders the second.
 */
export interface Density {
  /** Values counted by step. */
  readonly counts: Uint32Array;
  /** Steps of values that are not counted yet: they are taken in together, because smoothing takes long. */
  readonly waiting: number[];
  /** Logarithm of how likely each step is, by the histogram. */
  readonly logs: Float32Array;
  total: number;
  /** Standard deviation of all values, in steps. */
  deviation: number;
  readonly trend: Trend;
  /** From this logarithm on a value is nothing special. */
  usualFrom: number;
}

/** Above this the past is halved, so that the last few thousand values count. */
const MAX_TOTAL = 4_096;
/** Values before the last ones are asked, and before answers are rated. */
const LEAST_TOTAL = 20;
/** A level that is older says nothing any more: were it trusted, a level that was low by chance would speak for a change. */
const OLDEST_LEVEL = 24;
export interface KnownDensity {
  readonly counts: Uint32Array;
  readonly waiting: readonly number[];
  readonly trend: Trend;
}

export function createDensity({ steps }: Axis, known?: KnownDensity): Density {
  const trend = known ? Object.assign(startTrend(), known.trend) : startTrend();
  const density: Density = {
    counts: known?.counts ?? new Uint32Array(steps),
    waiting: [...(known?.waiting ?? [])],
    logs: new Float32Array(steps).fill(-Math.log(steps)),
    total: 0,
    deviation: 0,
    trend,
    usualFrom: usualFrom(trend),
  };
  if (known) smooth(density);
  return density;
}

/** How many values were learned. */
export const learned = ({ total, waiting }: Density): number => total + waiting.length;

/** A level from which nothing was learned for `age` values is as uncertain as that. */
export interface Level {
  readonly level: number;
  readonly age: number;
}

/** Logarithm of how likely a value is, at a level that may be another than the learned one. */
export function logLikelihood(density: Density, placed: number, { level, age }: Level): number {
  const all = byAll(density, placed) + density.trend.allWeight;
  if (density.total < LEAST_TOTAL || age > OLDEST_LEVEL) return all;
  return Math.max(all, byLast(density.trend, placed, level, age) + density.trend.lastWeight);
}

/**
 * The same for a value as it stands, after one that was not where the last ones lay: the series may go on from anywhere
 * that it has been. Where it has been before proves no change.
 */
export const logLikelihoodAnew = (density: Density, placed: number, level: Level): number =>
  Math.max(byAll(density, placed), logLikelihood(density, placed, level));

/**
 * Whether values at both places were learned, and hardly any between them: they are two groups, either of which the
 * series knows. Likelier than anywhere at all is what was learned.
 */
export function areTwoGroups({ logs }: Density, one: number, other: number): boolean {
  const [from, to] = one < other ? [Math.round(one), Math.round(other)] : [Math.round(other), Math.round(one)];
  const between = logs.slice(Math.max(from, 0), to + 1);
  const ends = Math.min(between[0] as number, between.at(-1) as number);
  return ends > -Math.log(logs.length) && Math.min(...between) < ends - VALLEY;
}

/** How much rarer what lies between two groups is, as a logarithm. */
const VALLEY = 1.5;

/** Whether there is nothing special about a value: as likely as most are. */
export const isUsual = (density: Density, placed: number): boolean =>
  byAll(density, placed) + density.trend.allWeight >= density.usualFrom ||
  byLast(density.trend, placed, density.trend.level, 0) + density.trend.lastWeight >= density.usualFrom;

const byAll = ({ logs }: Density, placed: number): number =>
  logs[Math.min(Math.max(Math.round(placed), 0), logs.length - 1)] as number;

/** Learns an accepted value. */
export function learnValue(density: Density, placed: number): void {
  const { waiting, total, trend } = density;
  if (total >= LEAST_TOTAL) {
    rateAnswers(trend, placed, byAll(density, placed), density.deviation);
    density.usualFrom = usualFrom(trend);
  }
  followLevel(trend, placed);
  waiting.push(Math.round(placed));
  if (waiting.length >= Math.max(4, total >> 3)) takeIn(density);
}

function takeIn(density: Density): void {
  const { counts, waiting } = density;
  for (const step of waiting) counts[step] = (counts[step] as number) + 1;
  const total = density.total + waiting.length;
  waiting.length = 0;
  if (total > MAX_TOTAL) for (let step = 0; step < counts.length; step++) counts[step] = (counts[step] as number) >> 1;
  smooth(density);
}

function smooth(density: Density): void {
  const { total, deviation } = smoothInto(density.logs, density.counts);
  density.total = total;
  density.deviation = deviation;
}
