import { fromNano, squareRoot, toNano } from "./arithmetic.ts";
import type { TrustModel } from "./model.ts";

/** How much speaks for a source and how much against it, in observations as they count today. */
export interface Evidence {
  readonly good: number;
  readonly bad: number;
}

/**
 * An opinion of subjective logic (Jøsang): belief, disbelief and uncertainty add up to one. Without evidence it is all
 * uncertainty, and as evidence ages it goes back to that. Each number is rounded to 10⁻⁹.
 */
export interface Opinion {
  readonly belief: number;
  readonly disbelief: number;
  readonly uncertainty: number;
  /** Projected probability: belief, and the base rate's share of the uncertainty. */
  readonly mean: number;
  /** The mean less `lowerBoundZ` standard deviations of its beta distribution; never below 0. */
  readonly lowerBound: number;
}

/** The opinion that evidence gives: b = r/(r+s+W), d = s/(r+s+W), u = W/(r+s+W). */
export function toOpinion({ good, bad }: Evidence, model: TrustModel): Opinion {
  const total = good + bad + model.priorWeight;
  const mean = (good + model.baseRate * model.priorWeight) / total;
  const deviation = squareRoot((mean * (1 - mean)) / (total + 1));
  return {
    belief: rounded(good / total),
    disbelief: rounded(bad / total),
    uncertainty: rounded(model.priorWeight / total),
    mean: rounded(mean),
    lowerBound: rounded(Math.max(0, mean - model.lowerBoundZ * deviation)),
  };
}

const rounded = (value: number): number => fromNano(toNano(value));
