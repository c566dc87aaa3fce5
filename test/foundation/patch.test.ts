import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyPatch, diffPatch } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";

describe("patches", () => {
  it("change a copy and leave the document alone", () => {
    const order = { lines: [{ quantity: 5 }] };
    expect(applyPatch(order, [{ op: "replace", path: "/lines/0/quantity", value: 6 }])).toEqual({
      lines: [{ quantity: 6 }],
    });
    expect(order).toEqual({ lines: [{ quantity: 5 }] });
  });

  const refused: readonly [why: string, patch: unknown, code: string][] = [
    ["an index with a leading zero", [{ op: "replace", path: "/items/00", value: 1 }], "patch_refused"],
    ["an index past the end", [{ op: "add", path: "/items/9", value: 1 }], "patch_refused"],
    ["a member that is not there", [{ op: "remove", path: "/nothing" }], "patch_refused"],
    ["a member of Object.prototype", [{ op: "replace", path: "/constructor", value: 1 }], "patch_refused"],
    ["a test that fails", [{ op: "test", path: "/a", value: 2 }], "patch_refused"],
    ["a move into itself", [{ op: "move", from: "/items", path: "/items/0" }], "patch_refused"],
    ["copies that double a list", Array(60).fill({ op: "copy", from: "/items", path: "/items/-" }), "patch_refused"],
    [
      "copies that double the depth",
      Array.from({ length: 12 }, (_, at) => ({ op: "copy", from: "", path: "/a".repeat(2 ** at) })),
      "patch_refused",
    ],
    ["a path through __proto__", [{ op: "add", path: "/__proto__/polluted", value: true }], "patch_malformed"],
    ["an operation nobody knows", [{ op: "spam", path: "/a" }], "patch_malformed"],
    ["a missing value", [{ op: "add", path: "/a" }], "patch_malformed"],
    ["a path that is no pointer", [{ op: "add", path: "a", value: 1 }], "patch_malformed"],
    ["no list", { op: "add", path: "/a", value: 1 }, "patch_malformed"],
  ];
  for (const [why, patch, code] of refused) {
    it(`are refused for ${why}`, () => expect(codeOf(() => applyPatch({ a: 1, items: [1, 2] }, patch))).toBe(code));
  }

  it("pollute nothing", () => expect(({} as { polluted?: boolean }).polluted).toBeUndefined());

  it("written by diffPatch turn the one document into the other, and refuse a third", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (before, after) => {
        const [a, b] = [clean(before), clean(after)];
        expect(applyPatch(a, diffPatch(a, b))).toEqual(b);
      }),
    );
    expect(codeOf(() => applyPatch({ price: "11" }, diffPatch({ price: "10" }, { price: "12" })))).toBe(
      "patch_refused",
    );
  });
});

const clean = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll("__proto__", "proto"));
