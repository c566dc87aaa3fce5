import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Contract,
  type ContractModule,
  compileContract,
  formatContractModule,
} from "../../src/contracts/index.ts";
import type { JsonObject, JsonValue } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";
import { contractWith, objectWith } from "./support.ts";

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-module-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (contract: Contract): string => {
  const file = join(folder, `module-${files++}.mjs`);
  writeFileSync(file, formatContractModule(contract));
  return file;
};
const moduleOf = async (contract: Contract): Promise<ContractModule> =>
  (await import(/* @vite-ignore */ pathToFileURL(fileOf(contract)).href)) as ContractModule;

const line = objectWith(
  {
    line: { type: "integer", minimum: 1 },
    quantity: { type: "number", multipleOf: 0.5, "x-unit": { pointer: "/unit" }, "x-sentinels": ["n/a"] },
    unit: { type: "string" },
    price: { type: "string", format: "decimal", "x-classification": "confidential", "x-owner": "erp" },
    value: { type: "string", format: "decimal" },
  },
  { "x-relation": [{ name: "value", left: "/value", right: { product: ["/quantity", "/price"] } }] },
);
const order = contractWith(
  objectWith(
    {
      id: { type: "string", pattern: "^PO-[0-9]{1,10}$", maxLength: 9 },
      on: { type: "string", format: "date" },
      status: { enum: ["open", "closed", "𝒳", "`$" + "{boom}`", '"});throw 1;({"'] },
      tags: { type: "array", items: { type: "object" }, uniqueItems: true },
      lines: { type: "array", items: line, maxItems: 9 },
      next: { $ref: "#" },
      way: { oneOf: [{ type: "string", const: "a" }, { type: "number" }] },
    },
    { required: ["id"], unevaluatedProperties: false, propertyNames: { type: "string", maxLength: 8 } },
  ),
);

describe("a contract that was compiled to a file", () => {
  it("says the same as one that is compiled on the spot, whatever comes", async () => {
    const [here, filed] = [compileContract(order), compileContract(order, { module: await moduleOf(order) })];
    const cell = fc.oneof(
      fc.constantFrom(
        "PO-1",
        "2026-02-28",
        "2026-02-31",
        "n/a",
        "kg",
        "nothing",
        "12.50",
        "open",
        "𝒳𝒳",
        1.5,
        2,
        2.25,
        null,
        true,
      ),
      fc.jsonValue({ maxDepth: 1 }),
    );
    const lines = fc.record({ line: cell, quantity: cell, unit: cell, price: cell, value: cell }, { requiredKeys: [] });
    const names = { id: cell, on: cell, status: cell, tags: fc.array(cell), way: cell, other: cell };
    const inner = fc.record({ ...names, lines: fc.oneof(cell, fc.array(lines)) }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.record({ ...names, lines: fc.array(lines), next: inner }, { requiredKeys: [] }), (data) => {
        const context = { source: "wms", previous: { lines: [{ price: "1" }] } };
        expect(filed.validate(data as JsonValue, context)).toEqual(here.validate(data as JsonValue, context));
      }),
      { numRuns: 300 },
    );
  });
  const dialects: readonly [string, JsonObject][] = [
    [
      "http://json-schema.org/draft-07/schema#",
      { items: [{ type: "string" }], additionalItems: false, type: "array", minItems: 1 },
    ],
    ["https://json-schema.org/draft/2019-09/schema", { type: "object", $recursiveRef: "#" }],
    [
      "https://json-schema.org/draft/2020-12/schema",
      { type: "array", contains: { type: "number", minimum: 5 }, minContains: 2 },
    ],
  ];
  it.each(dialects)("of the dialect %s", async ($schema, schema) => {
    const contract = contractWith({ $schema, ...schema });
    const compiled = codeOf(() => compileContract(contract)) === undefined;
    if (!compiled) return expect(codeOf(() => formatContractModule(contract))).toBe("contract_schema_invalid");
    const filed = compileContract(contract, { module: await moduleOf(contract) });
    for (const data of [[], ["a"], ["a", 1], [5, 6], {}, 1] as JsonValue[])
      expect(filed.validate(data)).toEqual(compileContract(contract).validate(data));
  });
  it("is refused for any other contract", async () => {
    const module = await moduleOf(order);
    expect(codeOf(() => compileContract({ ...order, version: "1.0.1" }, { module }))).toBe("compiled_for_other");
    expect(codeOf(() => compileContract(order, { module: { ...module, digest: "0".repeat(64) } }))).toBe(
      "compiled_for_other",
    );
  });
  it("is the same text every time", () => expect(formatContractModule(order)).toBe(formatContractModule(order)));
});

describe("where the host forbids generating code", () => {
  const root = new URL("../../dist/esm/", import.meta.url).href;
  const run = (script: string): string =>
    execFileSync(
      process.execPath,
      ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", script],
      { encoding: "utf8" },
    ).trim();

  it("contracts and the gate work from such files, and nothing else does", () => {
    const module = JSON.stringify(pathToFileURL(fileOf(order)).href);
    const script = `
      import { compileContract } from "${root}contracts/index.js";
      import { createGate } from "${root}gate/index.js";
      import * as module from ${module};
      const compiled = compileContract(module.contract, { module });
      const words = compiled.validate({ id: "PO-1", lines: [{ quantity: 2, unit: "kg", price: "1.50", value: "4" }] }).map(({ code }) => code);
      try { compileContract(module.contract); } catch (error) { words.push(error.name); }
      const gate = createGate({ contracts: [compiled], streams: [{ name: "orders", contract: "purchase-order" }] });
      const { reasons } = await gate.admit({ specversion: "1.0", id: "1", source: "erp", type: "order", data: { id: "no" } });
      words.push(...reasons.filter(({ stage }) => stage === "contract").map(({ code }) => code));
      await gate.close();
      console.log(words.join(" "));`;
    expect(run(script)).toBe("relation_broken EvalError pattern_mismatch");
  });
});
