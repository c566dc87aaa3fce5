import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/foundation/index.ts";
import type { KeyPart } from "../../src/reconcile/index.ts";
import { run, tally } from "./support.ts";

const two: readonly KeyPart[] = [{ left: "/a" }, { left: "/b" }];

describe("a key of two parts", () => {
  const pairs: readonly [why: string, left: JsonValue, right: JsonValue, same: boolean][] = [
    ["(1, 11) is not (11, 1)", { a: "1", b: "11" }, { a: "11", b: "1" }, false],
    ["a colon moves nothing", { a: "1:2", b: "3" }, { a: "1", b: "2:3" }, false],
    ["a text that looks like an encoded key", { a: "1:1", b: "" }, { a: "1", b: "1:" }, false],
    ["null is not empty", { a: null, b: "1" }, { a: "", b: "1" }, false],
    ["null is not the text null", { a: null, b: "1" }, { a: "null", b: "1" }, false],
    ["null is not absent", { a: null, b: "1" }, { b: "1" }, false],
    ["absent is not empty", { b: "1" }, { a: "", b: "1" }, false],
    ["absent is not a dash", { b: "1" }, { a: "-", b: "1" }, false],
    ["null meets null", { a: null, b: "1" }, { a: null, b: "1" }, true],
    ["absent meets absent", { b: "1" }, { b: "1" }, true],
    ["nulls in different parts stay apart", { a: null, b: "1" }, { a: "1", b: null }, false],
    ["a number meets its text", { a: 4500012345, b: 10 }, { a: "4500012345", b: "10" }, true],
    ["a number meets no other spelling", { a: 7, b: 1 }, { a: "07", b: "1" }, false],
    ["a flag meets its text", { a: true, b: 1 }, { a: "true", b: 1 }, true],
    ["minus zero is zero", { a: -0, b: 1 }, { a: "0", b: 1 }, true],
    ["letters with accents are compared as encoded", { a: "caf\u00e9", b: 1 }, { a: "cafe\u0301", b: 1 }, false],
    ["a newline is a letter like any other", { a: "x\n", b: 1 }, { a: "x", b: 1 }, false],
    ["emoji and Chinese", { a: "📦", b: "上海" }, { a: "📦", b: "上海" }, true],
  ];
  for (const [why, left, right, same] of pairs) {
    it(why, async () => expect((await run([left], [right], { key: two })).matched).toBe(same ? 1 : 0));
  }

  it("tells any two lists of texts apart, and only those", async () => {
    const part = fc.oneof(fc.string({ maxLength: 4 }), fc.constant(null), fc.constantFrom("1:", ":", "-", "~", "0:"));
    await fc.assert(
      fc.asyncProperty(part, part, part, part, async (a, b, c, d) => {
        const { matched } = await run([{ a, b }], [{ a: c, b: d }], { key: two });
        expect(matched === 1).toBe(a === c && b === d);
      }),
    );
  });
});

describe("keys that two systems spell differently", () => {
  const spelt: readonly [KeyPart["normalise"], left: JsonValue, right: JsonValue][] = [
    [["trim"], " PO-1 ", "PO-1"],
    [["upper_case"], "po-1", "PO-1"],
    [["strip_leading_zeros"], "000000000000100012", "100012"],
    [["strip_leading_zeros"], "000", 0],
    [["digits_only"], "PO 45-0001", "450001"],
    [["compose"], "cafe\u0301", "caf\u00e9"],
    [["trim", "strip_leading_zeros", "upper_case"], " 00ab ", "AB"],
  ];
  for (const [normalise, left, right] of spelt) {
    it(`meet by ${normalise?.join(", ")}`, async () => {
      const result = await run([{ id: left }], [{ nr: right }], {
        key: [{ left: "/id", right: "/nr", ...(normalise && { normalise }) }],
      });
      expect(result.matched).toBe(1);
    });
  }

  it("are shown by their place on the left, as normalised", async () => {
    const key: readonly KeyPart[] = [
      { left: "/po", right: "/order/number", normalise: ["strip_leading_zeros"] },
      { left: "/line" },
      { left: "/batch" },
    ];
    const { breaks } = await run([], [{ order: { number: "0045" }, line: null }], { key });
    expect(breaks[0]).toMatchObject({ kind: "missing_left", key: { "/po": "45", "/line": null } });
    expect(breaks[0]?.sentence).toBe("`45 / null` is in `WMS` and not in `ERP`");
  });
});

describe("keys that are there more than once", () => {
  it("are a class of their own, and never the last one wins", async () => {
    const rows = [
      { id: 1, quantity: 5 },
      { id: 1, quantity: 6 },
    ];
    const result = await run(rows, [{ id: 1, quantity: 6 }], { fields: [{ left: "/quantity", as: "decimal" }] });
    expect(result.matched).toBe(0);
    expect(result.breaks).toHaveLength(1);
    expect(result.breaks[0]).toMatchObject({ kind: "duplicate_key", left: 2, right: 1, verdict: "defect" });
    expect(result.causes[0]?.kind).toBe("ambiguous_key");
  });

  it("are one posting made twice when all their rows say the same", async () => {
    const row = { id: 1, quantity: "5.0", net: "10.00" };
    const result = await run([row], [row, { ...row, quantity: 5 }, row], {
      fields: [{ left: "/quantity", as: "decimal" }],
      value: { left: { amount: "/net", currency: "EUR" } },
    });
    expect(tally(result)).toEqual({ "defect duplicate_posting": 1 });
    expect(result.breaks[0]?.sentence).toBe("`1` is there 1 time in `ERP` and 3 times in `WMS`");
    expect(result.breaks[0]?.valueAtRisk).toEqual([{ amount: "20.00", currency: "EUR" }]);
  });

  it("are a key too short when nearly every key is shared", async () => {
    const rows = Array.from({ length: 12 }, (_, at) => ({ id: at % 4, line: at }));
    const result = await run(rows, rows, { fields: [{ left: "/line", as: "text" }] });
    expect(tally(result)).toEqual({ "mapping ambiguous_key": 4 });
  });

  it("count on both sides, and against no missing row", async () => {
    const result = await run([{ id: 1 }, { id: 1 }], []);
    expect(result.breaks[0]).toMatchObject({ kind: "duplicate_key", left: 2, right: 0 });
  });
});
