import type { Axis } from "./axis.ts";
import { smoothInto } from "./smooth.ts";

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

/** What is known of the order of values, all in steps or natural logarithms. */
export interface Trend {
  /** Where the last values lie, and how far from it they usually are. */
  level: number;
  scale: number;
  /** How well each answer foretold the last values, and what weight it has for that. */
  allScore: number;
  lastScore: number;
  allWeight: number;
  lastWeight: number;
  /** How likely accepted values were found: mean, variance, correlation of one with the next; from how many. */
  mean: number;
  variance: number;
  correlation: number;
  previous: number;
  judged: number;
}

/** Above this the past is halved, so that the last few thousand values count. */
const MAX_TOTAL = 4_096;
/** Values before the last ones are asked, and before answers are rated. */
const LEAST_TOTAL = 20;
/** Share of a new value in the level; of its distance in the scale; of an old score in the next; of a judged value. */
const FOLLOW = 0.25;
const FOLLOW_SCALE = 1 / 32;
const FORGET = 0.98;
const FOLLOW_FIT = 1 / 256;
const LEAST_WEIGHT = 0.05;
/** The last values are only asked while they lie nearer together than this share of all values' deviation. */
const NEAR = 0.7;
const LEAST_SCALE = 0.2;
/** A wild value moves the level by so many scales at most, and counts as so far away in the scale itself. */
const MOST_SCALES = 3;
export const MOST_DISTANCE = 8;
const LEAST_LOG = -12;
/** Values after which the level is twice as uncertain, in variance. */
const AGEING = 4;
/** A level that is older says nothing any more: were it trusted, a level that was low by chance would speak for a change. */
const OLDEST_LEVEL = 24;
/** How much less likely than the mean a usual value may be: so many deviations, and so much. */
const USUAL_DEVIATIONS = 0.7;
const USUAL_LOSS = 0.3;

export const startTrend = (): Trend => ({
  level: Number.NaN,
  scale: 20,
  allScore: 0,
  lastScore: 0,
  allWeight: Math.log(0.5),
  lastWeight: Math.log(0.5),
  mean: 0,
  variance: 1,
  correlation: 0,
  previous: 0,
  judged: 0,
});

export interface KnownDensity {
  readonly counts: Uint32Array;
  readonly waiting: readonly number[];
  readonly trend: Trend;
}

export function createDensity({ steps }: Axis, known?: KnownDensity): Density {
  const density: Density = {
    counts: known?.counts ?? new Uint32Array(steps),
    waiting: [...(known?.waiting ?? [])],
    logs: new Float32Array(steps).fill(-Math.log(steps)),
    total: 0,
    deviation: 0,
    trend: known ? { ...known.trend } : startTrend(),
    usualFrom: Number.POSITIVE_INFINITY,
  };
  if (known) smooth(density);
  rate(density);
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

/** Student's distribution with three degrees of freedom: wild values happen. */
function byLast({ scale }: Trend, placed: number, level: number, age: number): number {
  const width = age === 0 ? scale : scale * Math.sqrt(1 + age / AGEING);
  const distance = (placed - level) / width;
  return STUDENT - 2 * Math.log(1 + (distance * distance) / 3) - Math.log(width);
}

/** Logarithm of Γ(2) / (Γ(3/2) √(3π)). */
const STUDENT = -1.0008888;

/** Learns an accepted value. */
export function learnValue(density: Density, placed: number): void {
  const { waiting, total, trend } = density;
  if (total >= LEAST_TOTAL) rateAnswers(density, placed);
  followLevel(trend, placed);
  waiting.push(Math.round(placed));
  if (waiting.length >= Math.max(4, total >> 3)) takeIn(density);
}

function rateAnswers(density: Density, placed: number): void {
  const { trend, deviation } = density;
  const all = Math.max(byAll(density, placed), LEAST_LOG);
  const last = Math.max(byLast(trend, placed, trend.level, 0), LEAST_LOG);
  judgeFit(trend, Math.max(all + trend.allWeight, last + trend.lastWeight));
  trend.allScore = FORGET * trend.allScore + all;
  trend.lastScore = FORGET * trend.lastScore + last;
  const share = trend.scale > NEAR * deviation ? 0 : 1 / (1 + Math.exp(trend.allScore - trend.lastScore));
  const { all: allWeight, last: lastWeight } = weightsAt(share);
  trend.allWeight = allWeight;
  trend.lastWeight = lastWeight;
  rate(density);
}

/** Of each answer, as logarithms, where the last values have this share. */
interface Weights {
  readonly all: number;
  readonly last: number;
}

const weightsOf = (share: number): Weights => ({ all: Math.log(1 - share), last: Math.log(share) });
const leastWeights: Weights = weightsOf(LEAST_WEIGHT);
const mostWeights: Weights = weightsOf(1 - LEAST_WEIGHT);

/** Neither answer is ever out of the question. Most shares lie beyond these bounds, whose logarithms are known. */
function weightsAt(share: number): Weights {
  if (share <= LEAST_WEIGHT) return leastWeights;
  return share >= 1 - LEAST_WEIGHT ? mostWeights : weightsOf(share);
}

function judgeFit(trend: Trend, likelihood: number): void {
  trend.judged += 1;
  const share = Math.max(1 / trend.judged, FOLLOW_FIT);
  const distance = likelihood - trend.mean;
  trend.mean += share * distance;
  trend.variance += share * (distance * (likelihood - trend.mean) - trend.variance);
  const together = (distance * trend.previous) / Math.max(trend.variance, 1e-3);
  trend.correlation += share * (together - trend.correlation);
  trend.previous = distance;
}

function rate(density: Density): void {
  const { mean, variance, judged } = density.trend;
  density.usualFrom =
    judged === 0 ? Number.POSITIVE_INFINITY : mean - USUAL_LOSS - USUAL_DEVIATIONS * Math.sqrt(variance);
}

function followLevel(trend: Trend, placed: number): void {
  if (Number.isNaN(trend.level)) trend.level = placed;
  const distance = placed - trend.level;
  trend.scale += FOLLOW_SCALE * (Math.min(Math.abs(distance), MOST_DISTANCE * trend.scale) - trend.scale);
  trend.scale = Math.max(trend.scale, LEAST_SCALE);
  trend.level = followed(trend, trend.level, placed);
}

/** A level after one more value. */
export function followed({ scale }: Trend, level: number, placed: number, scales: number = MOST_SCALES): number {
  const most = scales * scale;
  return level + FOLLOW * Math.min(Math.max(placed - level, -most), most);
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
