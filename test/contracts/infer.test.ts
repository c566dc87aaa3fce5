import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compileContract,
  createDataProfile,
  type FieldReport,
  inferContract,
  type ProfileReport,
} from "../../src/contracts/index.ts";
import { type JsonValue, seededRandom } from "../../src/foundation/index.ts";

const profileOf = (records: readonly JsonValue[]) => {
  const profile = createDataProfile();
  for (const record of records) profile.observe(record);
  return profile;
};
const reportOf = (records: readonly JsonValue[]): ProfileReport => profileOf(records).report();
const fieldOf = (records: readonly JsonValue[], pointer: string): FieldReport =>
  reportOf(records).fields.find((field) => field.pointer === pointer) as FieldReport;
const column = (...values: readonly JsonValue[]): readonly JsonValue[] => values.map((x) => ({ x }));
const rows = (count: number, make: (n: number) => JsonValue): readonly JsonValue[] =>
  Array.from({ length: count }, (_, n) => make(n));
const infer = (records: readonly JsonValue[]) => inferContract(profileOf(records), { id: "seen", owner: "nobody" });
const broken = (records: readonly JsonValue[]): readonly string[] => {
  const { validate } = compileContract(infer(records));
  return records.flatMap((record) => validate(record).map(({ sentence }) => sentence));
};

describe("how a field is written is told by what most of its values are", () => {
  const table: readonly [what: string, values: readonly JsonValue[], expected: Partial<FieldReport>][] = [
    ["numbers", ["1", "2.50", "-3"], { kind: "number", style: "plain", range: { least: "-3", most: "2.50" } }],
    ["numbers of JSON", [1, 2.5], { kind: "number", range: { least: "1", most: "2.5" } }],
    [
      "a decimal comma",
      ["1.234,50", "10,00", "7"],
      { kind: "number", style: "comma", range: { least: "7", most: "1234.50" } },
    ],
    ["a comma between thousands", ["1,234.50", "10.00"], { kind: "number", style: "grouped" }],
    [
      "a sign behind, and nothing before the point",
      [".50", "100.00-"],
      { kind: "number", style: "loose", range: { least: "-100.00", most: "0.50" } },
    ],
    ["codes with zeros in front", ["0001", "0002", "0010"], { kind: "text" }],
    ["days", ["2026-03-31", "2026-02-28"], { kind: "time", style: "yyyy-MM-dd" }],
    ["days of America", ["3/31/26", "12/1/2025"], { kind: "time", style: "M/d/yy" }],
    ["days of Britain", ["31/3/26", "1/12/2025"], { kind: "time", style: "d/M/yy" }],
    ["days of SAP, some of them none", ["20260331", "00000000", "20260401"], { kind: "time", style: "yyyyMMdd" }],
    ["instants", ["2026-03-31T10:00:00Z"], { kind: "time", style: "date-time" }],
    ["times of a database", ["2026-03-31 10:00:00.000"], { kind: "time", style: "yyyy-MM-dd hh:mm:ss" }],
    ["no such day", ["2026-02-30", "2026-02-31"], { kind: "text" }],
    ["sizes", ["38", "40", "42", "M", "L", "XL"], { kind: "text" }],
    ["nothing", ["", " ", null], { kind: "nothing", empty: 3 }],
  ];
  for (const [what, values, expected] of table)
    it(what, () => expect(fieldOf(column(...values), "/x")).toMatchObject(expected));
});

describe("words among numbers and days stand for no value", () => {
  it("however many numbers stand in them", () => {
    const values = [...rows(20, (n) => `${n}.5`), ...rows(10, (n) => `See ASN-${n} (ID#:${n * 7})`), "N/A"];
    expect(fieldOf(column(...values), "/x").sentinels.map(({ value, count, line }) => [value, count, line])).toEqual([
      ["See ASN-# (ID#:#)", 10, 21],
      ["N/A", 1, 31],
    ]);
  });
  it("eight zeros among days, and the usual words among texts", () => {
    expect(fieldOf(column("20260331", "20260401", "00000000"), "/x").sentinels).toMatchObject([{ value: "00000000" }]);
    expect(fieldOf(column("red", "green", "NULL"), "/x").sentinels).toMatchObject([{ value: "NULL", count: 1 }]);
  });
});

describe("relations", () => {
  const random = seededRandom(7);
  const amount = (below: number): number => 2 + Math.floor(random.next() * below);
  const cents = (units: number): string => `${Math.floor(units / 100)}.${String(units % 100).padStart(2, "0")}`;
  const named = (records: readonly JsonValue[]): readonly (readonly [string, number, number])[] =>
    reportOf(records).relations.map(({ relation, rows: all, broken: not }) => [relation.name, all, not]);

  it("a product to the digit, and the rows that break it by the factor of a unit", () => {
    const records = rows(200, (n) => {
      const [quantity, price] = [amount(90), amount(9_000)];
      return { quantity: `${quantity}`, price: cents(price), value: cents(quantity * price * (n > 195 ? 60 : 1)) };
    });
    const [found] = reportOf(records).relations;
    expect(found).toMatchObject({ kind: "product", rows: 200, broken: 4, factor: { factor: "60", rows: 4 } });
    expect(found?.relation).toEqual({
      name: "value = quantity × price",
      left: "/value",
      right: { product: ["/quantity", "/price"] },
    });
    expect(found?.examples[0]?.line).toBe(197);
  });
  it("a product that holds but for the rounding of its price", () => {
    const records = rows(100, () => {
      const [quantity, tenths] = [amount(900), amount(90_000)];
      return { quantity, price: cents(Math.round(tenths / 10)), value: cents(Math.round((quantity * tenths) / 10)) };
    });
    expect(named(records)).toEqual([["value = quantity × price", 100, 0]]);
    expect(reportOf(records).relations[0]?.relation).toHaveProperty("within");
  });
  it("sums of two and of three, and the same number twice", () => {
    const records = rows(60, () => {
      const [net, tax, freight] = [amount(9_000), amount(900), amount(90)];
      return {
        net: cents(net),
        tax: cents(tax),
        freight: cents(freight),
        total: cents(net + tax + freight),
        paid: cents(net + tax + freight),
      };
    });
    expect(named(records)).toContainEqual(["total = net + tax + freight", 60, 0]);
    expect(named(records)).toContainEqual(["total = paid", 60, 0]);
  });
  it("times that follow each other, without those that follow from others", () => {
    const day = (n: number): string => `2026-03-${String(1 + (n % 28)).padStart(2, "0")}`;
    const records = rows(80, (n) => ({ ordered: day(n % 5), shipped: day(10 + (n % 5)), arrived: day(20 + (n % 5)) }));
    expect(named(records).map(([name]) => name)).toEqual(["ordered ≤ shipped", "shipped ≤ arrived"]);
  });
  it("between the fields of a list's items", () => {
    const records = rows(40, () => ({
      lines: rows(3, () => {
        const [a, b] = [amount(50), amount(50)];
        return { a, b, c: a * b };
      }),
    }));
    expect(reportOf(records).relations).toMatchObject([
      { table: "/lines/*", relation: { name: "c = a × b" }, rows: 120 },
    ]);
    expect(broken(records)).toEqual([]);
    expect(JSON.stringify(infer(records).schema)).toContain("x-relation");
  });
  it("none where there are too few rows, zeros and ones, or chance", () => {
    expect(named(rows(8, (n) => ({ a: n + 2, b: n + 3, c: (n + 2) * (n + 3) })))).toEqual([]);
    expect(named(rows(90, (n) => ({ a: n % 2, b: 1, c: n % 2 })))).toEqual([]);
    expect(named(rows(300, () => ({ a: amount(90), b: amount(90), c: amount(9_000) })))).toEqual([]);
  });
});

describe("keys", () => {
  it("one field, with what repeats it", () => {
    const records = [...rows(99, (n) => ({ id: `A${n}`, n: "x" })), { id: "A7", n: "y" }];
    expect(reportOf(records).keys).toMatchObject([
      { pointers: ["/id"], records: 100, repeated: 1, isComplete: true, examples: [{ value: "A7", lines: [8, 100] }] },
    ]);
  });
  it("two fields, where none alone tells them apart", () => {
    const records = rows(60, (n) => ({ order: `${Math.floor(n / 3)}`, line: `${n % 3}`, price: "1.50" }));
    expect(reportOf(records).keys.map(({ pointers }) => pointers)).toEqual([["/order", "/line"]]);
  });
  it("whole records that come twice", () =>
    expect(reportOf([{ a: 1 }, { a: 2 }, { a: 1 }]).repeats).toMatchObject({
      repeated: 1,
      examples: [{ lines: [1, 3] }],
    }));
});

describe("units that look wrong", () => {
  it("two groups, sixty times apart", () => {
    const random = seededRandom(3);
    const values = rows(400, (n) => (20 + random.next() * 20) * (n % 10 === 0 ? 60 : 1));
    expect(fieldOf(column(...values), "/x").suspicions).toMatchObject([
      { kind: "mixture", factor: "60", small: 360, large: 40 },
    ]);
  });
  it("none in amounts of every size, nor in packs of 1 and 60", () => {
    const random = seededRandom(4);
    expect(fieldOf(column(...rows(400, () => Math.exp(random.next() * 12))), "/x").suspicions).toEqual([]);
    expect(fieldOf(column(...rows(400, (n) => (n % 3 === 0 ? 60 : 1))), "/x").suspicions).toEqual([]);
  });
  it("a percentage beyond a hundred", () =>
    expect(
      fieldOf(
        rows(3, (n) => ({ taxPercent: n * 100 })),
        "/taxPercent",
      ).suspicions,
    ).toMatchObject([{ kind: "name", most: "200" }]));
});

describe("a contract is kept by every record that it was inferred from", () => {
  const cell = fc.oneof(
    fc.constantFrom(
      "",
      " ",
      "N/A",
      "00000000",
      "20260331",
      "2026-03-31",
      " 2026-03-31",
      "2026-02-30",
      "2026-03-31T10:00:00Z",
    ),
    fc.constantFrom(
      "1",
      "007",
      "1e5",
      " 1 ",
      "1.50",
      ".5",
      "1,5",
      "1.234,50",
      "-3",
      "3-",
      "+1",
      "M",
      "Date Not Captured",
    ),
    fc.string({ maxLength: 20 }),
  );
  it("for rows of a table", () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: cell, b: cell, c: cell }, { requiredKeys: ["a"] }), { maxLength: 40 }),
        (records) => {
          expect(broken(records)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    ));
  it("for rows in which most cells are alike", () =>
    fc.assert(
      fc.property(fc.constantFrom("2026-03-31", "1.50", "red"), fc.array(cell, { maxLength: 9 }), (usual, others) => {
        expect(broken(column(...others, ...rows(60, () => usual)))).toEqual([]);
      }),
      { numRuns: 100 },
    ));
  it("for whatever JSON says", () =>
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 20 }), (records) => {
        const own = JSON.parse(JSON.stringify(records), (name, value) => (name === "__proto__" ? undefined : value));
        expect(broken(own)).toEqual([]);
      }),
      { numRuns: 100 },
    ));
  it("and for numbers between which relations were found", () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.nat(999), fc.nat(3)), { minLength: 30, maxLength: 60 }),
        (triples) => {
          const records = triples.map(([a, b, off]) => ({
            a,
            b: b / 100,
            c: Math.round(a * b) / 100,
            d: `${a + off * 0}`,
            e: off === 0 ? "N/A" : `${a}.0`,
          }));
          expect(broken(records)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    ));

  it("says what is required, listed, formatted, and the business key", () => {
    const records = rows(60, (n) => ({
      id: `PO-${n}`,
      state: ["open", "closed"][n % 2] as string,
      on: n % 9 ? "2026-03-31" : "n/a",
      price: `${n}.50`,
      ...(n % 2 && { note: "x" }),
    }));
    const { schema, businessKey } = infer(records);
    expect(businessKey).toBe("/id");
    expect(schema).toMatchObject({
      type: "object",
      required: ["id", "state", "on", "price"],
      properties: {
        state: { enum: ["closed", "open"] },
        on: { anyOf: [{ format: "date" }, { enum: ["n/a"] }], "x-sentinels": ["n/a"] },
        price: { format: "decimal" },
        note: { type: "string" },
      },
    });
  });
  it("and nothing else makes one", () =>
    expect(() =>
      inferContract({ observe: () => undefined, report: () => reportOf([]) }, { id: "a", owner: "b" }),
    ).toThrow(TypeError));
});

describe("hostile records cost no more than others", () => {
  it("more members than there is room for, deep nesting, names of objects", () => {
    const wide = Object.fromEntries(rows(5_000, (n) => `m${n}`).map((name) => [name as string, 1]));
    let deep: JsonValue = 1;
    for (let level = 0; level < 60; level += 1) deep = { deep, toString: 1 };
    const records = [
      wide,
      deep,
      { constructor: "x", hasOwnProperty: "y" },
      { ["x".repeat(500)]: 1 },
      "\ud800",
      { "\ud800": 1, a: "\udc00" },
    ];
    const profile = profileOf(records as JsonValue[]);
    expect(profile.report().fields.length).toBeLessThanOrEqual(2_000);
    expect(() => inferContract(profile, { id: "wide", owner: "nobody" })).not.toThrow();
  });
});
