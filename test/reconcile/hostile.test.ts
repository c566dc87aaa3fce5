import { describe, expect, it } from "vitest";
import { canonicalJson, type JsonValue } from "../../src/foundation/index.ts";
import { type FieldKind, type MatchPlan, type Rows, reconcile } from "../../src/reconcile/index.ts";
import { rejectionOf } from "../support.ts";
import { at, planFor, run, runPairs, tally } from "./support.ts";

/** What only a broken program hands over, where JSON was promised. */
const notJson = (value: unknown): JsonValue => value as JsonValue;

describe("rows that are no rows", () => {
  const rows: readonly [why: string, row: unknown, sentence: string][] = [
    ["a number", 7, "a row is an object or a list"],
    ["nothing", null, "a row is an object or a list"],
    ["a text", "id=7", "a row is an object or a list"],
    ["undefined", undefined, "a row is an object or a list"],
    ["a row without its key", { quantity: 1 }, "no part of the key is there"],
    ["a key that is an object", { id: { nr: 7 } }, "the key part `/id` is no plain text, number or flag"],
    ["a key that is not a number", { id: Number.NaN }, "the key part `/id` is no plain text, number or flag"],
    ["a key beyond 2^53", { id: 2 ** 53 + 2 }, "the key part `/id` is no plain text, number or flag"],
    ["a key of half a character", { id: "\ud83d" }, "the key part `/id` is no plain text, number or flag"],
    ["a key inherited from a prototype", Object.create({ id: 7 }), "no part of the key is there"],
  ];
  for (const [why, row, problem] of rows) {
    it(`are reported and matched with nothing: ${why}`, async () => {
      const result = await run([notJson(row)], [{ id: "7" }, { id: 1 }]);
      const broken = result.breaks.find(({ kind }) => kind === "unreadable_row");
      expect(broken?.sentence).toBe(`1 row of \`ERP\` cannot be matched: ${problem}`);
      expect([result.status, result.matched, result.controlTotals.left.unreadable]).toEqual(["broken", 0, 1]);
      expect(() => canonicalJson(result)).not.toThrow();
    });
  }

  it("are one break for a million alike, and a mapping when the whole side has no key", async () => {
    const result = await run(Array(1_000).fill({ nr: 7 }), [{ id: 7 }]);
    expect(tally(result)).toEqual({ "mapping no_key": 1, "defect lost": 1 });
    expect(result.breaks.find(({ kind }) => kind === "unreadable_row")?.sentence).toBe(
      "1,000 rows of `ERP` cannot be matched: no part of the key is there",
    );
  });

  it("are one break, with the members in one order, however they were written", async () => {
    const rows = [
      { b: 1, a: 2 },
      { a: 2, b: 1 },
    ];
    const [one, another] = [await run(rows, []), await run(rows.toReversed(), [])];
    expect(one.breaks).toHaveLength(1);
    expect(JSON.stringify(one)).toBe(JSON.stringify(another));
  });

  it("have ids of their own even where JSON has no word for them", async () => {
    const rows = [notJson({ quantity: Number.NaN }), notJson({ id: Number.NaN }), notJson(undefined)];
    const { breaks } = await run(rows, []);
    expect(new Set(breaks.map(({ id }) => id)).size).toBe(3);
  });

  it("may be lists, as rows of a file are", async () => {
    const plan = { key: [{ left: "/0" }], fields: [{ left: "/1", as: "decimal" as const }] };
    expect((await run([["a", "1.0"]], [["a", 1]], plan)).matched).toBe(1);
  });
});

describe("values that are no values", () => {
  const rows: readonly [as: FieldKind, value: unknown][] = [
    ["decimal", "1,5"],
    ["decimal", " 1"],
    ["decimal", "NaN"],
    ["decimal", "1e9999"],
    ["decimal", "0x10"],
    ["decimal", Number.NaN],
    ["decimal", Number.POSITIVE_INFINITY],
    ["decimal", 2 ** 53],
    ["decimal", true],
    ["decimal", {}],
    ["decimal", "9".repeat(1_001)],
    ["instant", "2026-03-31"],
    ["instant", "2026-02-30T00:00:00Z"],
    ["instant", 0],
    ["date", "2026-02-29"],
    ["date", "2026-0331"],
    ["date", "31.03.2026"],
    ["flag", "yes"],
    ["flag", 1],
    ["text", {}],
    ["text", "\ud83d"],
    ["json", Number.NaN],
    ["json", new Map()],
    ["json", nested(2_000)],
  ];
  for (const [as, value] of rows) {
    it(`agree with nothing, not even themselves: ${String(value).slice(0, 20)} as ${as}`, async () => {
      const result = await runPairs(as, [[notJson(value), notJson(value)]]);
      expect(result.breaks[0]).toMatchObject({ kind: "unreadable_row", field: "/value", verdict: "defect" });
      expect(result.matched).toBe(0);
      expect(() => canonicalJson(result)).not.toThrow();
    });
  }

  it.each(["decimal", "instant", "date", "flag"] as const)("empty text is no value of a %s", async (as) => {
    expect((await runPairs(as, [["", null]])).matched).toBe(1);
  });
  it("empty text is a text", async () => expect((await runPairs("text", [["", null]])).matched).toBe(0));
});

function nested(depth: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe("names that reach for prototypes", () => {
  it("find own members only", async () => {
    const fields = [
      { left: "/constructor", as: "json" },
      { left: "/toString", as: "json" },
    ] as const;
    expect((await run([{ id: 1 }], [{ id: 1 }], { fields })).matched).toBe(1);
    const result = await run([{ id: 1, constructor: "a" }], [{ id: 1 }], { fields });
    expect(tally(result)).toEqual({ "defect missing_value": 1 });
  });

  it("are keys, codes and currencies like any other", async () => {
    const rows = ["__proto__", "constructor", "hasOwnProperty"].map((id) => ({
      id,
      value: id,
      net: "1",
      currency: id,
    }));
    const parts: Partial<MatchPlan> = {
      fields: [{ left: "/value", as: "text", steps: { left: [{ step: "codes", codes: { constructor: "built" } }] } }],
      value: { left: { amount: "/net", currency: "/currency" } },
    };
    const result = await run(rows, rows, parts);
    expect(result.matched).toBe(2);
    expect(result.breaks[0]?.valueAtRisk).toEqual([{ amount: "1", currency: "XXX" }]);
    expect(({} as { built?: unknown }).built).toBeUndefined();
  });
});

describe("texts made to disturb", () => {
  it("stay in their place in a sentence", async () => {
    const result = await run([{ id: `x\n\u2028${"y".repeat(100_000)}` }], []);
    expect(result.breaks[0]?.sentence).toMatch(/^`x {2}y{57}…` is in `ERP` and not in `WMS`$/);
  });

  it("with half a character at the cut leave a sentence that is well-formed", async () => {
    const result = await run([{ id: `${"x".repeat(59)}📦` }], []);
    expect(result.breaks[0]?.sentence.isWellFormed()).toBe(true);
  });

  it("of equal length and many kinds take no time to tell apart", async () => {
    const pairs = Array.from({ length: 3_000 }, (_, at) => [`a${at}`.repeat(50), `b${at}`.repeat(50)] as const);
    expect(tally(await runPairs("text", pairs))).toEqual({ "defect one_off_difference": 3_000 });
  });

  it("numbers of a thousand digits cost little", async () => {
    const pairs = Array.from(
      { length: 500 },
      (_, at) => [`${at + 1}${"1".repeat(990)}`, `${at + 2}${"3".repeat(990)}`] as const,
    );
    const result = await runPairs("decimal", pairs, { value: { left: { amount: "/value", currency: "EUR" } } });
    expect(result.breaks).toHaveLength(500);
  });
});

describe("a side that misbehaves", () => {
  const options = { at };
  async function* failing() {
    yield { id: 1 };
    throw new Error("connection reset");
  }

  it("and fails half-way concludes nothing", async () => {
    const promise = reconcile([{ id: 1 }], failing(), planFor(), options);
    await expect(promise).rejects.toMatchObject({ code: "source_failed", details: { side: "WMS", rowsRead: 1 } });
    await expect(promise).rejects.toMatchObject({ cause: { message: "connection reset" } });
  });

  it("and brings more rows than may be kept is stopped", async () => {
    let closed = false;
    function* endless() {
      try {
        for (let id = 0; ; id++) yield { id };
      } finally {
        closed = true;
      }
    }
    const promise = reconcile([], endless(), planFor(), { at, maxRows: 5_000 });
    await expect(promise).rejects.toMatchObject({ code: "rows_too_many", details: { side: "WMS", maxRows: 5_000 } });
    expect(closed).toBe(true);
  });

  it("is not counted twice where it only repeats the other", async () => {
    const rows = Array.from({ length: 100 }, (_, id) => ({ id }));
    expect((await reconcile(rows, rows, planFor(), { at, maxRows: 100 })).matched).toBe(100);
    expect(await rejectionOf(reconcile(rows, [...rows, { id: 100 }], planFor(), { at, maxRows: 100 }))).toBe(
      "rows_too_many",
    );
  });

  it("is left when the caller gives up", async () => {
    const controller = new AbortController();
    function* endless() {
      for (;;) yield { id: 1 };
    }
    setTimeout(() => controller.abort(new Error("the window closed")), 20);
    const promise = reconcile(endless(), [], planFor(), {
      at,
      maxRows: Number.MAX_SAFE_INTEGER,
      signal: controller.signal,
    });
    await expect(promise).rejects.toThrow("the window closed");
  });

  it("is not even begun when the caller had given up before", async () => {
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(reconcile([], [], planFor(), { at, signal })).rejects.toThrow("too late");
  });

  const mistakes: readonly [why: string, call: () => Promise<unknown>, code: string][] = [
    ["no time", () => reconcile([], [], planFor(), {} as never), "TypeError"],
    ["no such time", () => reconcile([], [], planFor(), { at: new Date("never") }), "TypeError"],
    ["half a row to keep", () => reconcile([], [], planFor(), { at, maxRows: 0.5 }), "TypeError"],
    ["a side that is no list", () => reconcile(7 as unknown as Rows, [], planFor(), options), "TypeError"],
    ["a side that is a text", () => reconcile("rows" as unknown as Rows, [], planFor(), options), "TypeError"],
    ["a plan that is none", () => reconcile([], [], {} as MatchPlan, options), "format_malformed"],
  ];
  for (const [why, call, code] of mistakes) {
    it(`is a mistake of the program: ${why}`, async () => expect(await rejectionOf(call())).toBe(code));
  }
});
