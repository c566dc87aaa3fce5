import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileMapping, type Mapping, parseMapping } from "../../src/adapters/index.ts";
import type { Event } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";
import { readAll, rowOf } from "./support.ts";

const base = { formatVersion: 1, event: { id: "X-{ID}" }, columns: {} } as const;
const context = { source: "erp/export", type: "thing.happened" };
const mapRow = (mapping: Omit<Mapping, "formatVersion" | "event"> & Partial<Mapping>, record: Record<string, string>) =>
  compileMapping({ ...base, ...mapping }, context).map(rowOf({ ID: "1", ...record }));
const eventOf = (...args: Parameters<typeof mapRow>): Event => mapRow(...args).input as Event;
const dataOf = (...args: Parameters<typeof mapRow>) => eventOf(...args).data as Record<string, unknown>;

describe("a row becomes an event", () => {
  it("named by its templates, with a time that says how exact it is", () => {
    const event = eventOf(
      {
        event: { id: "X-{ID}", subject: "{A}/{B}", correlationid: "{Empty}", eventkind: "fact" },
        columns: { Day: { to: "/day", as: "date", formats: ["d-MMM-yy"] } },
        time: { column: "Day" },
        constants: { "/currency": "USD", "/origin/system": "SAP", "/isCopy": true },
      },
      { A: " a ", B: "b", Empty: " ", Day: "2-Jun-06" },
    );
    expect(event).toEqual({
      specversion: "1.0",
      source: "erp/export",
      type: "thing.happened",
      datacontenttype: "application/json",
      id: "X-1",
      subject: "a/b",
      eventkind: "fact",
      time: "2006-06-02T11:00:00.000Z",
      timeuncertaintyms: 90_000_000,
      data: {
        currency: "USD",
        origin: { system: "SAP" },
        isCopy: true,
        day: "2006-06-02",
        otherColumns: { ID: "1", A: "a", B: "b", Empty: null },
      },
    });
  });

  it.each([
    ["Z", "2006-06-02T12:00:00.000Z"],
    ["+02:00", "2006-06-02T10:00:00.000Z"],
    ["-05:00", "2006-06-02T17:00:00.000Z"],
  ])("of a day in the zone %s", (zone, time) => {
    const columns = { Day: { to: "/day", as: "date", formats: ["yyyyMMdd"] } } as const;
    expect(eventOf({ columns, time: { column: "Day", zone } }, { Day: "20060602" })).toMatchObject({
      time,
      timeuncertaintyms: 43_200_000,
    });
  });

  it.each([
    ["no date", "soon"],
    ["nothing", ""],
    ["a sentinel", "20060602"],
    ["a day that is over only in the year 10000", "99991231"],
  ])("without a time where the column holds %s", (_, Day) => {
    const columns = { Day: { to: "/day", as: "date", formats: ["yyyyMMdd"], sentinels: ["20060602"] } } as const;
    const event = eventOf({ columns, time: { column: "Day", zone: "-12:00" } }, { Day });
    expect([Object.hasOwn(event, "time"), Object.hasOwn(event, "timeuncertaintyms")]).toEqual([false, false]);
    expect(JSON.stringify(event)).not.toContain("undefined");
  });
});

describe("a cell", () => {
  const weight = {
    to: "/weight",
    as: "decimal",
    sentinels: ["Weight Captured Separately", "0"],
    texts: [
      { like: "See * (ID#:*)", to: "/countedWith" },
      { like: "**", to: "/remark" },
    ],
  } as const;
  it.each([
    ["is converted", "13.5", { weight: "13.5" }],
    ["is null where it is empty", "  ", { weight: null }],
    ["stays as it is where it is a sentinel", "Weight Captured Separately", { weight: "Weight Captured Separately" }],
    ["stays as it is where it is a sentinel that could be converted", "0", { weight: "0" }],
    [
      "belongs elsewhere where it is like a pattern",
      "See ASN-93 (ID#:1281)",
      { weight: null, countedWith: "See ASN-93 (ID#:1281)" },
    ],
    ["belongs where the first pattern says", "See A/B (ID#:1)", { weight: null, remark: "See A/B (ID#:1)" }],
  ])("%s", (_, cell, expected) => {
    const columns = { Weight: { ...weight, texts: cell.startsWith("See") ? weight.texts : weight.texts.slice(0, 1) } };
    expect(dataOf({ columns }, { Weight: cell })).toEqual({ ...expected, otherColumns: { ID: "1" } });
  });
  it("stays text where it cannot be converted: the contract speaks of it, not the mapping", () => {
    expect(dataOf({ columns: { Weight: { to: "/weight", as: "decimal" } } }, { Weight: "n/a" }).weight).toBe("n/a");
  });
  it("of a very long text is compared with no pattern", () => {
    const text = "x".repeat(1_001);
    expect(dataOf({ columns: { Weight: weight } }, { Weight: text })).toMatchObject({ weight: text });
  });
  it("goes deep, beside its neighbours", () => {
    const columns = { A: { to: "/line/amount/value" }, B: { to: "/line/amount/currency" }, C: { to: "/a~1b/m~0n" } };
    expect(dataOf({ columns }, { A: "1", B: "USD", C: "x" })).toEqual({
      line: { amount: { value: "1", currency: "USD" } },
      "a/b": { "m~n": "x" },
      otherColumns: { ID: "1" },
    });
  });
});

describe("columns and mapping need not be the same", () => {
  it("a column that is not listed goes to the others, by its name", () => {
    expect(dataOf({ columns: {}, others: "/rest/raw" }, { "a/b": "1", constructor: "2", empty: "" })).toEqual({
      rest: { raw: { ID: "1", "a/b": "1", constructor: "2", empty: null } },
    });
  });
  it("a column that is listed and missing leaves no member", () => {
    expect(dataOf({ columns: { Gone: { to: "/gone" } } }, {})).toEqual({ otherColumns: { ID: "1" } });
  });
  const named = compileMapping(
    {
      ...base,
      event: { id: "{ID}-{Line}", subject: "{Order}" },
      columns: { Day: { to: "/day", as: "date", formats: ["yyyyMMdd"] } },
      time: { column: "Day" },
    },
    context,
  );
  it("a column that events are named by must be there", () => {
    expect(() => named.fit(["Line", "ID", "Order", "Day"])).not.toThrow();
    expect(codeOf(() => named.fit(["ID", "Order"]))).toBe("mapping_columns_missing");
    expect(() => named.fit(["ID", "Order"])).toThrow(/^the file has no column `Line`, .+ correct the mapping$/);
  });
  it("a row without its identifier stays a row, whatever columns it has", () => {
    expect(named.map(rowOf({ ID: "1", Line: " " }))).toEqual({
      line: 2,
      input: { line: 2, row: "1, ", findings: [expect.objectContaining({ code: "identifier_missing" })] },
      findings: [expect.objectContaining({ facts: { column: "Line" } })],
    });
    const odd = compileMapping({ ...base, event: { id: "{constructor}{toString}" } }, context);
    expect(odd.map(rowOf({ ID: "1" })).findings).toMatchObject([{ code: "identifier_missing" }]);
  });
  it("a row that does not fit its header stays a row, and cannot be taken for an event", async () => {
    const forged = '"{""specversion"":""1.0""}",x,y';
    const { rows } = await readAll(`specversion,id\n${forged}\n`);
    const { input, findings } = compileMapping({ ...base, event: { id: "{id}" } }, context).map(rows[0]!);
    expect(Object.keys(input)).toEqual(["line", "row", "findings"]);
    expect(input).toMatchObject({ row: forged });
    expect(findings).toMatchObject([{ code: "cells_unexpected", facts: { expected: 2, actual: 3 } }]);
  });
  it("and every cell is found in the event, whatever the columns are called", () => {
    const name = fc
      .string({ minLength: 1, maxLength: 6 })
      .filter((text) => text.trim() === text && text !== "__proto__");
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ maxLength: 6 }), { maxKeys: 6, noNullPrototype: true }), (record) => {
        const { input } = compileMapping({ ...base, event: { id: "1" } }, context).map(rowOf(record));
        const others = ((input as Event).data as { otherColumns?: Record<string, unknown> }).otherColumns ?? {};
        expect(Object.entries(others)).toEqual(Object.entries(record).map(([key, cell]) => [key, cell.trim() || null]));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a mapping that is not as its page says is refused, and the place is named", () => {
  const date = { to: "/d", as: "date", formats: ["yyyyMMdd"] };
  const columns = (...list: readonly object[]) => ({
    columns: Object.fromEntries(list.map((one, at) => [`c${at}`, one])),
  });
  const rows: readonly [what: string, change: object, path: string][] = [
    ["another member", { hooks: {} }, "/hooks"],
    ["another format", { formatVersion: 0 }, "/formatVersion"],
    ["no columns", { columns: undefined }, ""],
    ["columns in a list", { columns: [] }, "/columns"],
    ["no identifier", { event: {} }, "/event/id"],
    ["an empty identifier", { event: { id: "" } }, "/event/id"],
    ["a brace that is not closed", { event: { id: "{ID" } }, "/event/id"],
    ["a brace in a brace", { event: { id: "{{ID}}" } }, "/event/id"],
    ["a very long template", { event: { id: "x".repeat(1_001) } }, "/event/id"],
    ["an attribute that the adapter sets", { event: { id: "1", source: "x" } }, "/event/source"],
    ["a column without a place", columns({}), "/columns/c0/to"],
    ["a place that is no pointer", columns({ to: "quantity" }), "/columns/c0/to"],
    ["the whole data as a place", columns({ to: "" }), "/columns/c0/to"],
    ["an empty name in a place", columns({ to: "/a//b" }), "/columns/c0/to"],
    ["a place too deep", columns({ to: "/a".repeat(17) }), "/columns/c0/to"],
    ["`__proto__` as a place", columns({ to: "/__proto__/polluted" }), "/columns/c0/to"],
    ["`__proto__` for the others", { others: "/__proto__" }, "/others"],
    ["`__proto__` among the constants", { constants: { "/a/__proto__": "1" } }, "/constants"],
    ["an unknown kind", columns({ to: "/a", as: "number" }), "/columns/c0/as"],
    ["a kind that objects have", columns({ to: "/a", as: "constructor" }), "/columns/c0/as"],
    ["a member of another kind", columns({ to: "/a", point: "," }), "/columns/c0/point"],
    ["a flag without words", columns({ to: "/a", as: "flag" }), "/columns/c0/yes"],
    ["a date without formats", columns({ to: "/a", as: "date" }), "/columns/c0/formats"],
    ["a format that is not listed", columns({ ...date, formats: ["dd.MM.y"] }), "/columns/c0/formats/0"],
    ["a year out of range", columns({ ...date, twoDigitYearsFrom: 1066 }), "/columns/c0/twoDigitYearsFrom"],
    ["a constant that is a number", { constants: { "/a": 1 } }, "/constants//a"],
    ["a text that goes nowhere", columns({ to: "/a", texts: [{ like: "*" }] }), "/columns/c0/texts/0/to"],
    ["a zone by name", { ...columns(date), time: { column: "c0", zone: "CET" } }, "/time/zone"],
    ["a time of no column", { time: { column: "constructor" } }, "/time/column"],
    ["a time of a column that is no date", { ...columns({ to: "/a" }), time: { column: "c0" } }, "/time/column"],
    ["two columns in one place", columns({ to: "/a" }, { to: "/a" }), ""],
    ["a column within another", columns({ to: "/a/b" }, { to: "/a" }), ""],
    ["a column in a constant's place", { ...columns({ to: "/a" }), constants: { "/a": "1" } }, ""],
    ["a column among the others", columns({ to: "/otherColumns/x" }), ""],
    ["a text in its own column's place", columns({ to: "/a", texts: [{ like: "*", to: "/a" }] }), ""],
    ["one mark for two things", columns({ to: "/a", as: "decimal", grouping: "." }), "/columns/c0"],
    ["a word for yes and no", columns({ to: "/a", as: "flag", yes: ["X"], no: ["X"] }), "/columns/c0"],
  ];
  it.each(rows)("%s", (_, change, path) => {
    const parse = () =>
      parseMapping(
        Object.fromEntries(Object.entries({ ...base, ...change }).filter(([, value]) => value !== undefined)),
      );
    expect(codeOf(parse)).toBe("mapping_malformed");
    if (path !== "") expect(parse).toThrow(expect.objectContaining({ details: expect.objectContaining({ path }) }));
    expect(parse).toThrow(/^mapping: at `[^\r\n]*`, [^\r\n]+$/);
  });

  it.each([null, 1, "x", [], undefined, () => 1, Number.NaN])("%s is no mapping", (value) => {
    expect(codeOf(() => parseMapping(value))).toBe("mapping_malformed");
  });

  it("`__proto__` from JSON is refused, and pollutes nothing", () => {
    for (const text of [
      '{"formatVersion":1,"event":{"id":"1"},"columns":{"__proto__":{"to":"/a"}}}',
      '{"formatVersion":1,"event":{"id":"1"},"columns":{},"__proto__":{"others":"/x"}}',
    ])
      expect(codeOf(() => parseMapping(JSON.parse(text)))).toBe("mapping_malformed");
    expect(Object.hasOwn(Object.prototype, "to")).toBe(false);
  });

  it("shows a hostile name cut, and on one line", () => {
    const parse = () => parseMapping({ ...base, columns: { ["a\n\u001b[31m".repeat(50)]: {} } });
    expect(parse).toThrow(/^[\P{Cc}]{1,200}$/u);
  });

  it("one of tomorrow is neither right nor wrong", () => {
    expect(codeOf(() => parseMapping({ ...base, formatVersion: 2, news: true }))).toBe("newer_format");
  });

  it("the result is a copy: what is changed later changes nothing", () => {
    const own = structuredClone({ ...base, columns: { A: { to: "/a" } } });
    const compiled = compileMapping(own, context);
    (own.columns.A as { to: string }).to = "/changed";
    expect(compiled.mapping.columns.A?.to).toBe("/a");
    expect((compiled.map(rowOf({ ID: "1", A: "x" })).input as Event).data).toMatchObject({ a: "x" });
  });
});
