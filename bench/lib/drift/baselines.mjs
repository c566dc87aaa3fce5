/**
 * Plain detectors of change after their papers, with the parameters that `river` and `evidently` have by default. They
 * know no units: they say that something changed, at once and for certain.
 *
 * @typedef {{ take: (value: number) => undefined | { stage: "suspected" | "confirmed", factor?: number, unit?: string } }} Detector
 */

const alarm = { stage: "confirmed" };
const logarithm = (value) => Math.log10(Math.max(Math.abs(value), 1e-12));

/** Page, "Continuous inspection schemes" (1954), in Hinkley's two-sided form. */
export function pageHinkley({ threshold = 50, delta = 0.005, alpha = 0.9999, least = 30, of = (value) => value } = {}) {
  let [count, mean, up, down] = [0, 0, 0, 0];
  return {
    take(raw) {
      const value = of(raw);
      count += 1;
      mean += (value - mean) / count;
      up = Math.max(0, alpha * up + (value - mean - delta));
      down = Math.max(0, alpha * down - (value - mean + delta));
      return count >= least && Math.max(up, down) > threshold ? alarm : undefined;
    },
  };
}

export const pageHinkleyOfLogarithms = () => pageHinkley({ of: logarithm });

/** Bifet and Gavaldà, "Learning from time-changing data with adaptive windowing" (2007): an exponential histogram, looked at every 32 values. */
export function adwin({ delta = 0.002, clock = 32, most = 5, of = logarithm } = {}) {
  /** Rows of buckets, the newest first; each bucket of row `r` stands for 2^r values. */
  const rows = [[]];
  let seen = 0;
  const compress = () => {
    for (let row = 0; row < rows.length; row++) {
      if (rows[row].length <= most) continue;
      const [second, first] = [rows[row].pop(), rows[row].pop()];
      rows[row + 1] ??= [];
      rows[row + 1].unshift(merge(first, second));
    }
  };
  const isCut = () => {
    const buckets = rows.flat();
    const whole = buckets.reduce(merge);
    const confidence = Math.log((2 * Math.log(whole.count)) / delta);
    const variance = whole.squares / whole.count;
    let recent = { count: 0, mean: 0, squares: 0 };
    return buckets.slice(0, -1).some((bucket) => {
      recent = recent.count === 0 ? bucket : merge(recent, bucket);
      const older = whole.count - recent.count;
      if (recent.count < 5 || older < 5) return false;
      const olderMean = (whole.mean * whole.count - recent.mean * recent.count) / older;
      const harmonic = 1 / (recent.count - 5 + 1) + 1 / (older - 5 + 1);
      const bound = Math.sqrt(2 * harmonic * variance * confidence) + (2 / 3) * harmonic * confidence;
      return Math.abs(recent.mean - olderMean) > bound;
    });
  };
  return {
    take(raw) {
      rows[0].unshift({ count: 1, mean: of(raw), squares: 0 });
      compress();
      seen += 1;
      return seen % clock === 0 && seen > 10 && isCut() ? alarm : undefined;
    },
  };
}

function merge(left, right) {
  const count = left.count + right.count;
  const distance = right.mean - left.mean;
  return {
    count,
    mean: left.mean + (distance * right.count) / count,
    squares: left.squares + right.squares + (distance ** 2 * left.count * right.count) / count,
  };
}

/** Kolmogorov and Smirnov's distance of the last 100 values from the 500 before them, looked at every 100 values, p < 0.05. */
export const kolmogorovSmirnov = () =>
  windowed((reference, recent) => {
    const limit = 1.358 * Math.sqrt((reference.length + recent.length) / (reference.length * recent.length));
    return distanceOf(reference, recent) > limit;
  });

/** Population stability index above 0.2 over ten bins of equal share, the same windows. */
export const stabilityIndex = () =>
  windowed((reference, recent) => {
    const sorted = reference.toSorted((left, right) => left - right);
    const edges = Array.from({ length: 9 }, (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / 10)]);
    const [expected, actual] = [reference, recent].map((values) => shares(values, edges));
    return expected.reduce((sum, share, at) => sum + (actual[at] - share) * Math.log(actual[at] / share), 0) > 0.2;
  });

function shares(values, edges) {
  const counts = new Array(edges.length + 1).fill(0);
  for (const value of values) {
    const bin = edges.findIndex((edge) => value < edge);
    counts[bin === -1 ? edges.length : bin] += 1;
  }
  return counts.map((count) => Math.max(count / values.length, 1e-4));
}

function distanceOf(left, right) {
  const [a, b] = [left, right].map((values) => values.toSorted((one, other) => one - other));
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (i < a.length && a[i] <= value) i++;
    while (j < b.length && b[j] <= value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance;
}

function windowed(differs) {
  const [REFERENCE, RECENT] = [500, 100];
  let values = [];
  let waiting = 0;
  return {
    take(value) {
      values.push(value);
      waiting += 1;
      if (values.length > REFERENCE + RECENT) values = values.slice(-REFERENCE - RECENT);
      if (values.length < REFERENCE + RECENT || waiting < RECENT) return undefined;
      waiting = 0;
      return differs(values.slice(0, REFERENCE), values.slice(REFERENCE)) ? alarm : undefined;
    },
  };
}

/** Says so at every hundredth value, whatever it is: what a detector must at least be better than. */
export function always() {
  let seen = 0;
  return { take: () => (++seen % 100 === 0 ? alarm : undefined) };
}
