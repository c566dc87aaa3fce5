import { Ajv2020 } from "ajv/dist/2020.js";
import { mulberry } from "./injections.mjs";

const FEW = 1;
const MANY = 21;
const EVENTS = 4_096;
const ROUNDS = 15;

/** What one more watched field costs: the time of events with many numbers less that of events with one, for each number more. */
export function fieldCosts({ compileContract, createDriftWatch }) {
  const [few, many] = [FEW, MANY].map((fields) => costsOf(fields, compileContract, createDriftWatch));
  return Object.keys(few).map((name) => [name, (many[name] - few[name]) / (MANY - FEW)]);
}

function costsOf(fields, compileContract, createDriftWatch) {
  const names = Array.from({ length: fields }, (_, at) => `field${at}`);
  const properties = Object.fromEntries(names.map((name) => [name, { type: "number", minimum: 0 }]));
  const schema = { type: "object", properties, required: names };
  const watched = structuredClone(schema);
  for (const name of names) watched.properties[name]["x-unit"] = "min";
  const contract = { formatVersion: 1, id: "fields", version: "1.0.0", owner: "bench", tier: "low", schema: watched };
  const [watch, validate] = [createDriftWatch(compileContract(contract)), new Ajv2020().compile(schema)];
  const minutes = minutesFrom(mulberry(1));
  const events = Array.from({ length: EVENTS }, () => Object.fromEntries(names.map((name) => [name, minutes()])));
  for (const event of events) {
    watch.inspect(event);
    watch.learn(event);
  }
  return {
    "inspect for drift": fastest(events, watch.inspect),
    "learn what was accepted": fastest(events, (event) => watch.learn(event)),
    "ajv alone: a number, at least 0": fastest(events, validate),
  };
}

/** Log-normal: what estimates of arrival look like. */
function minutesFrom(random) {
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.round(9_000 * Math.exp(0.45 * normal)) / 100;
  };
}

/** Microseconds for an event, of the fastest round: others use this machine, too. */
function fastest(events, call) {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    for (const event of events) call(event);
    return ((performance.now() - started) / events.length) * 1_000;
  });
  return Math.min(...rounds);
}
