import { equal } from "node:assert/strict";
import { Validator } from "@cfworker/json-schema";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { compileContract, createDriftWatch, createObserver } from "../../dist/esm/contracts/index.js";
import { orderContract, orderOf, orderSchema } from "../lib/order.mjs";
import { peers } from "../lib/order-peers.mjs";

const valid = orderOf(1);
/** Wrong in four places, the first of them late. */
const invalid = {
  ...valid,
  lines: [
    ...valid.lines.slice(0, 3),
    { ...valid.lines[3], quantity: 0, unit: "BOX", requestedAt: "2026-02-31T06:00:00Z" },
  ],
  status: "lost",
};

const oneFault = { ...valid, status: "lost" };
const sixFaults = { ...invalid, currency: "DM", deliveryDate: "soon" };

export default function* comparisons() {
  const compiled = compileContract(orderContract());
  const { validate } = compiled;
  const first = ajv({ allErrors: false });
  const all = ajv({ allErrors: true });
  const worker = new Validator(orderSchema, "2020-12", true);
  const thoroughWorker = new Validator(orderSchema, "2020-12", false);

  yield {
    name: "validate an order that keeps to its contract",
    unit: "µs",
    peer: "ajv alone, first error (floor)",
    target: 0.95,
    ours: () => validate(valid),
    theirs: () => first(valid),
    same: () => equal(validate(valid).length === 0, first(valid)),
  };
  yield {
    name: "validate an order with one fault",
    unit: "µs",
    peer: "ajv alone, all errors (floor: it explains less)",
    target: 0.5,
    ours: () => validate(oneFault),
    theirs: () => all(oneFault),
    same: () => {
      all(oneFault);
      equal(validate(oneFault).length, all.errors.length);
    },
  };
  yield {
    name: "validate an order with four faults",
    unit: "µs",
    peer: "ajv alone, all errors (floor: it explains less)",
    target: 0.5,
    ours: () => validate(invalid),
    theirs: () => all(invalid),
    same: () => {
      all(invalid);
      equal(validate(invalid).length, all.errors.length);
    },
  };
  yield {
    name: "validate an order with six faults",
    unit: "µs",
    peer: "ajv alone, all errors (floor: it explains less)",
    target: 0.5,
    ours: () => validate(sixFaults),
    theirs: () => all(sixFaults),
    same: () => {
      all(sixFaults);
      equal(validate(sixFaults).length, all.errors.length);
    },
  };
  yield observing(compiled, first);
  yield {
    name: "validate an order that keeps to its contract",
    unit: "µs",
    peer: "@cfworker/json-schema",
    target: 20,
    ours: () => validate(valid),
    theirs: () => worker.validate(valid),
    same: () => equal(validate(valid).length === 0, worker.validate(valid).valid),
  };
  yield {
    name: "validate an order with four faults",
    unit: "µs",
    peer: "@cfworker/json-schema, all errors",
    target: 10,
    ours: () => validate(invalid),
    theirs: () => thoroughWorker.validate(invalid),
    same: () => equal(validate(invalid).length === 0, thoroughWorker.validate(invalid).valid),
  };
  for (const [name, make] of Object.entries(peers)) yield* besides(name, make(), validate);
  yield drift();
}

/** Validators with a language of their own, asked whether an order is valid, and for all that is wrong with it. */
function* besides(name, peer, validate) {
  yield {
    name: "validate an order that keeps to its contract",
    unit: "µs",
    peer: name,
    target: 0.9,
    ours: () => validate(valid),
    theirs: () => peer.valid(valid),
    same: () => equal(validate(valid).length === 0, peer.valid(valid)),
  };
  yield {
    name: "validate an order with four faults",
    unit: "µs",
    peer: `${name}, all errors`,
    target: 1,
    ours: () => validate(invalid),
    theirs: () => peer.all(invalid),
    same: () => equal(validate(invalid).length === 0, peer.all(invalid)),
  };
}

/** As contracts are compiled, without what they add. */
function ajv({ allErrors }) {
  const compiler = new Ajv2020({ strict: true, allowUnionTypes: true, ownProperties: true, allErrors });
  addFormats.default(compiler, ["date", "date-time", "email"]);
  return compiler.compile(orderSchema);
}

/** Orders that differ as orders do: texts that come in no order, days, codes, prices. Parsed, as they arrive. */
function ordersThatVary(count) {
  const materials = ["6204-2RS", "NU-208-E", "SNL-511", "LGMT-3-18", "6205-Z", "22210-E"];
  return Array.from({ length: count }, (_, at) => {
    const order = orderOf(at);
    const day = String(1 + (at % 28)).padStart(2, "0");
    const lines = order.lines.map((line, nr) => ({
      ...line,
      material: materials[(at + 5 * nr) % 6],
      price: Math.round(line.price * (100 + (at % 10) * 5)) / 100,
    }));
    const supplier = { ...order.supplier, id: `SUP-${100_000 + ((at * 7_919) % 900_000)}` };
    const currency = ["EUR", "USD", "GBP"][at % 3];
    const times = { orderedAt: `2026-03-${day}T08:15:00Z`, deliveryDate: `2026-04-${day}` };
    return JSON.parse(JSON.stringify({ ...order, supplier, currency, ...times, lines }));
  });
}

function observing(compiled, bare) {
  const orders = ordersThatVary(64);
  const observer = createObserver({ contract: compiled });
  const at = new Date();
  const validateAndObserve = (nr) => {
    const order = orders[nr % orders.length];
    const findings = compiled.validate(order);
    return findings.length + observer.observe(order, { source: "erp", at }).length;
  };
  for (let nr = 0; nr < 1_000; nr++) validateAndObserve(nr);
  return {
    name: "validate and observe an order",
    unit: "µs",
    peer: "ajv alone, first error (floor)",
    target: 0.625,
    ours: validateAndObserve,
    theirs: (nr) => bare(orders[nr % orders.length]),
    same: () => {
      for (const nr of orders.keys()) equal(validateAndObserve(nr) === 0, bare(orders[nr]));
    },
  };
}

function drift() {
  const leadMinutes = { ...orderSchema.properties.leadMinutes, "x-unit": "min" };
  const schema = { ...orderSchema, properties: { ...orderSchema.properties, leadMinutes } };
  const watch = createDriftWatch(compileContract(orderContract(schema)));
  const orders = Array.from({ length: 512 }, (_, at) => orderOf(at));
  const texts = orders.map((order) => JSON.stringify(order));
  for (const order of orders) watch.learn(order);
  const inspectAndLearn = (at) => {
    const order = orders[at % orders.length];
    const findings = watch.inspect(order);
    watch.learn(order);
    return findings;
  };
  return {
    name: "inspect an order for drift, and learn from it",
    unit: "µs",
    peer: "JSON.parse of its text (floor)",
    target: 1,
    ours: inspectAndLearn,
    theirs: (at) => JSON.parse(texts[at % texts.length]),
    same: () => {
      for (const at of orders.keys()) equal(inspectAndLearn(at).length, 0);
    },
  };
}
