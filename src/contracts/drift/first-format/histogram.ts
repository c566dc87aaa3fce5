import { STEPS } from "../steps.ts";

/**
 * How often values of each size were accepted: counts over the logarithm, in steps of about ten percent, from 1e-12 to
 * 1e15. Changing the unit moves such a histogram and leaves its shape as it is. 5 KiB.
 */
export interface Histogram {
  readonly counts: Uint32Array;
  /** The counts spread over their neighbours by a triangle of width `reach`: whole numbers, so that every order of adding gives the same. */
  readonly spread: Uint32Array;
  reach: number;
  total: number;
}

/** Above this the past is halved, so that the last few thousand values count. */
const MAX_TOTAL = 4_096;

/** A histogram of counts, none by default. */
export function createHistogram(counts: Uint32Array = new Uint32Array(STEPS)): Histogram {
  const histogram = { counts, spread: new Uint32Array(STEPS), reach: 0, total: 0 };
  rebuild(histogram);
  return histogram;
}

export function addStep(histogram: Histogram, step: number): void {
  histogram.counts[step] = (histogram.counts[step] ?? 0) + 1;
  histogram.total += 1;
  if (histogram.total > MAX_TOTAL) halve(histogram);
  else if (histogram.reach === reachOf(histogram.total)) spreadOut(histogram, step, 1);
  else rebuild(histogram);
}

function halve(histogram: Histogram): void {
  histogram.counts.forEach((count, step) => {
    histogram.counts[step] = count >> 1;
  });
  rebuild(histogram);
}

function rebuild(histogram: Histogram): void {
  histogram.total = histogram.counts.reduce((total, count) => total + count, 0);
  histogram.reach = reachOf(histogram.total);
  histogram.spread.fill(0);
  histogram.counts.forEach((count, step) => {
    if (count > 0) spreadOut(histogram, step, count);
  });
}

function spreadOut({ spread, reach }: Histogram, step: number, count: number): void {
  for (let offset = -reach; offset <= reach; offset++) {
    const at = step + offset;
    if (at >= 0 && at < STEPS) spread[at] = (spread[at] ?? 0) + count * (reach + 1 - Math.abs(offset));
  }
}

/** Neighbours on each side that a value lends likelihood to: fewer, the more values there are (Silverman's cube root). */
const reachOf = (total: number): number => Math.min(12, Math.max(3, Math.round(60 / Math.cbrt(total))));

/** Values that are assumed to have been seen anywhere at all, so that nothing is impossible. */
const PRIOR = 4;

/** Logarithm of how likely a value of a step is. */
export const logLikelihood = ({ spread, reach, total }: Histogram, step: number): number =>
  Math.log(((spread[step] ?? 0) / (reach + 1) ** 2 + PRIOR / STEPS) / (total + PRIOR));

/** What the logarithm of the likelihood of an accepted value is on average, and how widely it varies. */
export function typicalLikelihood(histogram: Histogram): { readonly mean: number; readonly deviation: number } {
  let [sum, squares] = [0, 0];
  histogram.counts.forEach((count, step) => {
    if (count === 0) return;
    const likelihood = logLikelihood(histogram, step);
    sum += count * likelihood;
    squares += count * likelihood ** 2;
  });
  const mean = sum / histogram.total;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / histogram.total - mean ** 2)) };
}
