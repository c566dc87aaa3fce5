import { deepStrictEqual } from "node:assert/strict";
import { Engine } from "json-rules-engine";
import { compilePolicy } from "../../dist/esm/policy/index.js";

const moment = new Date("2026-03-31T08:15:00Z");

export default function* comparisons() {
  for (const count of [10, 100, 1_000]) yield* decisions(count);
}

function* decisions(count) {
  const rules = Array.from({ length: count }, (_, number) => ruleOf(number));
  const policy = compilePolicy({ formatVersion: 1, id: "orders", version: "1", owner: "purchasing", rules });
  const engine = new Engine(rules.map((rule) => structuredClone(rule)));
  const facts = Array.from({ length: 64 }, (_, number) => factsOf(number));
  const decide = (at) => policy.evaluate(facts[at % facts.length], { at: moment });
  const decideAndTell = (at) => decide(at).trace();
  const run = (at) => engine.run(facts[at % facts.length]);
  const same = async () => {
    for (const at of facts.keys()) {
      const { results } = await run(at);
      deepStrictEqual(firedIn(decideAndTell(at)), results.map(({ name }) => name).sort());
    }
  };
  const rulesInWords = `${count.toLocaleString("en")} rules`;
  const peer = "json-rules-engine";
  yield {
    name: `decide by ${rulesInWords}, trace kept`,
    unit: "µs",
    peer,
    target: 100,
    ours: decide,
    theirs: run,
    same,
  };
  yield {
    name: `decide by ${rulesInWords}, trace written out`,
    unit: "µs",
    peer,
    target: 10,
    ours: decideAndTell,
    theirs: run,
    same,
  };
}

const firedIn = ({ rules }) =>
  rules
    .filter(({ status }) => status === "true")
    .map(({ rule }) => rule)
    .sort();

const is = (fact, operator, value) => ({ fact, operator, value });

/** Ten kinds of rule over twelve facts; further ones ask for other thresholds. */
const kinds = [
  (by) => ({ all: [is("total", "greaterThan", 50_000 + by), is("supplierDays", "lessThan", 90 + by)] }),
  (by) => ({ any: [is("country", "in", ["KP", "IR"]), is("risk", "greaterThanInclusive", 80 + (by % 20))] }),
  (by) => ({ all: [is("bankChanged", "equal", true), is("bankDays", "lessThan", 30 + (by % 60))] }),
  (by) => ({ all: [is("currency", "notEqual", "EUR"), is("total", "greaterThan", 10_000 + by)] }),
  (by) => ({ any: [is("onTime", "lessThan", 0.8 + (by % 10) / 100), is("complaints", "greaterThan", 3 + (by % 5))] }),
  (by) => ({
    all: [
      is("category", "in", ["chemicals", "pharma"]),
      { any: [is("certified", "equal", false), is("risk", "greaterThan", 40 + (by % 50))] },
    ],
  }),
  (by) => ({
    all: [is("total", "lessThanInclusive", 500 + by), is("risk", "lessThan", 50), is("certified", "equal", true)],
  }),
  (by) => ({
    any: [
      { all: [is("newSupplier", "equal", true), is("total", "greaterThan", 5_000 + by)] },
      is("risk", "equal", 100),
    ],
  }),
  (by) => ({ all: [is("complaints", "greaterThanInclusive", 1 + (by % 8)), is("onTime", "lessThanInclusive", 0.95)] }),
  (by) => ({
    all: [{ any: [is("country", "equal", "DE"), is("country", "equal", "NL")] }, is("total", "lessThan", 100_000 + by)],
  }),
];

function ruleOf(number) {
  const conditions = kinds[number % kinds.length](Math.floor(number / kinds.length));
  return { name: `rule-${number}`, conditions, event: { type: "review" } };
}

const factsOf = (number) => ({
  total: (number * 7_919) % 120_000,
  supplierDays: (number * 31) % 400,
  country: ["DE", "NL", "CN", "IR"][number % 4],
  risk: (number * 13) % 101,
  bankChanged: number % 5 === 0,
  bankDays: (number * 17) % 120,
  currency: number % 3 === 0 ? "USD" : "EUR",
  onTime: ((number * 7) % 100) / 100,
  complaints: number % 9,
  category: ["bearings", "chemicals", "pharma"][number % 3],
  certified: number % 2 === 0,
  newSupplier: number % 7 === 0,
});
