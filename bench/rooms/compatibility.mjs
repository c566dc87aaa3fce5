import { equal, ok } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { checkCompatibility, checkSchemas, compileContract } from "../../dist/esm/contracts/index.js";

const text = { type: "string" };
const objectWith = (properties, more = {}) => ({ type: "object", properties, ...more });
const listOf = (more) => ({ type: "array", items: { type: "number" }, ...more });
/** By another name: an object with this member looks like a promise to the linter. */
const consequence = "then";
const conditional = (minLength) =>
  objectWith(
    { kind: text, note: text },
    {
      if: { properties: { kind: { const: "B" } }, required: ["kind"] },
      [consequence]: { required: ["note"], properties: { note: { ...text, minLength } } },
    },
  );

/** Breaks that registries pass over: before, after. */
const breaks = [
  [objectWith({ at: { ...text, format: "date-time" } }), objectWith({ at: { ...text, format: "date" } })],
  [conditional(1), conditional(3)],
  [objectWith({}, { propertyNames: { maxLength: 6 } }), objectWith({}, { propertyNames: { maxLength: 5 } })],
  [
    objectWith({}, { patternProperties: { "^x": text } }),
    objectWith({}, { patternProperties: { "^x": { type: "null" } } }),
  ],
  [listOf({}), listOf({ contains: { type: "number", minimum: 5 } })],
  [
    { type: "object", required: ["a"] },
    { type: "object", required: ["b"] },
  ],
  [{ oneOf: [text] }, { oneOf: [text, { type: ["string", "null"], maxLength: 5 }] }],
];

const options = { mode: "BACKWARD", suggest: false };

export default function* comparisons() {
  yield* ofBreaks();
  yield* ofApicurio();
}

function* ofBreaks() {
  const contracts = breaks.map((pair) => pair.map(contractOf));
  const compiled = contracts.map((pair) => pair.map((contract) => compileContract(contract)));
  const check = async (pairs) => {
    const reports = [];
    for (const [before, after] of pairs) reports.push(await checkCompatibility(before, after, options));
    return reports;
  };
  const same = async () => {
    for (const [at, { verdict, counterexample }] of (await check(contracts)).entries()) {
      const [before, after] = breaks[at].map((schema) => compileWith(Ajv2020, schema));
      equal(verdict, "broken");
      ok(before(counterexample.document) && !after(counterexample.document));
    }
  };
  const theirs = () => breaks.flat().map((schema) => compileWith(Ajv2020, schema));
  const common = { unit: "ms", items: breaks.length, rounds: 5, same, theirs };
  yield {
    ...common,
    name: "counterexample of a break, contracts compiled before",
    peer: "ajv compiling the two schemas (floor)",
    target: 1,
    ours: () => check(compiled),
  };
  yield {
    ...common,
    name: "counterexample of a break, compiling included",
    peer: "ajv compiling the two schemas (floor)",
    target: 0.3,
    ours: () => check(contracts),
  };
}

/** The breaks among a registry's own tests, where they are. */
function* ofApicurio() {
  const shared = resolve(
    fileURLToPath(new URL("../../", import.meta.url)),
    process.env.COUNTERSIGN_SHARED ?? "../shared",
  );
  const file = `${shared}/vectors/contracts/apicurio/jsonschema-compatibility-test-data.json`;
  if (!existsSync(file)) return;
  const { tests } = JSON.parse(readFileSync(file, "utf8"));
  const isOurs = ({ original, updated }) =>
    [original, updated].every(
      ({ $schema = "", ...schema }) =>
        $schema.includes("draft-07") && !/"\$id"|"id"|"enum":\[\]/.test(JSON.stringify(schema)),
    );
  const broken = tests.filter((test) => test.compatibility === "none" && isOurs(test));
  const check = async () => {
    const reports = [];
    for (const { original, updated } of broken) reports.push(await checkSchemas(original, updated, options));
    return reports;
  };
  yield {
    name: "verdict on a break of Apicurio's tests, compiling included",
    unit: "ms",
    peer: "ajv compiling the two schemas (floor)",
    target: 0.3,
    items: broken.length,
    rounds: 5,
    same: async () => {
      const reports = await check();
      ok(reports.every(({ verdict }) => verdict !== "unknown"));
    },
    ours: check,
    theirs: () =>
      broken.flatMap(({ original, updated }) => [original, updated]).map((schema) => compileWith(Ajv, schema)),
  };
}

function compileWith(Dialect, schema) {
  const compiler = new Dialect({ strict: false, ownProperties: true, logger: false });
  addFormats.default(compiler, ["date", "date-time"]);
  return compiler.compile(schema);
}

const contractOf = (schema) => ({
  formatVersion: 1,
  id: "break",
  version: "1.0.0",
  owner: "nobody",
  tier: "low",
  // Strict compiling asks for a type beside each rule, which these schemas have.
  schema: { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema },
});
