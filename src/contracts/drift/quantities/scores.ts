import type { Reading } from "./axis.ts";
import { type Density, logLikelihood, logLikelihoodAnew } from "./density.ts";
import { MOST_PER_EVENT, MOST_RECENT, type QuantityTestState, type TestedField } from "./test-state.ts";

/**
 * What a gain loses because it is cut off below: it keeps the expectation of its exponential at one, on which the
 * threshold's bound on false alarms rests.
 */
const CUT = 0.0025;
/** Values whose likelihood goes together from one to the next count for less, but for no less than this. */
const LEAST_PACE = 0.3;
const MOST_CORRELATION = 0.9;
/** What was learned from few values is no more than a guess: from so many, it counts for half. */
const FEW = 20;

/** How much speaks for each hypothesis after one more event: capped, so that right values end a suspicion as quickly as it came. */
export function scoresAfter(
  field: TestedField,
  before: QuantityTestState,
  values: readonly Reading[],
  suspectAt: number,
): readonly number[] {
  const pace = paceOf(field.density);
  const scores = gainsOf(field, before, values).map((gain, at) => {
    const score = before.scores[at] as number;
    const cut = Math.min(Math.max(gain, -MOST_PER_EVENT), MOST_PER_EVENT) - CUT;
    // What speaks against an open suspicion counts in full: right values are not to wait for what few of them prove.
    const step = cut < 0 && score >= suspectAt ? cut : pace * cut;
    return Math.min(Math.max(score + step, 0), suspectAt + 2 * MOST_PER_EVENT);
  });
  return withoutStale(scores, before, suspectAt);
}

/** Whether anything would be gained: most unusual values are unusual under every hypothesis. */
export const speaksForAny = (field: TestedField, before: QuantityTestState, values: readonly Reading[]): boolean =>
  gainsOf(field, before, values).some((gain) => gain > CUT);

/** How many times likelier the values are under each hypothesis than as they stand, as logarithms. */
function gainsOf(
  { axis, bank, density }: TestedField,
  { age, recent }: QuantityTestState,
  values: readonly Reading[],
): readonly number[] {
  const at = { level: density.trend.level, age };
  const placed = values.map((value) => axis.place(value[0]) as number);
  const asItStands = recent.length === 0 ? logLikelihood : logLikelihoodAnew;
  const declared = placed.reduce((sum, place) => sum + asItStands(density, place, at), 0);
  return bank.map((hypothesis) =>
    values.reduce(
      (sum, value, index) => sum + logLikelihood(density, axis.under(hypothesis, value, placed[index] as number), at),
      -declared,
    ),
  );
}

/** How many independent values one value is worth, by the correlation of each with the next: (1 - r) / (1 + r). */
function paceOf({ trend, total }: Density): number {
  const correlation = Math.min(Math.max(trend.correlation, 0), MOST_CORRELATION);
  return Math.max(LEAST_PACE, (1 - correlation) / (1 + correlation)) * (total / (total + FEW));
}

/**
 * A score that has not reached the threshold after as many events as are looked at together never meant anything: a
 * small drift of a series that was learned from few values, which nothing would be learned of while it lasted.
 */
const withoutStale = (scores: readonly number[], { runs }: QuantityTestState, suspectAt: number): readonly number[] =>
  scores.map((score, at) => (score < suspectAt && (runs[at] as number) >= MOST_RECENT ? 0 : score));
