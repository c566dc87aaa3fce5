import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ColumnMapping, compileMapping, dateFormats } from "../../src/adapters/index.ts";
import { stopwatch } from "../support.ts";
import { rowOf } from "./support.ts";

/** What one cell becomes in a column. */
const convert = (column: Omit<ColumnMapping, "to">, cell: string): unknown => {
  const mapping = { formatVersion: 1, event: { id: "{id}" }, columns: { x: { to: "/x", ...column } } } as const;
  const { input } = compileMapping(mapping, { source: "s", type: "t" }).map(rowOf({ id: "1", x: cell }));
  return (input as { data?: { x: unknown } }).data?.x;
};

type Rows = readonly (readonly [cell: string, value: unknown])[];

/** Cells that are not what the column is made of: they stay text. */
const stay = (...cells: readonly string[]): Rows => cells.map((cell) => [cell, cell]);

const kinds: readonly [what: string, column: Omit<ColumnMapping, "to">, rows: Rows][] = [
  ["text", {}, [[" x y\u00a0", "x y"], ["", null], [" \t", null], ...stay("x", "007", "null")]],
  [
    "decimal",
    { as: "decimal" },
    [
      ["+3.0", "3.0"],
      ["3-", "-3"],
      ["0.10-", "-0.10"],
      ...stay("12.50", "0", "-3", "007", "99999999999999999999.99"),
      [".50", "0.50"],
      ["-.5", "-0.5"],
      ["5-", "-5"],
      ...stay("-3-", "+3-", "--3", "1,5", "1,234.5", "5.", "1e5", "1 000", "12 kg", "NaN", "0x10", "٣", "−3"),
      ...stay("9".repeat(1_001)),
    ],
  ],
  [
    "decimal with a comma, and points between thousands",
    { as: "decimal", point: ",", grouping: "." },
    [
      ["1.234.567,89", "1234567.89"],
      ["1234567,8", "1234567.8"],
      ["12,5-", "-12.5"],
      ...stay("1.23,4", "1.2345", "1,234.5"),
    ],
  ],
  [
    "decimal with commas between thousands",
    { as: "decimal", grouping: "," },
    [["1,234.50", "1234.50"], ...stay("12,34", ",123", "1,2345", "1234,567")],
  ],
  [
    "decimal with blanks between thousands, breaking or not",
    { as: "decimal", point: ",", grouping: " " },
    [
      ["1 234,5", "1234.5"],
      ["1\u00a0234,5", "1234.5"],
      ["1\u202f234\u202f567", "1234567"],
      ...stay("1  234", "1\n234"),
    ],
  ],
  [
    "decimal with apostrophes between thousands",
    { as: "decimal", grouping: "'" },
    [["1'234.5", "1234.5"], ...stay("1’234")],
  ],
  [
    "integer",
    { as: "integer" },
    [
      ["12", 12],
      ["-12", -12],
      ["12-", -12],
      ["007", 7],
      ["12.00", 12],
      ["-0", 0],
      ["9007199254740991", 9_007_199_254_740_991],
      ...stay("9007199254740992", "9007199254740991.2", "0.99999999999999999999", "12.5", "1e3", "twelve"),
    ],
  ],
  ["integer with commas between thousands", { as: "integer", grouping: "," }, [["1,200", 1_200], ...stay("1,20")]],
  [
    "flag",
    { as: "flag", yes: ["Yes", "X"], no: ["No"] },
    [["Yes", true], ["X", true], ["No", false], ["", null], ...stay("yes", "constructor")],
  ],
  [
    "date, which is written like text where it is one",
    { as: "date", formats: ["yyyy-MM-dd"] },
    [
      ...stay("2024-02-29", "2023-02-29", "1900-02-29", "2024-13-01", "2024-1-1", "2024-01-01T00:00", "0000-01-01"),
      ["", null],
    ],
  ],
];

for (const [what, column, rows] of kinds) {
  describe(what, () => {
    it.each(rows)("%j is %j", (cell, value) => {
      const found = convert(column, cell);
      expect(found).toStrictEqual(value);
      expect(Object.is(found, -0)).toBe(false);
    });
  });
}

describe("dates are days in each format, and nothing else", () => {
  const date = (cell: string, formats: ColumnMapping["formats"], twoDigitYearsFrom?: number) =>
    convert(
      { as: "date", formats: formats ?? [], ...(twoDigitYearsFrom !== undefined && { twoDigitYearsFrom }) },
      cell,
    );

  const written: Readonly<Record<(typeof dateFormats)[number], readonly string[]>> = {
    "yyyy-MM-dd": ["2016-02-29"],
    yyyyMMdd: ["20160229"],
    "d-MMM-yy": ["29-Feb-16", "29-FEB-16", "29-feb-16"],
    "d-MMM-yyyy": ["29-Feb-2016"],
    "M/d/yy": ["2/29/16", "02/29/16"],
    "M/d/yyyy": ["2/29/2016"],
    "d/M/yy": ["29/2/16", "29/02/16"],
    "d/M/yyyy": ["29/2/2016"],
    "d.M.yy": ["29.2.16", "29.02.16"],
    "d.M.yyyy": ["29.2.2016"],
  };
  it.each(dateFormats)("%s", (format) => {
    for (const cell of written[format]) {
      expect(date(cell, [format])).toBe("2016-02-29");
      const never = cell.replace("16", "15");
      expect(date(never, [format]), "a day that the year has not").toBe(never);
      expect(date(`${cell}x`, [format])).toBe(`${cell}x`);
    }
  });

  it.each([
    ["no such month", "1-Abc-24", ["d-MMM-yy"]],
    ["a month in another language", "1-Mai-24", ["d-MMM-yy"]],
    ["day 0", "0-Jan-24", ["d-MMM-yy"]],
    ["month 13", "13/1/24", ["M/d/yy"]],
    ["a year of three digits", "1/1/024", ["M/d/yy", "M/d/yyyy"]],
    ["digits of another script", "١/١/٢٤", ["M/d/yy"]],
    ["a very long text", "1".repeat(100_000), ["yyyyMMdd"]],
    ["no format at all", "2024-01-01 ", []],
  ] as const)("%s stays text", (_, cell, formats) => {
    expect(date(cell, formats)).toBe(cell.trim());
  });

  it("two digits mean one of a hundred years", () => {
    expect(["69", "70", "00", "99"].map((year) => date(`1/2/${year}`, ["M/d/yy"]))).toEqual([
      "2069-01-02",
      "1970-01-02",
      "2000-01-02",
      "1999-01-02",
    ]);
    expect(["49", "50"].map((year) => date(`1/2/${year}`, ["M/d/yy"], 1950))).toEqual(["2049-01-02", "1950-01-02"]);
    expect(["00", "99"].map((year) => date(`1/2/${year}`, ["M/d/yy"], 2000))).toEqual(["2000-01-02", "2099-01-02"]);
  });

  it("a day that two formats read differently stays text", () => {
    const both = ["M/d/yyyy", "d/M/yyyy"] as const;
    expect(date("3/4/2024", both)).toBe("3/4/2024");
    expect(date("13/4/2024", both)).toBe("2024-04-13");
    expect(date("4/4/2024", both)).toBe("2024-04-04");
  });

  it("each day of four centuries, written in any format and read again", () => {
    const day = fc.date({
      min: new Date("1800-01-01T12:00:00Z"),
      max: new Date("2199-12-31T12:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, (at) => {
        const iso = at.toISOString().slice(0, 10);
        const [year = "", month = "", number = ""] = iso.split("-");
        const [m, d] = [Number(month), Number(number)];
        const spellings = {
          yyyyMMdd: year + month + number,
          "M/d/yyyy": `${m}/${d}/${year}`,
          "d.M.yyyy": `${d}.${m}.${year}`,
        };
        for (const [format, cell] of Object.entries(spellings)) expect(date(cell, [format as "yyyyMMdd"])).toBe(iso);
      }),
      { numRuns: 200 },
    );
  });
});

describe("whatever the cell", () => {
  const columns: readonly Omit<ColumnMapping, "to">[] = kinds.map(([, column]) => column);
  const digitsOf = (value: unknown) => String(value).replace(/\D/g, "");
  it("is kept as text where it is not converted, and is never lost", () => {
    const cell = fc.string({ unit: fc.constantFrom(..."0123456789.,-+ 'e/ab\u00a0") });
    fc.assert(
      fc.property(fc.constantFrom(...columns), cell, (column, text) => {
        const found = convert(column, text);
        if (text.trim() === "") expect(found).toBeNull();
        else if (typeof found === "number") expect(Number.isSafeInteger(found)).toBe(true);
        else if (found !== text.trim()) expect([digitsOf(text), `0${digitsOf(text)}`]).toContain(digitsOf(found));
      }),
      { numRuns: 500 },
    );
  });
  it("takes no longer than its length asks for", () => {
    const spent = stopwatch();
    for (const column of columns)
      for (const text of [
        "1".repeat(500_000),
        "1,234".repeat(100_000),
        `${"1.111".repeat(100_000)}x`,
        "-".repeat(500_000),
      ])
        convert(column, text);
    expect(spent()).toBeLessThan(10_000);
  });
});
