import { describe, expect, it } from "vitest";
import { type Contract, fromOdcs, toOdcs } from "../../src/contracts/index.ts";
import type { JsonObject } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";
import { contractWith, objectWith } from "./support.ts";

const odcs = (more: JsonObject): JsonObject => ({
  apiVersion: "v3.1.0",
  kind: "DataContract",
  id: "x",
  version: "1.2",
  status: "active",
  ...more,
});

describe("a document of ODCS becomes contracts", () => {
  const document = odcs({
    team: {
      name: "sales",
      members: [
        { username: "erika", role: "Data Owner" },
        { username: "max", role: "steward" },
      ],
    },
    slaProperties: [
      { property: "freshness", value: 15, unit: "m", driver: "regulatory" },
      { property: "retention", value: 3, unit: "y" },
    ],
    schema: [
      {
        name: "Order lines",
        businessName: "Lines of orders",
        properties: [
          {
            name: "id",
            logicalType: "string",
            required: true,
            primaryKey: true,
            unique: true,
            logicalTypeOptions: { maxLength: 9, pattern: "(a+)+" },
          },
          { name: "on", logicalType: "date", classification: "restricted", tags: ["a"] },
          {
            name: "quantity",
            logicalType: "number",
            quality: [{ metric: "nullValues", mustBeLessOrEqualTo: 5, unit: "percent", dimension: "completeness" }],
          },
          { name: "notes", logicalType: "array", items: { logicalType: "string" } },
        ],
      },
      { name: "Order lines" },
    ],
  });
  const { contracts, notCarried } = fromOdcs(document);
  it("one for each of its objects", () =>
    expect(contracts.map(({ id, version, owner }) => [id, version, owner])).toEqual([
      ["Order-lines", "1.2.0", "erika"],
      ["Order-lines-2", "1.2.0", "erika"],
    ]));
  it("with types, keys, classes, promises and rules", () =>
    expect(contracts[0]).toMatchObject({
      formatVersion: 2,
      title: "Lines of orders",
      businessKey: "/id",
      sla: { freshness: "PT15M" },
      quality: [
        { metric: "duplicateValues", field: "/id", atMostPercent: "0" },
        { metric: "nullValues", field: "/quantity", atMostPercent: "5" },
      ],
      schema: {
        required: ["id"],
        properties: {
          id: { type: "string", maxLength: 9 },
          on: { type: ["string", "null"], format: "date", "x-classification": "confidential" },
          quantity: { type: ["number", "null"] },
          notes: { type: ["array", "null"], items: { type: ["string", "null"] } },
        },
      },
    }));
  it("and everything else is listed, with its place", () =>
    expect(notCarried).toEqual([
      "/id",
      "/schema/0/properties/0/logicalTypeOptions/pattern",
      "/schema/0/properties/1/tags",
      "/schema/0/properties/2/quality/0/dimension",
      "/slaProperties/0/driver",
      "/slaProperties/1",
      "/status",
      "/team/members/0/role",
      "/team/members/1",
      "/team/name",
    ]));
});

describe("there and back again a contract is the same:", () => {
  const line = objectWith(
    {
      price: { type: "string", format: "decimal", "x-unit": { pointer: "/currency" }, "x-owner": "erp" },
      currency: { type: "string" },
    },
    {
      required: ["currency"],
      additionalProperties: false,
      "x-relation": [{ name: "r", left: "/price", right: "/price" }],
    },
  );
  const rows: readonly [string, Contract][] = [
    ["a small one", contractWith(objectWith({ id: { type: "string" } }))],
    [
      "one with everything",
      contractWith(
        objectWith(
          {
            id: {
              type: "string",
              maxLength: 9,
              minLength: 1,
              pattern: "^[A-Z]+$",
              description: "Number",
              title: "No.",
              examples: ["A"],
            },
            on: { type: ["string", "null"], format: "date" },
            at: { type: "string", format: "date-time", "x-classification": "personal" },
            mail: { type: "string", format: "email" },
            n: { type: "integer", minimum: 1, exclusiveMaximum: 9, multipleOf: 2 },
            status: { enum: ["open", "closed"] },
            lines: { type: "array", items: line, minItems: 1, uniqueItems: true, "x-key": ["/currency"] },
            way: { anyOf: [{ type: "string" }, { $ref: "#/$defs/way" }] },
            inner: objectWith({ deep: { type: "boolean" } }, { required: ["deep"], minProperties: 1 }),
            "odd/name": { type: "null" },
          },
          { required: ["n", "id"], $defs: { way: { type: "number" } }, unevaluatedProperties: false },
        ),
        {
          formatVersion: 2,
          title: "Order",
          compatibility: "FULL",
          packs: { case: "12 EA" },
          redactable: ["/id"],
          businessKey: "/id",
          falseAlarmsPer10000: 1.5,
          sla: { freshness: "PT90M", completeness: { atLeast: 3, every: "P1D" } },
          quality: [
            { name: "a", metric: "missingValues", field: "/inner/deep", atMostPercent: "0.25", window: 50 },
            { name: "b", metric: "duplicateValues", field: "/lines/*/price", atMostPercent: "0", window: 7 },
          ],
        },
      ),
    ],
    ["a list", contractWith({ type: "array", items: { type: "integer" } })],
    ["a schema without a type", contractWith({})],
  ];
  it.each(rows)("%s", (_, contract) => {
    const { contracts, notCarried } = fromOdcs(toOdcs(contract));
    expect(contracts).toEqual([contract]);
    expect(notCarried.filter((pointer) => pointer.startsWith("/schema"))).toEqual([]);
  });
  it("and what somebody changes in the document counts", () => {
    const document = JSON.parse(JSON.stringify(toOdcs(rows[1]![1])));
    const id = document.schema[0].properties.find(({ name }: { name: string }) => name === "id");
    id.logicalTypeOptions.maxLength = 5;
    expect(fromOdcs(document).contracts[0]).toMatchObject({ schema: { properties: { id: { maxLength: 5 } } } });
  });
});

describe("what is no document of ODCS 3 is refused", () => {
  const rows: readonly [string, unknown][] = [
    ["null", null],
    ["a list", []],
    ["version 2", { kind: "DataContract", apiVersion: "v2.2.2" }],
    ["another kind", odcs({ kind: "Data" })],
    ["a name of the prototype", JSON.parse('{"kind":"DataContract","apiVersion":"v3.1.0","__proto__":{}}')],
    ["a function", { ...odcs({}), schema: () => 1 }],
  ];
  it.each(rows)("%s", (_, document) => expect(codeOf(() => fromOdcs(document))).toBe("odcs_malformed"));
});
