/** Values that are assumed to have been seen anywhere at all, so that nothing is impossible. */
const PRIOR = 4;

/**
 * Spreads the counts by a triangle, as wide as their number and spread ask for (Silverman's rule), and writes the
 * logarithm of how likely each step is. A triangle rises and falls by the same from step to step, so that one pass adds
 * all of them up.
 */
export function smoothInto(logs: Float32Array, counts: Uint32Array): Pick<Spread, "total" | "deviation"> {
  const spread = describe(counts);
  const { total, lowest, highest } = spread;
  const reach = reachOf(spread);
  const [peak, floor] = [(reach + 1) ** 2, PRIOR / counts.length];
  logs.fill(Math.log(floor / (total + PRIOR)));
  let [slope, weight] = [0, 0];
  const last = Math.min(highest + reach, counts.length - 1);
  for (let step = lowest - reach; step <= last; step++) {
    slope += countAt(counts, step + reach) - 2 * countAt(counts, step - 1) + countAt(counts, step - reach - 2);
    weight += slope;
    if (step >= 0) logs[step] = Math.log((weight / peak + floor) / (total + PRIOR));
  }
  return spread;
}

const countAt = (counts: Uint32Array, step: number): number =>
  step < 0 || step >= counts.length ? 0 : (counts[step] as number);

interface Spread {
  readonly total: number;
  readonly lowest: number;
  readonly highest: number;
  readonly deviation: number;
  /** Between the first and the third quarter. */
  readonly middle: number;
}

function describe(counts: Uint32Array): Spread {
  let [total, sum, squares, lowest, highest] = [0, 0, 0, counts.length, -1];
  for (let step = 0; step < counts.length; step++) {
    const count = counts[step] as number;
    if (count === 0) continue;
    total += count;
    sum += count * step;
    squares += count * step * step;
    lowest = Math.min(lowest, step);
    highest = step;
  }
  const mean = total === 0 ? 0 : sum / total;
  const deviation = total === 0 ? 0 : Math.sqrt(Math.max(0, squares / total - mean ** 2));
  return { total, lowest, highest, deviation, middle: middleHalf(counts, total) };
}

function middleHalf(counts: Uint32Array, total: number): number {
  let [fourTimesSeen, first] = [0, -1];
  for (let step = 0; step < counts.length; step++) {
    fourTimesSeen += 4 * (counts[step] as number);
    if (first < 0 && fourTimesSeen >= total) first = step;
    if (fourTimesSeen >= 3 * total) return step - first + 1;
  }
  return 0;
}

const SILVERMAN = 0.9;
/** A triangle's half width, in its standard deviations. */
const TRIANGLE = Math.sqrt(6);
const MOST_REACH = 60;

function reachOf({ total, deviation, middle }: Spread): number {
  const width = Math.min(deviation, middle / 1.349) || deviation;
  return Math.min(Math.max(Math.round((TRIANGLE * SILVERMAN * width) / total ** 0.2), 1), MOST_REACH);
}
