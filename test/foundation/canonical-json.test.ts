import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, parseJson } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";

describe("canonical JSON", () => {
  it("sorts names by UTF-16 code units, as the sample of RFC 8785 §3.2.3 does", () => {
    const sample = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew",
      "1": "One",
      "\ud83d\ude00": "Smiley",
      "\u0080": "Control",
      "\u00f6": "o",
    };
    expect(Object.keys(JSON.parse(canonicalJson(sample)))).toEqual([
      "1",
      "\r",
      "\u0080",
      "\u00f6",
      "\u20ac",
      "\ud83d\ude00",
      "\ufb33",
    ]);
  });

  const numbers: readonly [value: number, text: string][] = [
    [0, "0"],
    [-0, "0"],
    [4.5, "4.5"],
    [1e21, "1e+21"],
    [0.000001, "0.000001"],
    [1e-7, "1e-7"],
    [333333333.3333333, "333333333.3333333"],
  ];
  for (const [value, text] of numbers) {
    it(`writes ${text}`, () => expect(canonicalJson(value, { profile: "rfc8259" })).toBe(text));
  }

  const refused: readonly [kind: string, value: unknown, path: string][] = [
    ["undefined", { a: undefined }, "/a"],
    ["a function", { a: [() => 1] }, "/a/0"],
    ["a symbol", Symbol("s"), ""],
    ["a bigint", { n: 1n }, "/n"],
    ["NaN", [Number.NaN], "/0"],
    ["Infinity", { "x/y": Number.POSITIVE_INFINITY }, "/x~1y"],
    ["undefined", [1, undefined, 3], "/1"],
    // biome-ignore lint/suspicious/noSparseArray: the sparse array is what is refused
    ["undefined", [, 1], "/0"],
    ["a Map", { m: new Map() }, "/m"],
    ["a Date", { d: new Date(0) }, "/d"],
    ["half a surrogate pair", { s: "\ud800" }, "/s"],
    ["an unsafe integer", { id: 2 ** 53 }, "/id"],
  ];
  for (const [kind, value, path] of refused) {
    it(`refuses ${kind} at "${path}" and says so`, () => {
      expect(() => canonicalJson(value)).toThrow(
        expect.objectContaining({ code: "canonical_unrepresentable", details: { path, kind } }),
      );
    });
  }

  it("refuses nesting that would exhaust the stack", () => {
    let deep: unknown = 0;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(codeOf(() => canonicalJson(deep))).toBe("canonical_unrepresentable");
  });

  it("is the same text however the members were ordered, and reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        if (codeOf(() => canonicalJson(value)) !== undefined) return;
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
        // The strict profile refuses a member named `__proto__`, which this finds now and then.
        expect(canonicalJson(parseJson(text, { profile: "rfc8259" }))).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
