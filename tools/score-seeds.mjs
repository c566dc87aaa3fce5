/**
 * Why: one seed is an anecdote. This scores many worlds and prints, for each kind of fault, the worst and the middle
 * share that was caught, and how many clean events were stopped.
 *
 *   node tools/score-seeds.mjs --seeds 20 --events 6000      (reads dist: build first)
 */

import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    events: { type: "string", default: "6000" },
    first: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const { createGate } = await import("../dist/esm/index.js");
const { memoryStore } = await import("../dist/esm/stores/index.js");
const { createWorld, faultKinds, runWorld, worldClock } = await import("../dist/esm/testing/index.js");

async function scoreSeed(seed) {
  const world = await createWorld({ seed, events: Number(values.events) });
  const clock = worldClock(world);
  const gate = createGate(world.gateConfig(memoryStore(), clock));
  const { faults, clean } = await runWorld(world, gate, clock);
  await gate.close();
  return { seed, faults, clean };
}

const results = [];
for (let nr = 0; nr < Number(values.seeds); nr++) {
  results.push(await scoreSeed(Number(values.first) + nr));
  if (!values.json) process.stderr.write(`seed ${results.at(-1).seed} done\n`);
}

const median = (sorted) => sorted[Math.floor(sorted.length / 2)];
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

const kinds = faultKinds.map(({ kind, knownBy }) => {
  const rows = results.map(({ faults }) => faults.find((fault) => fault.kind === kind));
  const shares = rows.map(({ injected, caught }) => caught / injected).sort((a, b) => a - b);
  return {
    kind,
    knownBy,
    injected: sum(rows.map(({ injected }) => injected)),
    caught: sum(rows.map(({ caught }) => caught)),
    min: shares[0],
    median: median(shares),
    false: sum(rows.map((row) => row.false)),
  };
});
const stops = results.map(({ clean }) => clean.stopped / clean.events).sort((a, b) => a - b);
const clean = {
  events: sum(results.map((one) => one.clean.events)),
  min: stops[0],
  median: median(stops),
  max: stops.at(-1),
};

const percent = (share) => `${(100 * share).toFixed(1)} %`;
if (values.json) console.log(JSON.stringify({ seeds: results.length, events: Number(values.events), kinds, clean }));
else {
  const cells = [
    ["fault", "known by", "injected", "caught", "worst seed", "median seed", "false"],
    ...kinds.map((row) => [
      row.kind,
      row.knownBy,
      row.injected,
      row.caught,
      percent(row.min),
      percent(row.median),
      row.false,
    ]),
  ].map((row) => row.map(String));
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells)
    console.log(row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join("  "));
  console.log(
    `\nclean events stopped: median seed ${percent(clean.median)}, worst ${percent(clean.max)}, of ${clean.events} events`,
  );
}
