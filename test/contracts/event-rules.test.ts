import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Contract, compileContract, createEventRules, type QualityRule } from "../../src/contracts/index.ts";
import { type Event, formatInstant, type JsonValue } from "../../src/foundation/index.ts";

const order = (more: Partial<Contract>): Contract => ({
  formatVersion: 2,
  id: "order",
  version: "1.0.0",
  owner: "procurement",
  tier: "material",
  schema: {
    type: "object",
    properties: {
      note: { type: ["string", "null"], "x-sentinels": ["n/a"] },
      lines: {
        type: "array",
        items: { type: "object", properties: { item: { type: "string" }, price: { type: ["number", "null"] } } },
      },
    },
  },
  ...more,
});

const rule = (change: Partial<QualityRule>): QualityRule => ({
  name: "rule",
  metric: "nullValues",
  field: "/lines/*/price",
  atMostPercent: "0",
  window: 1_000,
  ...change,
});

const rulesOf = (more: Partial<Contract>) => createEventRules(compileContract(order(more)));
const quality = (change: Partial<QualityRule>, data: JsonValue) =>
  rulesOf({ quality: [rule(change)] })?.quality(data, []);
const priced = (...prices: readonly (number | null)[]): JsonValue => ({ lines: prices.map((price) => ({ price })) });

describe("quality rules of a contract, held against one event", () => {
  it("are broken by one value where none may pass", () => {
    expect(quality({}, priced(1, 2))).toEqual([]);
    expect(quality({}, priced(1, null))).toEqual([
      {
        code: "quality_missed",
        severity: "error",
        path: "/lines/*/price",
        sentence: "`rule` is not kept: in 1 records, 1 of 2 values at `/lines/*/price` are null; at most 0 % may be",
        facts: { rule: "rule", metric: "nullValues", records: 1, values: 2, bad: 1, atMostPercent: "0" },
      },
    ]);
  });

  it("count by percent where each record is counted alone", () => {
    const half = { atMostPercent: "50", window: 1 };
    expect(quality(half, priced(1, null))).toEqual([]);
    expect(quality(half, priced(1, null, null))).toHaveLength(1);
  });

  it("find a value that is missing, a sentinel included, and one that stands twice in a list", () => {
    const missing = { metric: "missingValues", field: "/note" } as const;
    expect(quality(missing, { note: "by rail" })).toEqual([]);
    expect(quality(missing, { note: "n/a" })).toHaveLength(1);
    expect(quality(missing, {})).toHaveLength(1);
    const doubled = { metric: "duplicateValues", field: "/lines/*/item" } as const;
    expect(quality(doubled, { lines: [{ item: "A" }, { item: "B" }] })).toEqual([]);
    expect(quality(doubled, { lines: [{ item: "A" }, { item: "A" }] })).toHaveLength(1);
  });

  it("remember nothing from event to event", () => {
    const rules = rulesOf({ quality: [rule({ metric: "duplicateValues", field: "/note" })] });
    for (let nr = 0; nr < 3; nr++) expect(rules?.quality({ note: "the same" }, [])).toEqual([]);
  });

  it("are left to whoever counts many records, where no single one can break them", () => {
    expect(rulesOf({ quality: [rule({ atMostPercent: "0.5" })] })).toBeUndefined();
    expect(rulesOf({ quality: [rule({ metric: "invalidValues" })] })).toBeUndefined();
    expect(rulesOf({ sla: { completeness: { atLeast: 20, every: "P1D" } } })).toBeUndefined();
    expect(rulesOf({})).toBeUndefined();
  });

  it("are broken exactly by a null, whatever else a list holds", () => {
    const rules = rulesOf({ quality: [rule({})] });
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer(), { freq: 5 })), (prices) => {
        expect(rules?.quality(priced(...prices), []).length).toBe(prices.includes(null) ? 1 : 0);
      }),
    );
  });
});

describe("the freshness that a contract promises", () => {
  const rules = rulesOf({ sla: { freshness: "PT15M" } });
  const happened = new Date("2026-03-31T08:00:00.000Z");
  const event = (more: Partial<Event> = {}): Event => ({
    specversion: "1.0",
    id: "1",
    source: "erp/orders",
    type: "order.placed",
    time: formatInstant(happened),
    ...more,
  });
  const minutesLater = (minutes: number) => new Date(happened.getTime() + minutes * 60_000);

  it("is kept until the last millisecond, and told as broken after it", () => {
    expect(rules?.freshness(event(), minutesLater(15))).toEqual([]);
    expect(rules?.freshness(event(), new Date(minutesLater(15).getTime() + 1))).toEqual([
      {
        code: "event_late",
        severity: "warning",
        path: "/time",
        sentence:
          "it happened at 2026-03-31T08:00:00.000Z, and came at 2026-03-31T08:15:00.001Z: the contract allows PT15M",
        facts: { time: "2026-03-31T08:00:00.000Z", receivedAt: "2026-03-31T08:15:00.001Z", freshness: "PT15M" },
      },
    ]);
  });

  it("is not called broken where the source's clock is not that sure, or says nothing", () => {
    expect(rules?.freshness(event({ timeuncertaintyms: 600_000 }), minutesLater(25))).toEqual([]);
    expect(rules?.freshness(event({ timeuncertaintyms: 600_000 }), minutesLater(26))).toHaveLength(1);
    const { time: _, ...timeless } = event();
    expect(rules?.freshness(timeless, minutesLater(600))).toEqual([]);
  });
});
