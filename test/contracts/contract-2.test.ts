import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type Contract,
  contractDigest,
  createQualityWatch,
  parseContract,
  parseMigration,
  type QualityRule,
} from "../../src/contracts/index.ts";
import { canonicalJson, type JsonValue } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";
import { compiledWith, contractWith, objectWith } from "./support.ts";

const golden = (name: string): string => readFileSync(new URL(`../golden/${name}`, import.meta.url), "utf8").trimEnd();

describe("the frozen bytes of", () => {
  const rows: readonly [string, string, (json: unknown) => object][] = [
    ["a contract, version 1", "contract-1.json", parseContract],
    ["a contract, version 2", "contract-2.json", parseContract],
    ["a migration", "migration.json", parseMigration],
  ];
  it.each(rows)("%s are read and written unchanged", (_, file, parse) =>
    expect(canonicalJson(parse(JSON.parse(golden(file))) as JsonValue)).toBe(golden(file)),
  );
  it("a contract give the same digest in every release", () =>
    expect(
      ["contract-1.json", "contract-2.json"].map((file) => contractDigest(JSON.parse(golden(file)) as Contract)),
    ).toEqual([
      "b36c76dc8a4a7bb71376f765b6669dabe887bb0d3549c297cdc5b730c8c73f5a",
      "fc931219af105f3579421e6088fb1c4ea415ec97a0156af0db4f7d01c2767e79",
    ]));
});

describe("format 2", () => {
  const rule: QualityRule = {
    name: "sku there",
    metric: "missingValues",
    field: "/sku",
    atMostPercent: "1",
    window: 100,
  };
  const wrong: readonly [string, object][] = [
    ["an SLA in version 1", { formatVersion: 1, sla: { freshness: "PT15M" } }],
    ["quality rules in version 1", { formatVersion: 1, quality: [rule] }],
    ["a month, which has no length", { sla: { freshness: "P1M" } }],
    ["no time at all", { sla: { freshness: "PT0S" } }],
    ["a time that never ends", { sla: { freshness: "P" } }],
    ["completeness of nothing", { sla: { completeness: { atLeast: 0, every: "P1D" } } }],
    ["an unknown metric", { quality: [{ ...rule, metric: "sql" }] }],
    ["a share above all", { quality: [{ ...rule, atMostPercent: "101" }] }],
    ["a share below nothing", { quality: [{ ...rule, atMostPercent: "-1" }] }],
    ["a window beyond memory", { quality: [{ ...rule, window: 1e9 }] }],
    ["two rules of one name", { quality: [rule, rule] }],
  ];
  it.each(wrong)("refuses %s", (_, more) =>
    expect(codeOf(() => parseContract({ ...contractWith(objectWith({})), formatVersion: 2, ...more }))).toBe(
      "contract_malformed",
    ),
  );
});

describe("quality rules are judged over many records:", () => {
  const schema = objectWith({
    sku: { type: ["string", "null"], "x-sentinels": ["n/a"], maxLength: 9 },
    lines: { type: "array", items: objectWith({ price: { type: "number" } }) },
  });
  const watchOf = (rule: Partial<QualityRule>) => {
    const full: QualityRule = {
      name: "rule",
      metric: "missingValues",
      field: "/sku",
      atMostPercent: "25",
      window: 4,
      ...rule,
    };
    const compiled = compiledWith(schema, { formatVersion: 2, quality: [full] });
    const watch = createQualityWatch(compiled);
    return { finish: watch.finish, observe: (data: JsonValue) => watch.observe(data, compiled.validate(data)) };
  };
  const rows: readonly [
    what: string,
    rule: Partial<QualityRule>,
    records: readonly JsonValue[],
    bad: number | undefined,
  ][] = [
    ["one of four missing is a quarter", {}, [{ sku: "a" }, { sku: "b" }, {}, { sku: "c" }], undefined],
    ["a sentinel is missing, too", {}, [{ sku: "n/a" }, { sku: "b" }, {}, { sku: "c" }], 2],
    ["null", { metric: "nullValues" }, [{ sku: null }, { sku: null }, {}, { sku: "c" }], 2],
    ["what the contract refuses", { metric: "invalidValues" }, [{ sku: 1 }, { sku: "0123456789" }, {}, {}], 2],
    ["the same twice", { metric: "duplicateValues" }, [{ sku: "a" }, { sku: "a" }, { sku: "a" }, { sku: "b" }], 2],
    ["items of lists", { field: "/lines/*/price" }, [{ lines: [{ price: 1 }, {}, {}] }, {}, {}, {}], 2],
  ];
  it.each(rows)("%s", (_, rule, records, bad) => {
    const { observe } = watchOf(rule);
    const [last = [], ...before] = records.map(observe).reverse();
    expect(before.flat()).toEqual([]);
    expect(last[0]?.facts).toEqual(bad === undefined ? undefined : expect.objectContaining({ bad, records: 4 }));
  });
  it("each window counts anew, and a last short one is judged at the end", () => {
    const { observe, finish } = watchOf({ metric: "duplicateValues", atMostPercent: "0" });
    expect([..."abcdabcd"].flatMap((sku) => observe({ sku }))).toEqual([]);
    expect(["x", "x"].flatMap((sku) => observe({ sku }))).toEqual([]);
    expect(finish().map(({ sentence }) => sentence)).toEqual([
      "`rule` is not kept: in 2 records, 1 of 2 values at `/sku` are the same as another one; at most 0 % may be",
    ]);
    expect(finish()).toEqual([]);
  });
});

describe("items of a list that are told apart by a key", () => {
  const line = objectWith({
    line: { type: "integer" },
    price: { type: "number", "x-owner": "erp" },
    at: { type: "string" },
  });
  const compiled = compiledWith(objectWith({ lines: { type: "array", "x-key": ["/line"], items: line } }), {
    formatVersion: 2,
  });
  const before = [
    { line: 10, price: 1 },
    { line: 20, price: 2 },
  ];
  const rows: readonly [what: string, lines: readonly JsonValue[], paths: readonly string[]][] = [
    ["may change their order", [before[1]!, before[0]!], []],
    ["may change what nobody owns", [{ line: 20, price: 2, at: "A1" }, before[0]!], []],
    [
      "may not change what another system owns, wherever they stand now",
      [{ line: 20, price: 3 }, before[0]!],
      ["/lines/0/price"],
    ],
    ["may not appear with such a value", [...before, { line: 30, price: 1 }], ["/lines/2/price"]],
    ["are compared by position where one has no key", [{ price: 2 }, before[0]!], ["/lines/0/price", "/lines/1/price"]],
    [
      "and where two have the same one",
      [
        { line: 10, price: 2 },
        { line: 10, price: 1 },
      ],
      ["/lines/0/price", "/lines/1/price"],
    ],
  ];
  it.each(rows)("%s", (_, lines, paths) =>
    expect(
      compiled.validate({ lines }, { source: "wms", previous: { lines: before } }).map(({ path }) => path),
    ).toEqual(paths),
  );
  it("asks for format 2", () =>
    expect(codeOf(() => compiledWith(compiled.contract.schema))).toBe("contract_schema_invalid"));
});
