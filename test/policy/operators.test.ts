import { describe, expect, it } from "vitest";
import type { Condition, PolicyDocument } from "../../src/policy/index.ts";
import { statusOf } from "./support.ts";

type Row = readonly [fact: unknown, operator: string, value: unknown, status: string, type?: string];

const none = Symbol("no such member");
const ask = ([fact, operator, value, , type]: Row) => {
  const condition = { fact: "f", operator, ...(value !== none && { value }) } as Condition;
  const facts = (type ? { f: type } : {}) as NonNullable<PolicyDocument["facts"]>;
  return statusOf(condition, fact === none ? {} : { f: fact }, { facts });
};

const tables: Readonly<Record<string, readonly Row[]>> = {
  "compare within the JSON type": [
    ["DE", "equal", "DE", "true"],
    ["DE", "equal", "FR", "false"],
    ["5", "equal", 5, "unknown"],
    [5, "equal", "5", "unknown"],
    [true, "equal", true, "true"],
    [1, "equal", true, "unknown"],
    [null, "equal", "DE", "unknown"],
    [none, "equal", "DE", "unknown"],
    ["FR", "notEqual", "DE", "true"],
    [none, "notEqual", "DE", "unknown"],
    [["DE"], "equal", "DE", "unknown"],
    [9, "greaterThan", 10, "false"],
    ["9", "greaterThan", 10, "unknown"],
    [Number.NaN, "greaterThan", 10, "unknown"],
    [Number.POSITIVE_INFINITY, "greaterThan", 10, "unknown"],
    [10, "lessThanInclusive", 10, "true"],
    [10, "lessThan", 10, "false"],
    [10, "greaterThanInclusive", 10, "true"],
    [10, "between", [10, 20], "true"],
    [21, "between", [10, 20], "false"],
  ],
  "compare decimals exactly, as numbers or as text": [
    [200000, "greaterThan", 100000, "true", "decimal"],
    ["200000", "greaterThan", 100000, "true", "decimal"],
    ["200000.00", "equal", "2e5", "true", "decimal"],
    ["0.30000000000000004", "equal", 0.3, "false", "decimal"],
    [0.1, "equal", "0.1", "true", "decimal"],
    ["9007199254740993", "greaterThan", 9007199254740991, "true", "decimal"],
    ["100000.000000000000000000000001", "greaterThan", 100000, "true", "decimal"],
    [1e-29, "greaterThan", 0, "true", "decimal"],
    [1e29, "greaterThan", 100000, "true", "decimal"],
    ["-0", "equal", 0, "true", "decimal"],
    ["200.000,00", "greaterThan", 100000, "unknown", "decimal"],
    ["2e9999", "greaterThan", 100000, "unknown", "decimal"],
    [`1${"0".repeat(2_000)}`, "greaterThan", 100000, "unknown", "decimal"],
    [" 200000", "greaterThan", 100000, "unknown", "decimal"],
    ["", "greaterThan", 100000, "unknown", "decimal"],
    [[200000], "greaterThan", 100000, "unknown", "decimal"],
    [true, "greaterThan", 0, "unknown", "decimal"],
    ["5.0", "in", ["4", "5"], "true", "decimal"],
    ["5.01", "between", ["5.00", "5.10"], "true", "decimal"],
    ["200000", "greaterThan", 100000, "unknown", "number"],
  ],
  "look into lists": [
    ["DE", "in", ["DE", "FR"], "true"],
    ["PL", "in", ["DE", "FR"], "false"],
    ["PL", "notIn", ["DE", "FR"], "true"],
    [none, "notIn", ["DE", "FR"], "unknown"],
    [["a", "b"], "contains", "b", "true"],
    [["a", "b"], "contains", "c", "false"],
    [["a", 7], "contains", "c", "unknown"],
    [["c", 7], "contains", "c", "true"],
    [[], "contains", "c", "false"],
    ["abc", "contains", "b", "unknown"],
    [["a"], "doesNotContain", "b", "true"],
    ["b", "doesNotContain", "b", "unknown"],
    [[1, 2, 3], "someFact:greaterThan", 2, "true"],
    [[1, 2], "someFact:greaterThan", 2, "false"],
    [[1, "x"], "someFact:greaterThan", 2, "unknown"],
    [[1, 2, 3], "everyFact:greaterThan", 0, "true"],
    [[1, "x", -1], "everyFact:greaterThan", 0, "false"],
    [[1, "x"], "everyFact:greaterThan", 0, "unknown"],
    [[], "everyFact:greaterThan", 0, "true"],
    [5, "someFact:greaterThan", 0, "unknown"],
    [5, "someValue:equal", [4, 5], "true"],
    [5, "everyValue:greaterThan", [3, 4], "true"],
    [5, "swap:lessThan", 3, "true"],
    ["b", "swap:contains", ["a", "b"], "true"],
    [5, "not:equal", 4, "true"],
    [none, "not:equal", 4, "unknown"],
    [[[1], [9]], "someFact:someFact:greaterThan", 8, "true"],
    [["x", "y"], "everyFact:in", ["x", "y", "z"], "true"],
    [Array.from({ length: 10_001 }, () => 1), "someFact:greaterThan", 2, "unknown"],
  ],
  "look at text": [
    ["PO-4500", "startsWith", "PO-", "true"],
    ["4500", "startsWith", "PO-", "false"],
    [4500, "startsWith", "4", "unknown"],
    ["a.pdf", "endsWith", ".pdf", "true"],
    ["carrier/dhl", "matchesGlob", "carrier/*", "true"],
    ["carrier/dhl/eu", "matchesGlob", "carrier/*", "false"],
    ["a".repeat(100_000), "matchesGlob", "*a".repeat(50), "unknown"],
  ],
  "look at times": [
    ["2026-03-31T07:59:59Z", "before", "now", "true"],
    ["2026-03-31T10:00:00+02:00", "before", "now", "false"],
    ["2026-04-01T00:00:00Z", "after", "2026-03-31T23:59:59-01:00", "false"],
    ["2026-03-01T00:00:00Z", "within", "P31D", "true"],
    ["2026-04-20T00:00:00Z", "within", "P31D", "true"],
    ["2026-03-31T06:00:00Z", "within", "PT1H59M", "false"],
    ["2026-03-31", "before", "now", "unknown"],
    [1774944000000, "before", "now", "unknown"],
    ["2026-03-31T07:00:00Z", "lessThan", "2026-03-31T09:30:00+02:00", "true", "instant"],
    ["2026-03-31T07:00:00Z", "equal", "2026-03-31T09:00:00+02:00", "true", "instant"],
  ],
  "ask for presence explicitly, and alone are never unknown": [
    ["x", "isPresent", none, "true"],
    [0, "isPresent", true, "true"],
    [false, "isPresent", none, "true"],
    [Number.NaN, "isPresent", none, "true"],
    [null, "isPresent", none, "false"],
    [none, "isPresent", none, "false"],
    [none, "isAbsent", none, "true"],
    [null, "isAbsent", none, "true"],
    ["", "isAbsent", none, "false"],
    [none, "not:isAbsent", none, "false"],
  ],
};

for (const [what, rows] of Object.entries(tables)) {
  describe(`operators that ${what}`, () => {
    it.each(rows.map((row) => [shown(row), row] as const))("%s", (_, row) => expect(ask(row)).toBe(row[3]));
  });
}

function shown([fact, operator, value, status, type]: Row): string {
  const show = (part: unknown) => (part === none ? "nothing" : (JSON.stringify(part) ?? String(part)).slice(0, 40));
  return `${show(fact)} ${operator} ${value === none ? "" : show(value)} is ${status}${type ? ` for a ${type}` : ""}`;
}

describe("two facts", () => {
  const compare = (operator: string, facts: object, types: object = {}) =>
    statusOf({ fact: "a", operator, value: { fact: "o", path: "$.b" } } as Condition, facts, { facts: types } as never);
  it.each([
    ["equal", { a: "x", o: { b: "x" } }, {}, "true"],
    ["equal", { a: "1", o: { b: 1 } }, {}, "unknown"],
    ["equal", { a: "1.0", o: { b: 1 } }, { a: "decimal" }, "true"],
    ["greaterThan", { a: 2, o: { b: 1 } }, {}, "true"],
    ["greaterThan", { a: 2, o: {} }, {}, "unknown"],
    ["greaterThan", { a: 2, o: "text" }, {}, "unknown"],
    ["in", { a: "x", o: { b: ["y", "x"] } }, {}, "true"],
    ["in", { a: "x", o: { b: "xyz" } }, {}, "unknown"],
    ["between", { a: 2, o: { b: [1, 3] } }, {}, "true"],
    ["between", { a: 2, o: { b: [1, 2, 3] } }, {}, "unknown"],
    ["before", { a: "2026-01-01T00:00:00Z", o: { b: "2026-01-02T00:00:00Z" } }, {}, "true"],
  ] as const)("%s %j %j: %s", (operator, facts, types, status) => expect(compare(operator, facts, types)).toBe(status));
});

describe("conditions together", () => {
  const t: Condition = { fact: "t", operator: "equal", value: true };
  const f: Condition = { fact: "f", operator: "equal", value: true };
  const u: Condition = { fact: "u", operator: "equal", value: true };
  const facts = { t: true, f: false };
  it.each([
    [{ all: [t, t] }, "true"],
    [{ all: [t, f] }, "false"],
    [{ all: [t, u] }, "unknown"],
    [{ all: [u, f] }, "false"],
    [{ any: [f, f] }, "false"],
    [{ any: [u, t] }, "true"],
    [{ any: [f, u] }, "unknown"],
    [{ not: t }, "false"],
    [{ not: f }, "true"],
    [{ not: u }, "unknown"],
    [{ not: { all: [u, f] } }, "true"],
    [{ condition: "shared" }, "unknown"],
    [{ all: [{ condition: "shared" }, f] }, "false"],
  ] as const)("follow Kleene's logic: %j is %s", (condition, status) =>
    expect(statusOf(condition as Condition, facts, { conditions: { shared: { not: { any: [u, f] } } } })).toBe(status),
  );
});
