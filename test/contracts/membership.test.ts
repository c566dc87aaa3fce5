import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileContract } from "../../src/contracts/index.ts";
import { findRepeat, isOneOf } from "../../src/contracts/schema/membership.ts";
import { equalJson, type JsonValue } from "../../src/foundation/index.ts";
import { stopwatch } from "../support.ts";
import { contractWith, objectWith } from "./support.ts";

/** Values that are often equal, with members of the names that every object inherits. */
const name = fc.constantFrom("valueOf", "toString", "constructor", "a", "b");
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<JsonValue[]>(0, -0, 1, "1", "", "{}", "[]", "null", '"', null, true, "true", "__proto__"),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(name, tie("value"), { maxKeys: 2, noNullPrototype: true }),
  ),
}));

describe("values that have to be equal, or must not be", () => {
  it("are compared as JSON, whatever the names of their members", () =>
    fc.assert(
      fc.property(value, fc.array(value, { maxLength: 5 }), (one, others) => {
        expect(isOneOf(others)(one)).toBe(others.some((other) => equalJson(one, other)));
        const isRepeated = others.some((item, at) => others.slice(0, at).some((other) => equalJson(item, other)));
        expect(findRepeat(others) !== undefined).toBe(isRepeated);
      }),
      { numRuns: 2_000 },
    ));

  const list = { type: "array", items: true, uniqueItems: true };
  const contract = compileContract(
    contractWith(
      objectWith({ list, const: { const: { valueOf: 1 } }, enum: { enum: [{ a: [1] }, { toString: "x" }, "b"] } }),
    ),
  );
  const codesOf = (data: JsonValue): readonly string[] => contract.validate(data).map(({ code }) => code);
  it("are told apart by contracts", () => {
    expect(codesOf({ list: [{}, { valueOf: null }, { toString: null }, { constructor: 1 }] })).toEqual([]);
    expect(codesOf({ list: [{ valueOf: 1, a: 2 }, 3, { a: 2, valueOf: 1 }] })).toEqual(["items_not_unique"]);
    expect(codesOf({ list: ["__proto__", "__proto__"] })).toEqual(["items_not_unique"]);
    expect(codesOf({ const: { valueOf: 1 }, enum: { toString: "x" } })).toEqual([]);
    expect(codesOf({ const: { valueOf: "1" }, enum: { toString: "y" } })).toEqual([
      "value_not_allowed",
      "value_not_allowed",
    ]);
  });
  it("are found among 100,000 without comparing each with each", () => {
    const items = Array.from({ length: 100_000 }, (_, at) => ({ at }));
    const spent = stopwatch();
    expect(codesOf({ list: items })).toEqual([]);
    expect(codesOf({ list: [...items, { at: 5 }] })).toContain("items_not_unique");
    expect(spent()).toBeLessThan(5_000);
  });
});
