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

/** How likely a value is after the last ones, by Student's distribution with three degrees of freedom: wild values happen. */
export function byLast({ scale }: Trend, placed: number, level: number, age: number): number {
  const width = age === 0 ? scale : scale * Math.sqrt(1 + age / AGEING);
  const distance = (placed - level) / width;
  return STUDENT - 2 * Math.log(1 + (distance * distance) / 3) - Math.log(width);
}

/** Logarithm of Γ(2) / (Γ(3/2) √(3π)). */
const STUDENT = -1.0008888;

/** Learns how well each answer foretold a value: `byAll` is what all values say, whose standard deviation is given. */
export function rateAnswers(trend: Trend, placed: number, byAll: number, deviation: number): void {
  const all = Math.max(byAll, LEAST_LOG);
  const last = Math.max(byLast(trend, placed, trend.level, 0), LEAST_LOG);
  judgeFit(trend, Math.max(all + trend.allWeight, last + trend.lastWeight));
  trend.allScore = FORGET * trend.allScore + all;
  trend.lastScore = FORGET * trend.lastScore + last;
  const share = trend.scale > NEAR * deviation ? 0 : 1 / (1 + Math.exp(trend.allScore - trend.lastScore));
  const { all: allWeight, last: lastWeight } = weightsAt(share);
  trend.allWeight = allWeight;
  trend.lastWeight = lastWeight;
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

/** From this logarithm on a value is nothing special. */
export function usualFrom({ mean, variance, judged }: Trend): number {
  return judged === 0 ? Number.POSITIVE_INFINITY : mean - USUAL_LOSS - USUAL_DEVIATIONS * Math.sqrt(variance);
}

/** Learns where the last values lie. */
export function followLevel(trend: Trend, placed: number): void {
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
