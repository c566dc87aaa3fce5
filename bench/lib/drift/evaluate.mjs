import { HISTORY, HORIZON, injectionsOf, isVisible } from "./injections.mjs";

/**
 * Runs a detector over unchanged series, for its false alarms, and over changed ones, for what it misses. A confirmed
 * alarm starts it anew: somebody has looked.
 *
 * @param {(series: import("./series.mjs").Series) => import("./baselines.mjs").Detector} create
 */
export function evaluate(create, allSeries) {
  const quiet = allSeries.map((series) => ({ series, ...falseAlarms(create, series) }));
  const runs = allSeries.flatMap(injectionsOf).map((injection) => detect(create, injection));
  return { quiet, runs, ...summarise(quiet, runs) };
}

function falseAlarms(create, series) {
  let [detector, suspected, held, confirmed, wasQuiet] = [create(series), 0, 0, 0, true];
  const started = performance.now();
  for (const value of series.values) {
    const answer = detector.take(value);
    if (answer && wasQuiet) suspected += 1;
    if (answer) held += 1;
    wasQuiet = answer === undefined;
    if (answer?.stage !== "confirmed") continue;
    confirmed += 1;
    [detector, wasQuiet] = [create(series), true];
  }
  return { events: series.values.length, suspected, held, confirmed, ms: performance.now() - started };
}

function detect(create, { series, change, at }) {
  let detector = create(series);
  for (let index = Math.max(0, at - HISTORY); index < at; index++)
    if (detector.take(series.values[index])?.stage === "confirmed") detector = create(series);
  const run = { series, change, isVisible: isVisible(series, change), suspected: undefined, confirmed: undefined };
  for (let delay = 1; delay <= HORIZON && at + delay <= series.values.length; delay++) {
    const answer = detector.take(change.apply(series.values[at + delay - 1]));
    if (answer) run.suspected ??= delay;
    if (answer?.stage !== "confirmed") continue;
    return { ...run, confirmed: delay, isNamed: isNamed(answer, change) };
  }
  return run;
}

/** The factor within five percent, or the unit where there is more to a conversion than a factor. */
const isNamed = ({ factor, unit }, change) =>
  change.factor === undefined ? unit === change.unit : Math.abs(Math.log(factor / change.factor)) < 0.05;

function summarise(quiet, runs) {
  const sum = (of) => quiet.reduce((total, one) => total + of(one), 0);
  const events = sum((one) => one.events);
  const per10000 = (of) => (sum(of) / events) * 10_000;
  const visible = runs.filter((run) => run.isVisible);
  const found = runs.filter(({ confirmed }) => confirmed !== undefined);
  const suspicions = runs.flatMap(({ suspected }) => suspected ?? []);
  const confirmations = found.map(({ confirmed }) => confirmed);
  return {
    events,
    injections: runs.length,
    suspectedPer10000: per10000((one) => one.suspected),
    heldPer10000: per10000((one) => one.held),
    confirmedPer10000: per10000((one) => one.confirmed),
    missed: share(runs, ({ confirmed }) => confirmed === undefined),
    missedOfVisible: share(visible, ({ confirmed }) => confirmed === undefined),
    suspectedP50: quantile(suspicions, 0.5),
    suspectedP95: quantile(suspicions, 0.95),
    confirmedP50: quantile(confirmations, 0.5),
    confirmedP95: quantile(confirmations, 0.95),
    named: share(found, (run) => run.isNamed),
    nsPerEvent: (sum((one) => one.ms) / events) * 1e6,
  };
}

const share = (list, isCounted) =>
  list.length === 0 ? Number.NaN : (100 * list.filter(isCounted).length) / list.length;

const quantile = (values, part) =>
  values.toSorted((left, right) => left - right)[Math.floor(part * (values.length - 1))];
