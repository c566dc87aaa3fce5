import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/foundation/index.ts";
import { stopwatch } from "../support.ts";
import { compiledWith, objectWith } from "./support.ts";

const anything = { type: ["number", "string", "null", "array", "object"] };
const fields = Object.fromEntries(
  ["value", "quantity", "packPrice", "perPack", "unitPrice", "total", "tax", "lines", "from", "to", "eta"].map(
    (name) => [name, anything],
  ),
);

/** What a relation says about an object: `undefined`, or the facts of what is broken. */
function factsOf(relation: JsonObject, data: JsonObject, more: JsonObject = {}): object | undefined {
  const schema = objectWith({ ...fields, ...more }, { "x-relation": [{ name: "r", ...relation }] });
  const [finding] = compiledWith(schema, { packs: { case: "30 EA", pallet: "40 case" } }).validate(data);
  return finding?.facts;
}

const product = { left: "/value", right: { product: ["/quantity", "/packPrice"] } };
const rounded = { ...product, within: { rounding: "/packPrice", times: "/quantity" } };
const bothRounded = {
  ...product,
  within: [
    { rounding: "/packPrice", times: "/quantity", digits: 2 },
    { rounding: "/value", digits: 2 },
  ],
};
const sum = { left: "/total", right: { sum: "/lines/*/value" } };
const etaMinutes = { left: "/eta", right: { quotient: [{ seconds: ["/from", "/to"] }, { value: "60" }] } };

describe("a relation", () => {
  const rows: readonly [sentence: string, relation: JsonObject, data: JsonObject, holds: boolean][] = [
    ["holds in exact decimals", product, { value: "0.3", quantity: 3, packPrice: 0.1 }, true],
    ["holds whatever the scale", product, { value: "62.00", quantity: 10, packPrice: "6.2" }, true],
    ["breaks by a cent", product, { value: "62.01", quantity: 10, packPrice: "6.20" }, false],
    [
      "leaves room for a rounded price times its quantity",
      rounded,
      { value: "6204.99", quantity: 1000, packPrice: "6.20" },
      true,
    ],
    ["but no more than that", rounded, { value: "6205.01", quantity: 1000, packPrice: "6.20" }, false],
    [
      "takes a price in decimal text at its word",
      rounded,
      { value: "6204", quantity: 1000, packPrice: "6.200" },
      false,
    ],
    [
      "knows the places of a number that lost its zeros",
      bothRounded,
      { value: 6255, quantity: 1000, packPrice: 6.2 },
      false,
    ],
    ["adds up its bounds", bothRounded, { value: 6204.99, quantity: 1000, packPrice: 6.2 }, true],
    [
      "holds where a quotient does not end",
      { left: "/unitPrice", right: { quotient: ["/packPrice", "/perPack"] }, within: "0.005" },
      { unitPrice: "0.33", packPrice: 1, perPack: 3 },
      true,
    ],
    [
      "multiplies back exactly",
      { left: { product: [{ quotient: ["/packPrice", "/perPack"] }, "/perPack"] }, right: "/packPrice" },
      { packPrice: 1, perPack: 3 },
      true,
    ],
    [
      "adds up the items of a list",
      sum,
      { total: "0.6", lines: [{ value: 0.1 }, { value: "0.2" }, { value: 0.3 }] },
      true,
    ],
    ["misses one of them", sum, { total: "0.6", lines: [{ value: 0.1 }, { value: "0.2" }] }, false],
    ["adds up nothing to zero", sum, { total: 0, lines: [] }, true],
    [
      "adds and subtracts",
      { left: { difference: ["/total", "/tax"] }, right: { sum: ["/value", { value: "1.5" }] } },
      { total: 12, tax: 2, value: 8.5 },
      true,
    ],
    ["measures time", etaMinutes, { eta: 90, from: "2026-03-31T08:00:00Z", to: "2026-03-31T11:30:00+02:00" }, true],
    [
      "and finds seconds where minutes were meant",
      etaMinutes,
      { eta: 5400, from: "2026-03-31T08:00:00Z", to: "2026-03-31T09:30:00Z" },
      false,
    ],
    [
      "keeps times in order",
      { order: ["/from", "/to"] },
      { from: "2026-03-31T08:00:00Z", to: "2026-03-31T08:00:00+02:00" },
      false,
    ],
    [
      "allows equal times",
      { order: ["/from", "/to"] },
      { from: "2026-03-31T08:00:00Z", to: "2026-03-31T10:00:00+02:00" },
      true,
    ],
    ["keeps dates in order", { order: ["/from", "/to"] }, { from: "2026-03-31", to: "2026-03-30" }, false],
    [
      "does not compare a date with a time of the same day",
      { order: ["/from", "/to"] },
      { from: "2026-03-31", to: "2026-03-30T20:00:00Z" },
      true,
    ],
    [
      "but does with one of another",
      { order: ["/from", "/to"] },
      { from: "2026-03-31", to: "2026-03-29T20:00:00Z" },
      false,
    ],
    [
      "never divides by zero in silence",
      { left: "/unitPrice", right: { quotient: ["/packPrice", "/perPack"] } },
      { unitPrice: 1, packPrice: 1, perPack: 0 },
      false,
    ],
    [
      "not even twice",
      { left: "/unitPrice", right: { quotient: ["/packPrice", { quotient: ["/packPrice", "/perPack"] }] } },
      { unitPrice: 0, packPrice: 1, perPack: 0 },
      false,
    ],
  ];
  for (const [sentence, relation, data, holds] of rows) {
    it(sentence, () => expect(factsOf(relation, data) === undefined).toBe(holds));
  }

  const inapplicable: readonly [why: string, relation: JsonObject, data: JsonObject][] = [
    ["a field is absent", product, { value: 1, quantity: 2 }],
    ["a field is null", product, { value: 1, quantity: 2, packPrice: null }],
    ["a field holds words", product, { value: 1, quantity: 2, packPrice: "see invoice" }],
    ["a field holds a list", product, { value: 1, quantity: 2, packPrice: [3] }],
    ["a number is beyond computing", product, { value: 1, quantity: 2, packPrice: "1e9999" }],
    ["one of the items has no number", sum, { total: 9, lines: [{ value: 1 }, {}] }],
    ["the list is none", sum, { total: 9, lines: { value: 1 } }],
    ["a time is none", etaMinutes, { eta: 9, from: "yesterday", to: "2026-03-31T09:30:00Z" }],
    [
      "the tolerance cannot be computed",
      { ...product, within: { rounding: "/total" } },
      { value: 9, quantity: 1, packPrice: 1 },
    ],
  ];
  it.each(inapplicable)("does not apply where %s", (_, relation, data) => {
    expect(factsOf(relation, data)).toBeUndefined();
  });

  it("does not apply to values that stand for none", () => {
    const sentinel = { packPrice: { ...anything, "x-sentinels": ["-1", "n/a"] } };
    expect(factsOf(product, { value: 5, quantity: 2, packPrice: -1 }, sentinel)).toBeUndefined();
    expect(factsOf(product, { value: 5, quantity: 2, packPrice: -2 }, sentinel)).toBeDefined();
  });

  it("finds a sentinel that is declared elsewhere, and within lists", () => {
    const line = objectWith({ value: anything });
    const schema = objectWith(fields, {
      "x-relation": [{ name: "r", ...sum }],
      allOf: [
        objectWith({
          lines: { type: "array", items: { ...line, allOf: [objectWith({ value: { "x-sentinels": ["0"] } })] } },
        }),
      ],
    });
    const compiled = compiledWith(schema);
    expect(compiled.validate({ total: 5, lines: [{ value: 1 }, { value: 0 }] })).toEqual([]);
    expect(compiled.validate({ total: 5, lines: [{ value: 1 }, { value: 2 }] })).toHaveLength(1);
  });

  it("tells both sides, how far apart they are, and what they read", () => {
    expect(factsOf(rounded, { value: "3720.00", quantity: 10, packPrice: "6.20" })).toEqual({
      relation: "r",
      inputs: ["/value", "/quantity", "/packPrice"],
      left: "3720.00",
      right: "62.00",
      difference: "3658.00",
      within: "0.050",
      factor: "60",
    });
  });

  it.each([
    [5400, 90, "60"],
    [90, 5400, "1/60"],
    ["1000", 1, "1000"],
    [3600, 1, "3600"],
    [1, 24, "1/24"],
    ["100", "45.359237", "2.2046226"],
    [30, 1, "30"],
    [1200, 1, "1200"],
    [40, 1, "40"],
    [50, 1, undefined],
    [-60, 1, undefined],
    [60, 0, undefined],
    [0, 60, undefined],
  ])("names the factor between %s and %s: %s", (value, total, factor) => {
    expect(factsOf({ left: "/value", right: "/total" }, { value, total })).toMatchObject(
      factor ? { factor } : { left: String(value) },
    );
    if (!factor) expect(factsOf({ left: "/value", right: "/total" }, { value, total })).not.toHaveProperty("factor");
  });

  it("tells no amounts when one of them is confidential", () => {
    const hidden = { packPrice: { ...anything, "x-classification": "confidential" } };
    const schema = objectWith({ ...fields, ...hidden }, { "x-relation": [{ name: "r", ...rounded }] });
    const findings = compiledWith(schema).validate({ value: "3720.00", quantity: 10, packPrice: "6.20" });
    expect(findings[0]?.facts).toEqual({ relation: "r", inputs: ["/value", "/quantity", "/packPrice"], factor: "60" });
    expect(JSON.stringify(findings)).not.toMatch(/3720|6\.20|62\.00/);
  });

  it("stands at the object it is about", () => {
    const line = objectWith(
      { quantity: anything, value: anything },
      { "x-relation": [{ name: "equal", left: "/value", right: "/quantity" }] },
    );
    const findings = compiledWith(objectWith({ lines: { type: "array", items: line } })).validate({
      lines: [
        { quantity: 1, value: 1 },
        { quantity: 1, value: 2 },
        { quantity: 1, value: 3 },
      ],
    });
    expect(findings.map(({ path, code }) => [code, path])).toEqual([
      ["relation_broken", "/lines/1"],
      ["relation_broken", "/lines/2"],
    ]);
    expect(findings[0]?.facts).toMatchObject({ inputs: ["/lines/1/value", "/lines/1/quantity"] });
  });

  it("applies only in the branch where it stands", () => {
    const branch = objectWith(
      { kind: { const: "priced" } },
      { "x-relation": [{ name: "r", left: "/value", right: "/total" }] },
    );
    const compiled = compiledWith(
      objectWith({ ...fields, kind: {} }, { anyOf: [branch, objectWith({ kind: { const: "free" } })] }),
    );
    expect(compiled.validate({ kind: "free", value: 1, total: 2 })).toEqual([]);
    expect(compiled.validate({ kind: "priced", value: 1, total: 2 }).map(({ code }) => code)).toContain(
      "relation_broken",
    );
  });

  it("computes with numbers of a thousand digits at once", () => {
    const digits = "9".repeat(990);
    const spent = stopwatch();
    const lines: JsonValue = Array.from({ length: 10_000 }, () => ({ value: digits }));
    expect(factsOf(sum, { total: 1, lines })).toBeDefined();
    expect(spent()).toBeLessThan(5_000);
  });

  it("that is broken in a list of a hundred thousand is told at once", () => {
    const line = objectWith({ value: { ...anything, "x-sentinels": ["n/a"] } });
    const schema = objectWith(
      { ...fields, lines: { type: "array", items: line } },
      { "x-relation": [{ name: "r", ...sum }] },
    );
    const compiled = compiledWith(schema);
    const lines = Array.from({ length: 100_000 }, () => ({ value: 1 }));
    const spent = stopwatch();
    expect(compiled.validate({ total: 1, lines }).map(({ code }) => code)).toEqual([
      "relation_broken",
      "more_not_listed",
    ]);
    expect(spent()).toBeLessThan(3_000);
  });

  it("agrees with arithmetic in whole cents", () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const decimal = (units: number) =>
      `${units < 0 ? "-" : ""}${Math.floor(Math.abs(units) / 100)}.${String(Math.abs(units) % 100).padStart(2, "0")}`;
    const compiled = compiledWith(objectWith(fields, { "x-relation": [{ name: "r", ...sum }] }));
    fc.assert(
      fc.property(fc.array(cents), cents, (items, slip) => {
        const total = items.reduce((all, item) => all + item, 0) + slip;
        const findings = compiled.validate({
          total: decimal(total),
          lines: items.map((item) => ({ value: decimal(item) })),
        });
        expect(findings.length === 0).toBe(slip === 0);
      }),
    );
  });
});
