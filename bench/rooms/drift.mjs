/**
 * Changes of unit in real series: how often each detector cries for nothing, what it misses, how long it takes, and
 * whether it names the unit. The watch was tuned on the one half of the series only; the other half is what counts.
 */
import { existsSync } from "node:fs";
import * as contracts from "../../dist/esm/contracts/index.js";
import * as baselines from "../lib/drift/baselines.mjs";
import { evaluate } from "../lib/drift/evaluate.mjs";
import { changesOf, deviation, isVisible } from "../lib/drift/injections.mjs";
import { watchOf } from "../lib/drift/ours.mjs";
import { atFirstEvent } from "../lib/drift/relations.mjs";
import { datasets, loadSeries } from "../lib/drift/series.mjs";
import { fieldCosts } from "../lib/drift/speed.mjs";

const detectors = {
  "drift watch, unit declared": watchOf(contracts, { isDeclared: true }),
  "drift watch, no unit declared": watchOf(contracts, { isDeclared: false }),
  "Page-Hinkley": () => baselines.pageHinkley(),
  "Page-Hinkley, of logarithms": () => baselines.pageHinkleyOfLogarithms(),
  "ADWIN, of logarithms": () => baselines.adwin(),
  "Kolmogorov-Smirnov, p < 0.05": () => baselines.kolmogorovSmirnov(),
  "PSI > 0.2": () => baselines.stabilityIndex(),
  "an alarm every 100 values": () => baselines.always(),
};

export default function* comparisons() {
  yield {
    name: "what one more watched field costs, the fastest of some rounds (target: 0.5)",
    titles: ["", "µs per field"],
    lines: fieldCosts(contracts),
  };
  if (!existsSync(datasets))
    return skip(`no data sets at ${datasets}: set COUNTERSIGN_SHARED to the folder around them`);
  yield {
    name: "fields that a relation ties to others: found by the contract alone",
    titles: ["relation", "change", "rows", "kept %", "found at the first event %"],
    lines: atFirstEvent(contracts),
  };
  const all = loadSeries();
  for (const half of ["tune", "report"]) {
    const series = all.filter((one) => one.half === half);
    yield qualities(half, series);
    yield unseen(half, series);
  }
}

/** Somebody without the data may still measure everything else; where everything must be there, its lack is a failure. */
function skip(problem) {
  if (process.env.CI === "true") throw new Error(problem);
  process.stderr.write(`bench: changes of unit were not measured: ${problem}\n`);
}

const titles =
  "detector;suspected per 10k;held per 10k;confirmed per 10k;missed %;missed % of visible;to suspicion p50;p95;to confirmation p50;p95;right unit %;ns per value";

function qualities(half, series) {
  const lines = Object.entries(detectors).map(([name, create]) => lineOf(name, evaluate(create, series)));
  const events = series.reduce((sum, { values }) => sum + values.length, 0);
  return {
    name: `changes of unit, the half to ${half}: ${series.length} series, ${events.toLocaleString("en")} values`,
    titles: titles.split(";"),
    lines,
  };
}

const lineOf = (name, figures) => [
  name,
  figures.suspectedPer10000,
  figures.heldPer10000,
  figures.confirmedPer10000,
  figures.missed,
  figures.missedOfVisible,
  figures.suspectedP50,
  figures.suspectedP95,
  figures.confirmedP50,
  figures.confirmedP95,
  name.startsWith("drift watch") ? figures.named : null,
  figures.nsPerEvent,
];

/** Changes that are smaller than the values' own spread: listed, and counted as missed all the same. */
const unseen = (half, series) => ({
  name: `too small to be seen in values alone, the half to ${half}: |ln factor| below the deviation of ln value`,
  titles: ["series", "unit", "change", "|ln factor|", "deviation"],
  lines: series.flatMap((one) =>
    changesOf(one)
      .filter((change) => !isVisible(one, change))
      .map(({ name, factor }) => [
        one.name,
        one.unit,
        name,
        Math.abs(Math.log(factor)),
        deviation(one.values.filter((value) => value > 0).map(Math.log)),
      ]),
  ),
});
