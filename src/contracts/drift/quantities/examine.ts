import type { Reading } from "./axis.ts";
import { logLikelihood } from "./density.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { MOST_PER_EVENT, type QuantityTestState, type TestedField } from "./test-state.ts";
import { followed, MOST_DISTANCE } from "./trend.ts";

/** What a look at the last values together says. `open`: more of them are needed. */
export interface Examination {
  readonly named: number;
  readonly verdict: "confirmed" | "cleared" | "open";
}

/** How many times likelier than a change of level it has to be, and than the next best hypothesis, as logarithms. */
const CONVINCING = 12;
const DISTINCT = 4;
/** Where two hypotheses stay alike, the better one is named after so many events. */
const DISTINCT_WITHIN = 48;
/** How many standard deviations less likely than accepted values on average converted ones may be; and to be looked at longer. */
const MOST_DEVIATIONS = 4.5;
const STILL_OPEN = 4;
/** Odds at which a suspicion is kept open, as a logarithm; and for how many events. */
const PROMISING = 3;
const OPEN_FOR = 64;
/** Share of the last values that may have come late, as they were before; and of those that must have changed. */
const STRAGGLERS = 0.1;
const LEAST_SHARE = 0.75;
const MOST_CORRELATION = 0.8;

/**
 * Compares two stories about the last values: they are right but for the hypothesis, some stragglers aside, and go on
 * from the level before it; or they are as they stand, and the level has changed. Then asks whether converted values are
 * as likely as accepted ones were, which tells a change of unit from a mere change of level.
 */
export function examine(field: TestedField, state: QuantityTestState, run: number): Examination {
  const values = state.recent.slice(-run);
  const told = field.bank.map((hypothesis) => likelihoodIf(field, state, values, hypothesis));
  const likelihoods = told.map(({ likelihood }, at) => likelihood + (field.bank[at] as Hypothesis).prior);
  const named = likelihoods.indexOf(Math.max(...likelihoods));
  const best = likelihoods[named] as number;
  const odds = best - likelihoodAsIs(field, state, values);
  const next = Math.max(...likelihoods.filter((_, at) => at !== named));
  const off = deviationsOff(field, best / values.length, values.length);
  const isTypical = off <= MOST_DEVIATIONS && (told[named]?.changed ?? 0) >= LEAST_SHARE * values.length;
  if (odds > CONVINCING && isTypical && (best - next >= DISTINCT || values.length >= DISTINCT_WITHIN))
    return { named, verdict: "confirmed" };
  const isOpen = values.length < OPEN_FOR && ((isTypical && odds > PROMISING) || off < STILL_OPEN);
  return { named, verdict: isOpen ? "open" : "cleared" };
}

interface Told {
  readonly likelihood: number;
  /** How many of the values are rather converted than stragglers. */
  readonly changed: number;
}

function likelihoodIf(
  field: TestedField,
  { level: start }: QuantityTestState,
  values: readonly Reading[],
  hypothesis: Hypothesis,
): Told {
  const { axis, density } = field;
  const floor = floorOf(field);
  let [level, likelihood, changed] = [start, 0, 0];
  for (const value of values) {
    const placed = axis.place(value[0]) as number;
    const converted = axis.under(hypothesis, value, placed);
    const ifChanged = Math.max(floor, logLikelihood(density, converted, { level, age: 0 })) + Math.log(1 - STRAGGLERS);
    const ifLate = Math.max(floor, logLikelihood(density, placed, { level, age: 0 })) + Math.log(STRAGGLERS);
    const either = ifChanged + Math.log1p(Math.exp(ifLate - ifChanged));
    const share = Math.exp(ifChanged - either);
    likelihood += either;
    changed += share;
    level += share * (followed(density.trend, level, converted, MOST_DISTANCE) - level);
  }
  return { likelihood, changed };
}

/** As they stand: the level follows them wherever they go. */
function likelihoodAsIs(field: TestedField, { level: start }: QuantityTestState, values: readonly Reading[]): number {
  const { axis, density } = field;
  const floor = floorOf(field);
  let [level, likelihood] = [start, 0];
  for (const value of values) {
    const placed = axis.place(value[0]) as number;
    likelihood += Math.max(floor, logLikelihood(density, placed, { level, age: 0 }));
    level = followed(density.trend, level, placed, Number.POSITIVE_INFINITY);
  }
  return likelihood;
}

/** One wild value does not decide alone. */
const floorOf = ({ density: { trend } }: TestedField): number =>
  trend.mean - MOST_DEVIATIONS * Math.sqrt(trend.variance) - MOST_PER_EVENT;

/** How many standard deviations a mean of so many likelihoods lies below the usual one, values that go together counted as fewer. */
function deviationsOff({ density: { trend } }: TestedField, mean: number, values: number): number {
  const correlation = Math.min(Math.max(trend.correlation, 0), MOST_CORRELATION);
  const independent = (values * (1 - correlation)) / (1 + correlation);
  return (trend.mean - mean) / Math.sqrt(trend.variance / independent);
}
