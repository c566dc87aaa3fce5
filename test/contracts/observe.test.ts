import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createObserver, type Observer, type ObserverOptions, restoreObserver } from "../../src/contracts/index.ts";
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "../../src/foundation/index.ts";
import { codeOf, heldBytes } from "../support.ts";
import { compiledWith, objectWith } from "./support.ts";

/** Numbers that look drawn, and are the same every time. */
function createDice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const hex = (dice: (sides: number) => number, length: number): string =>
  Array.from({ length }, () => dice(16).toString(16)).join("");

function gtinOf(nr: number): string {
  const digits = String(400_638_100_000 + nr);
  const sum = [...digits].reduce((all, digit, at) => all + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return digits + String((10 - (sum % 10)) % 10);
}

/** One order, as its sender always writes it. */
function orderOf(nr: number, dice = createDice(nr)) {
  return {
    id: `PO-${1_000 + dice(100_000)}`,
    key: `${hex(dice, 8)}-${hex(dice, 4)}-${hex(dice, 4)}-${hex(dice, 4)}-${hex(dice, 12)}`,
    on: `2026-0${1 + dice(9)}-1${dice(10)}`,
    shipped: `${1 + dice(12)}/${1 + dice(28)}/26`,
    status: ["open", "sent", "paid"][dice(3)] as string,
    amount: `${dice(9_000)}.${10 + dice(90)}`,
    weight: 1 + dice(500) / 10,
    carrier: ["DHL", "UPS", "TNT"][dice(3)] as string,
    note: `${hex(dice, 3 + dice(9))} ${dice(2) ? "Urgent" : "none,"} ${hex(dice, 5)}`,
    lines: Array.from({ length: 1 + dice(3) }, () => ({ gtin: gtinOf(dice(90_000)), quantity: 1 + dice(40) })),
    ...(dice(2) === 0 && { remark: "x" }),
  };
}

type Order = ReturnType<typeof orderOf>;

function trained(options: ObserverOptions = {}, events = 600): Observer {
  const observer = createObserver(options);
  for (let nr = 0; nr < events; nr++) observer.observe(orderOf(nr));
  return observer;
}

const changed = (change: Partial<Record<keyof Order, JsonValue>> & JsonObject): JsonObject => ({
  ...orderOf(7_777),
  ...change,
});

function without(name: string, more: JsonObject = {}): JsonObject {
  const { [name]: _, ...rest } = orderOf(7_777) as JsonObject;
  return { ...rest, ...more };
}

describe("the first event of a kind", () => {
  const rows: readonly [why: string, event: JsonValue, code: string, path: string, facts: object][] = [
    [
      "a new member",
      changed({ driver: "Eve" }),
      "shape_changed",
      "",
      { added: ["/driver"], examples: [{ path: "/driver", value: "Eve" }] },
    ],
    ["a member that is gone", without("weight"), "shape_changed", "", { removed: ["/weight"] }],
    [
      "another type",
      changed({ weight: { value: 3 } }),
      "shape_changed",
      "",
      {
        added: ["/weight/value"],
        retyped: [{ path: "/weight", known: ["number"], seen: "object" }],
        examples: [
          { path: "/weight/value", value: "3" },
          { path: "/weight", value: "an object with 1 member" },
        ],
      },
    ],
    [
      "one of a list's items",
      changed({ lines: [{ gtin: gtinOf(1), quantity: "4" }] }),
      "shape_changed",
      "",
      { retyped: [{ path: "/lines/*/quantity", known: ["number"], seen: "text" }] },
    ],
    [
      "a name that is like the old one",
      without("weight", { weightKg: 3 }),
      "shape_changed",
      "",
      { renamed: [{ from: "/weight", to: "/weightKg", because: "the names are alike" }] },
    ],
    [
      "another name for numbers of the size",
      without("weight", { mass: 3 }),
      "shape_changed",
      "",
      { renamed: [{ from: "/weight", to: "/mass", because: "the values are of the same size" }] },
    ],
    [
      "another name for the same states",
      without("carrier", { by: "UPS" }),
      "shape_changed",
      "",
      { renamed: [{ from: "/carrier", to: "/by", because: "the values are written alike" }] },
    ],
    [
      "another name for the same codes",
      without("id", { nr: "PO-5" }),
      "shape_changed",
      "",
      { renamed: [{ from: "/id", to: "/nr", because: "the values are written alike" }] },
    ],
    [
      "a date of another style",
      changed({ on: "31.03.2026" }),
      "text_style_changed",
      "/on",
      { known: ["yyyy-MM-dd"], seen: "d.M.yy", texts: 600, example: "31.03.2026" },
    ],
    [
      "day and month that have changed places",
      changed({ shipped: "31/3/26" }),
      "text_style_changed",
      "/shipped",
      { known: ["M/d/yy"], seen: "d/M/yy" },
    ],
    [
      "a decimal comma",
      changed({ amount: "1.234,50" }),
      "text_style_changed",
      "/amount",
      { known: ["plain"], seen: "comma" },
    ],
    ["words where a day was", changed({ on: "soon, we hope" }), "text_style_changed", "/on", { seen: "words" }],
    [
      "a code in small letters",
      changed({ id: "po-4711" }),
      "text_style_changed",
      "/id",
      { known: ["A-9"], seen: "a-9" },
    ],
    ["a state in capitals", changed({ status: "OPEN" }), "text_style_changed", "/status", { known: ["a"], seen: "A" }],
    [
      "a GTIN whose digits do not fit",
      changed({ lines: [{ gtin: "4006381333930", quantity: 1 }] }),
      "text_style_changed",
      "/lines/*/gtin",
      { known: ["GTIN"], seen: "words" },
    ],
    ["no UUID", changed({ key: "A-17" }), "text_style_changed", "/key", { known: ["UUID"], seen: "words" }],
    [
      "a state never heard of",
      changed({ status: "lost" }),
      "value_unfamiliar",
      "/status",
      { known: 3, texts: 600, example: "lost" },
    ],
  ]; // prettier-ignore
  it.each(rows)("%s", (_, event, code, path, facts) => {
    const observer = trained();
    const found = observer.observe(event);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code, path, facts });
    expect(observer.observe(event)).toEqual([]);
  });
  it("says nothing of it before thirty events", () => {
    const observer = trained({}, 29);
    expect(observer.observe(changed({ driver: "Eve" }))).toEqual([]);
  });
  it("tells the same of an event that is only inspected, and learns nothing", () => {
    const observer = trained();
    const before = canonicalJson(observer.snapshot());
    for (const [, event, code] of rows) {
      expect(observer.inspect(event)).toMatchObject([{ code }]);
      expect(observer.inspect(event)).toMatchObject([{ code }]);
    }
    expect(canonicalJson(observer.snapshot())).toBe(before);
  });
  it("leaves shapes to a watch beside it", () => {
    const observer = trained({ shapes: false });
    expect(observer.observe(changed({ driver: "Eve", on: "31.03.2026" }))).toMatchObject([
      { code: "text_style_changed" },
    ]);
  });
});

describe("words among numbers and days", () => {
  const records = (nr: number, word: string): readonly [text: JsonObject, number: JsonObject] => [
    { weight: nr % 10 === 9 ? word : `${nr}.5`, day: `2026-01-${10 + (nr % 20)}` },
    { weight: nr % 10 === 9 ? word : nr + 0.5, day: "2026-01-10" },
  ];
  it.each([
    ["texts", 0],
    ["JSON's own", 1],
  ] as const)("learns a sentinel the third time, among %s", (_, kind) => {
    const observer = createObserver();
    const found = Array.from({ length: 200 }, (__, nr) =>
      observer.observe(records(nr, `See ASN-${nr} (ID#:${nr * 7})`)[kind]),
    );
    const told = found.flat().filter(({ code }) => code === "sentinel_learned");
    expect(told).toMatchObject([{ path: "/weight", severity: "info", facts: { word: "See ASN-# (ID#:#)" } }]);
    expect(observer.report()[0]?.sentinels).toEqual({ "See ASN-# (ID#:#)": 20 });
  });
  it("takes a place of many words for one of words", () => {
    const observer = createObserver();
    const dice = createDice(1);
    const word = (): string => Array.from({ length: 9 }, () => String.fromCharCode(97 + dice(26))).join("");
    const found = Array.from({ length: 300 }, (_, nr) => observer.observe({ a: nr < 60 ? `${nr}` : word() })).flat();
    expect(found.length).toBeLessThanOrEqual(21);
    expect(observer.report()).toMatchObject([{ styles: [], sentinels: {} }]);
  });
});

describe("what is known of a place", () => {
  it("is told", () => {
    const observer = createObserver();
    const prices = Array.from({ length: 1_000 }, (_, nr) => 1 + nr);
    for (const price of prices)
      observer.observe({ price, note: price % 4 ? "" : null, ...(price % 2 && { odd: true }) });
    const [price, note, odd] = observer.report();
    expect(price).toMatchObject({ pointer: "/price", values: 1_000, places: 1_000, types: { number: 1_000 } });
    for (const [name, exact] of [
      ["low", 50],
      ["middle", 500],
      ["high", 950],
    ] as const)
      expect(Math.abs((price?.numbers?.[name] ?? 0) / exact - 1)).toBeLessThan(0.04);
    expect(note).toMatchObject({ types: { text: 750, null: 250 }, blank: 750 });
    expect(odd).toMatchObject({ values: 500, places: 1_000 });
  });
  it("does not depend on the order of events", () => {
    const orders = Array.from({ length: 200 }, (_, nr) => orderOf(nr));
    const reportOf = (events: readonly JsonValue[]): string => {
      const observer = createObserver();
      for (const event of events) observer.observe(event);
      return canonicalJson([...observer.report()].sort((a, b) => (a.pointer < b.pointer ? -1 : 1)));
    };
    const usual = reportOf(orders);
    fc.assert(
      fc.property(fc.shuffledSubarray(orders, { minLength: orders.length }), (shuffled) => {
        expect(reportOf(shuffled)).toBe(usual);
      }),
      { numRuns: 20 },
    );
  });
});

describe("events like those before", () => {
  it("are no news, at most once in 10,000", () => {
    let found = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const dice = createDice(seed * 7_919);
      const observer = createObserver();
      for (let nr = 0; nr < 1_000; nr++) found += observer.observe(orderOf(nr, dice)).length;
    }
    expect(found).toBeLessThanOrEqual(1);
  });
});

describe("what may not be told", () => {
  const compiled = compiledWith(
    objectWith({
      name: { type: "string", "x-classification": "personal" },
      city: { type: "string" },
      on: { type: "string" },
    }),
  );
  const record = (nr: number): JsonObject => ({
    name: ["Erika", "Max"][nr % 2] as string,
    city: ["Bonn", "Kiel"][nr % 2] as string,
    on: "2026-01-01",
  });
  it("is neither told nor kept", () => {
    const observer = createObserver({ contract: compiled });
    for (let nr = 0; nr < 200; nr++) observer.observe(record(nr));
    const found = observer.observe({ ...record(0), name: "ERIKA-7", city: "BONN", secret: "Mustermann" });
    expect(found).toMatchObject([
      { code: "shape_changed", facts: { added: ["/secret"] } },
      { code: "text_style_changed", path: "/name", facts: { known: ["Aa"], seen: "A-9" } },
      { code: "text_style_changed", path: "/city", facts: { example: "BONN" } },
    ]);
    const told = JSON.stringify([found, observer.snapshot(), observer.report()]);
    for (const word of ["Erika", "ERIKA", "Mustermann"]) expect(told).not.toContain(word);
    expect(told).toContain("Kiel");
  });
});

describe("hostile events", () => {
  it("have millions of names, and the memory stays bounded", () => {
    const observer = createObserver({ maxPaths: 500 });
    for (let nr = 0; nr < 40; nr++) observer.observe({ id: "a" });
    const before = heldBytes();
    const codes: string[] = [];
    for (let event = 0; event < 5; event++) {
      const names = Array.from({ length: 200_000 }, (_, at) => [`k${event}-${at}`, at] as const);
      codes.push(...observer.observe(Object.fromEntries(names)).map(({ code }) => code));
    }
    expect(codes.filter((code) => code === "shape_unbounded")).toHaveLength(1);
    const [source] = observer.snapshot().sources as unknown as readonly { readonly paths: readonly unknown[] }[];
    expect(source?.paths.length).toBeLessThanOrEqual(500);
    expect(heldBytes() - before).toBeLessThan(50 * 2 ** 20);
  });
  it("come from more sources than are told apart", () => {
    const observer = createObserver({ maxSources: 10 });
    const found = Array.from({ length: 2_000 }, (_, nr) => observer.observe({ a: nr }, { source: `s${nr}` })).flat();
    expect(found).toMatchObject([{ code: "shape_unbounded", facts: { limit: 10, of: "sources" } }]);
    expect((observer.snapshot().sources as readonly unknown[]).length).toBe(11);
  });
  it("are deep, or have texts of every length", () => {
    const observer = createObserver();
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 500; depth++) deep = { a: [deep] };
    for (let nr = 0; nr < 40; nr++)
      expect(observer.observe({ deep, long: "ä".repeat(nr * 1_000), __proto__: 1 })).toEqual([]);
  });
});

describe("a snapshot", () => {
  const event = fc.record(
    {
      on: fc.constantFrom("2026-01-01", "1.2.26", "n/a", "", null, 7),
      code: fc.constantFrom("A-1", "B-22", "b1", "x y z"),
      size: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom("n/a", "3.5", "TBD")),
      list: fc.array(fc.oneof(fc.integer(), fc.string({ maxLength: 4 }), fc.record({ a: fc.boolean() })), {
        maxLength: 3,
      }),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonValue>;
  const at = (nr: number): Date => new Date(nr * 60_000);

  it("goes on exactly", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), fc.array(event, { maxLength: 40 }), (before, after) => {
        const observer = createObserver({ warmUpEvents: 5 });
        before.forEach((data, nr) => {
          observer.observe(data, { source: `s${nr % 3}`, at: at(nr) });
        });
        const saved = canonicalJson(observer.snapshot());
        const restored = restoreObserver(parseJson(saved));
        expect(canonicalJson(restored.snapshot())).toBe(saved);
        after.forEach((data, nr) => {
          const seen = { source: `s${nr % 4}`, at: at(before.length + nr) };
          expect(restored.observe(data, seen)).toEqual(observer.observe(data, seen));
        });
        expect(canonicalJson(restored.snapshot())).toBe(canonicalJson(observer.snapshot()));
        expect(restored.overdue(at(10_000))).toEqual(observer.overdue(at(10_000)));
      }),
      { numRuns: 60 },
    );
  });
  it("is refused when it is another's, newer, or not one", () => {
    const compiled = compiledWith(objectWith({}));
    const saved = createObserver({ contract: compiled }).snapshot();
    expect(codeOf(() => restoreObserver(saved))).toBe("snapshot_of_other_contract");
    expect(codeOf(() => restoreObserver({ ...saved, formatVersion: 2 }, { contract: compiled }))).toBe("newer_format");
    expect(codeOf(() => restoreObserver({ ...saved, sources: [{}] }, { contract: compiled }))).toBe("format_malformed");
    expect(restoreObserver(saved, { contract: compiled }).snapshot()).toEqual(saved);
  });
  it("has settings within bounds", () => {
    expect(() => createObserver({ maxPaths: 0 })).toThrow(TypeError);
  });
});

const HOUR = 3_600_000;
/** A Monday. */
const MONDAY = Date.UTC(2026, 0, 5);

describe("a source that falls silent", () => {
  const every = (observer: Observer, source: string, hours: readonly number[]): void => {
    for (const hour of hours) observer.observe({ a: 1 }, { source, at: new Date(MONDAY + hour * HOUR) });
  };
  const range = (length: number, step = 1): readonly number[] => Array.from({ length }, (_, nr) => nr * step);
  const hourAt = (hour: number): Date => new Date(MONDAY + hour * HOUR);

  it("is overdue when it is silent longer than was promised", () => {
    const schema = objectWith({ a: { type: "number" } });
    const contract = compiledWith(schema, { formatVersion: 2, sla: { freshness: "PT2H" } });
    const observer = createObserver({ contract });
    every(observer, "wms", [0]);
    expect(observer.overdue(hourAt(2))).toEqual([]);
    expect(observer.overdue(hourAt(2.1))).toMatchObject([
      {
        code: "source_overdue",
        facts: { source: "wms", because: "promised", allowedMs: 2 * HOUR, silentMs: 2.1 * HOUR },
      },
    ]);
  });
  it("is overdue when it is silent longer than it ever is, and a slow one is not", () => {
    const observer = createObserver();
    every(observer, "fast", range(60));
    every(
      observer,
      "slow",
      range(60, 24).map((hour) => hour - 59 * 23),
    );
    expect(observer.overdue(hourAt(70))).toMatchObject([
      { code: "source_overdue", facts: { source: "fast", because: "usual" } },
    ]);
  });
  it("may rest at nights and on Sundays, once that is known", () => {
    const isShift = (hour: number): boolean => hour % 24 >= 8 && hour % 24 < 18 && Math.floor(hour / 24) % 7 < 5;
    const observer = createObserver();
    every(observer, "office", range(5 * 7 * 24).filter(isShift));
    const friday = 5 * 7 * 24 + 4 * 24;
    every(
      observer,
      "office",
      range(10).map((nr) => 5 * 7 * 24 + 8 + nr),
    );
    const [monday] = [6 * 7 * 24];
    expect(observer.overdue(hourAt(5 * 7 * 24 + 31))).toEqual([]);
    every(
      observer,
      "office",
      range(friday + 18 - 5 * 7 * 24)
        .map((nr) => 5 * 7 * 24 + nr)
        .filter(isShift),
    );
    expect(observer.overdue(hourAt(monday + 8.5))).toEqual([]);
    expect(observer.overdue(hourAt(monday + 15))).toMatchObject([{ facts: { source: "office", because: "usual" } }]);
  });
});
