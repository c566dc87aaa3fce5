/** Mean and variance of values seen so far, the last `memory` of them weighing most. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

export const noSpread: Spread = { count: 0, mean: 0, variance: 0 };

/** One more value (exponentially weighted, after a plain mean of the first `memory` values). */
export function learnSpread({ count, mean, variance }: Spread, value: number, memory: number): Spread {
  const share = Math.max(1 / (count + 1), 1 / memory);
  const step = value - mean;
  return { count: count + 1, mean: mean + share * step, variance: (1 - share) * (variance + share * step * step) };
}

export const deviation = ({ variance }: Spread): number => Math.sqrt(variance);
