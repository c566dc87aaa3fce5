import { describe, expect, it } from "vitest";
import { applyPatch, type JsonObject, type JsonValue } from "../../src/foundation/index.ts";
import type { FieldRule, MatchPlan, Reconciliation } from "../../src/reconcile/index.ts";
import { codeOf } from "../support.ts";
import { run } from "./support.ts";

const repairOf = ({ breaks }: Reconciliation) => breaks[0]?.repair;

describe("a repair", () => {
  const left: JsonObject = {
    id: "0007",
    quantity: 5,
    price: "12.50",
    terms: { incoterm: "DAP" },
    weight: "1.5",
    tags: ["a"],
  };
  const right: JsonObject = {
    id: 7,
    quantity: 5,
    price: "12.50",
    terms: { incoterm: "DAP" },
    weight: "1500",
    tags: ["a"],
  };
  const rules: readonly FieldRule[] = [
    { left: "/quantity", as: "decimal" },
    { left: "/price", as: "decimal" },
    { left: "/terms/incoterm", as: "text" },
    { left: "/weight", as: "decimal", unit: { left: "kg", right: "g" } },
    { left: "/tags", as: "json" },
  ];
  const parts = (owner: "left" | "right"): Partial<MatchPlan> => ({
    key: [{ left: "/id", normalise: ["strip_leading_zeros"] }],
    fields: rules,
    owner,
  });

  const rows: readonly [story: string, owner: "left" | "right", left: object, right: object, repaired: object][] = [
    ["writes a number where a number stood", "left", { quantity: "6.0" }, {}, { quantity: 6 }],
    ["writes text where text stood", "left", { price: 12.75 }, {}, { price: "12.75" }],
    ["repairs the left where the right is the owner", "right", {}, { price: "13.00" }, { price: "13.00" }],
    ["fills in a value that is null", "left", {}, { price: null }, { price: "12.50" }],
    ["fills in a member that is absent", "left", {}, { terms: {} }, { terms: { incoterm: "DAP" } }],
    ["puts a readable value in the place of one that is not", "left", {}, { price: "n/a" }, { price: "12.50" }],
    ["speaks the unit of the side it repairs", "left", { weight: "2" }, {}, { weight: "2000" }],
    ["converts back to the unit of the left", "right", {}, { weight: "2250" }, { weight: "2.25" }],
    ["changes inside a list", "left", { tags: ["a", "b"] }, {}, { tags: ["a", "b"] }],
  ];
  for (const [story, owner, ours, theirs, repaired] of rows) {
    it(`${story}, and leaves nothing to differ`, async () => {
      const [onLeft, onRight] = [
        { ...left, ...ours },
        { ...right, ...theirs },
      ];
      const result = await run([onLeft], [onRight], parts(owner));
      const target = owner === "left" ? onRight : onLeft;
      const mended = applyPatch(target, repairOf(result));
      expect(mended).toEqual({ ...target, ...repaired });
      const again =
        owner === "left" ? await run([onLeft], [mended], parts(owner)) : await run([mended], [onRight], parts(owner));
      expect(again.status).toBe("balanced");
    });
  }

  it("tests the key and the old value before it writes", async () => {
    const result = await run([{ ...left, quantity: 6 }], [right], parts("left"));
    expect(repairOf(result)).toEqual([
      { op: "test", path: "/id", value: 7 },
      { op: "test", path: "/quantity", value: 5 },
      { op: "replace", path: "/quantity", value: 6 },
    ]);
  });

  const movedOn: readonly [why: string, row: JsonValue][] = [
    ["another row", { ...right, id: 8 }],
    ["a row that has moved on", { ...right, quantity: 7 }],
  ];
  for (const [why, row] of movedOn) {
    it(`does not fit ${why}`, async () => {
      const patch = repairOf(await run([{ ...left, quantity: 6 }], [right], parts("left")));
      expect(codeOf(() => applyPatch(row, patch))).toBe("patch_refused");
    });
  }

  it("of an absent member does not fit once the member is there", async () => {
    const patch = repairOf(await run([left], [{ ...right, terms: {} }], parts("left")));
    expect(codeOf(() => applyPatch({ ...right, terms: { incoterm: "EXW" } }, patch))).toBe("patch_refused");
  });

  const none: readonly [why: string, changes: object, parts: Partial<MatchPlan>][] = [
    ["nobody owns the field", { price: "1" }, { fields: rules }],
    ["the owner has no value", { price: null }, parts("right")],
    ["the owner's value cannot be read", { price: "?" }, parts("right")],
    [
      "the value is a third that no decimal says",
      { weight: "1" },
      { fields: [{ left: "/weight", as: "decimal", unit: { left: "h", right: "s" } }], owner: "right" },
    ],
    [
      "a step is known in the other direction only",
      { price: "1" },
      { fields: [{ left: "/price", as: "decimal", steps: { left: [{ step: "add", amount: "1" }] } }], owner: "right" },
    ],
  ];
  for (const [why, changes, plan] of none) {
    it(`is not proposed when ${why}`, async () => {
      const result = await run([left], [{ ...right, ...changes }], { ...plan, key: [{ left: "/tags/0" }] });
      expect(result.breaks[0]?.kind).toMatch(/field_differs|unreadable_row/);
      expect(repairOf(result)).toBeUndefined();
    });
  }

  it("is not proposed for rows that a rule of the plan explains: the plan is what is wrong", async () => {
    const quantities = [1, 2, 3];
    const result = await run(
      quantities.map((quantity) => ({ id: quantity, quantity })),
      quantities.map((quantity) => ({ id: quantity, quantity: quantity * 60 })),
      { fields: [{ left: "/quantity", as: "decimal" }], owner: "left" },
    );
    expect(result.breaks.map(({ verdict, repair }) => [verdict, repair])).toEqual(
      Array(3).fill(["mapping", undefined]),
    );
  });

  it("follows the owner of the field before the owner of the plan", async () => {
    const fields: readonly FieldRule[] = [{ left: "/price", as: "decimal", owner: "right" }];
    const result = await run([{ id: 1, price: "1" }], [{ id: 1, price: "2" }], { fields, owner: "left" });
    expect(repairOf(result)?.at(-1)).toEqual({ op: "replace", path: "/price", value: "2" });
  });
});
