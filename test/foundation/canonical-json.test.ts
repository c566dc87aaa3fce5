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

  const special: readonly [what: string, value: unknown, kind: string][] = [
    ["an object that would write itself otherwise", { toJSON: () => 1 }, "a function"],
    ["one whose prototype would", Object.create({ toJSON: () => 1 }), "a special object"],
    ["an instance of a class", new (class Money {})(), "a Money"],
    ["a boxed text", Object("x"), "a String"],
    ["a boxed number", Object(1), "a Number"],
    ["a boxed flag", Object(false), "a Boolean"],
    ["a Set", new Set([1]), "a Set"],
    ["bytes", new Uint8Array(2), "a Uint8Array"],
    ["a pattern", /x/, "a RegExp"],
    ["an error", new Error("x"), "a Error"],
    ["a promise", Promise.resolve(1), "a Promise"],
    ["an address", new URL("https://a.example"), "a URL"],
    ["the arguments of a call", argumentsOf(1, 2), "a special object"],
    ["`Math`", Math, "a special object"],
    ["`JSON`", JSON, "a special object"],
    ["an iterator", [1][Symbol.iterator](), "a special object"],
    ["-Infinity", Number.NEGATIVE_INFINITY, "-Infinity"],
    ["a double beyond the safe integers", 1e21, "an unsafe integer"],
    ["a name with half a surrogate pair", { "\udfff": 1 }, "a name with half a surrogate pair"],
  ];
  for (const [what, value, kind] of special) {
    it(`refuses ${what}`, () => {
      const inside = kind.startsWith("a name") || kind === "a function" ? value : [value];
      expect(() => canonicalJson(inside)).toThrow(
        expect.objectContaining({ code: "canonical_unrepresentable", details: expect.objectContaining({ kind }) }),
      );
    });
  }

  it("refuses a ring", () => {
    const ring: Record<string, unknown> = {};
    ring.again = [ring];
    expect(codeOf(() => canonicalJson(ring))).toBe("canonical_unrepresentable");
  });

  it("reads each member once, whatever a getter or a proxy answers the next time", () => {
    let asked = 0;
    const counting = {
      get count() {
        return ++asked;
      },
    };
    expect(canonicalJson(counting)).toBe('{"count":1}');
    const proxy = new Proxy({ a: 1 }, { get: (target, name) => Reflect.get(target, name) });
    expect(canonicalJson(proxy)).toBe('{"a":1}');
  });

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

function argumentsOf(..._: readonly number[]): unknown {
  // biome-ignore lint/complexity/noArguments: they are what is refused
  return arguments;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
