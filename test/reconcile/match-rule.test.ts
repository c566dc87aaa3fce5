import { describe, expect, it } from "vitest";
import { parseMatchPlan } from "../../src/reconcile/index.ts";
import { codeOf } from "../support.ts";
import { planFor } from "./support.ts";

const field = (parts: object) => ({ fields: [{ left: "/value", as: "decimal", ...parts }] });

describe("a match plan", () => {
  it("is read whole and kept as it was", () => {
    const plan = {
      ...planFor(),
      formatVersion: 1,
      key: [{ left: "/po", right: "/orderNumber", normalise: ["trim", "strip_leading_zeros"] }, { left: "/line" }],
      fields: [
        {
          left: "/leadTime",
          right: "/lead_time",
          as: "decimal",
          unit: { left: "h", right: "min" },
          tolerance: { absolute: "1", percent: "0.5" },
          owner: "left",
        },
        {
          left: "/eta",
          as: "instant",
          tolerance: { ms: 1_000 },
          steps: { right: [{ step: "shift", ms: -3_600_000 }] },
        },
        { left: "/packed", as: "decimal", unit: { left: "case", right: "EA" } },
      ],
      time: { left: "/createdAt", right: "/created", settleMs: 7_200_000, later: "right" },
      value: { left: { amount: "/net", currency: "EUR" }, right: { amount: "/total", currency: "/currency" } },
      owner: "right",
      packs: { case: "12 EA" },
    };
    expect(parseMatchPlan(plan)).toEqual(plan);
  });

  const refused: readonly [why: string, parts: object, code: string][] = [
    ["a misspelt member", { tolerances: {} }, "format_malformed"],
    ["a misspelt tolerance", field({ tolerance: { absolut: "1" } }), "format_malformed"],
    ["a tolerance as a floating-point number", field({ tolerance: { absolute: 0.1 } }), "format_malformed"],
    ["a negative tolerance", field({ tolerance: { absolute: "-1" } }), "format_malformed"],
    ["a tolerance that is not a number", field({ tolerance: { percent: "NaN" } }), "format_malformed"],
    ["a tolerance of a thousand nines", field({ tolerance: { absolute: "1e9999" } }), "format_malformed"],
    ["a place that is no JSON pointer", field({ left: "value" }), "format_malformed"],
    ["a place that reaches for a prototype", field({ left: "/__proto__/value" }), "format_malformed"],
    ["a type nobody knows", field({ as: "float" }), "format_malformed"],
    ["an empty name", { name: "" }, "format_malformed"],
    ["a name of two lines", { name: "a\nb" }, "format_malformed"],
    ["a step nobody knows", field({ steps: { left: [{ step: "eval", code: "1" }] } }), "format_malformed"],
    [
      "a step with a member too many",
      field({ steps: { left: [{ step: "swap_day_month", x: 1 }] } }),
      "format_malformed",
    ],
    ["a currency that is none", { value: { left: { amount: "/net", currency: "EURO" } } }, "format_malformed"],
    ["a later format", { formatVersion: 2, anything: true }, "newer_format"],
    ["no key at all", { key: [] }, "plan_unusable"],
    ["the same key part twice", { key: [{ left: "/id" }, { left: "/id" }] }, "plan_unusable"],
    ["two fields of one name", { fields: [field({}).fields[0], field({}).fields[0]] }, "plan_unusable"],
    ["65 fields", { fields: Array.from({ length: 65 }, (_, at) => ({ left: `/${at}`, as: "text" })) }, "plan_unusable"],
    ["two sides of one name", { sides: { left: "ERP", right: "ERP" } }, "plan_unusable"],
    ["a time tolerance for an amount", field({ tolerance: { ms: 1 } }), "plan_unusable"],
    ["an amount tolerance for a text", field({ as: "text", tolerance: { absolute: "1" } }), "plan_unusable"],
    ["a unit for a text", field({ as: "text", unit: { left: "kg", right: "g" } }), "plan_unusable"],
    ["units of different things", field({ unit: { left: "kg", right: "m" } }), "plan_unusable"],
    ["an exchange of currencies", field({ unit: { left: "EUR", right: "USD" } }), "plan_unusable"],
    ["a step that does not fit", field({ steps: { left: [{ step: "shift", ms: 1 }] } }), "plan_unusable"],
    ["a multiplication by zero", field({ steps: { left: [{ step: "multiply", by: "0" }] } }), "plan_unusable"],
    ["a division by zero", field({ steps: { right: [{ step: "divide", by: "0.00" }] } }), "plan_unusable"],
    [
      "rounding to ten thousand places",
      field({ steps: { left: [{ step: "round", places: 1e4, rounding: "down" }] } }),
      "plan_unusable",
    ],
    ["seventeen normalisers", { key: [{ left: "/id", normalise: Array(17).fill("trim") }] }, "plan_unusable"],
    ["a million steps", field({ steps: { left: Array(1e6).fill({ step: "multiply", by: "9" }) } }), "plan_unusable"],
    [
      "packs in packs in packs",
      { packs: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`p${at}`, `2 p${at + 1}`])) },
      "plan_unusable",
    ],
    ["a century to settle", { time: { left: "/at", settleMs: 3.2e12 } }, "plan_unusable"],
    ["a unit nobody declared", field({ unit: { left: "case", right: "EA" } }), "unit_unknown"],
  ];
  for (const [why, parts, code] of refused) {
    it(`is refused for ${why}`, () => expect(codeOf(() => parseMatchPlan({ ...planFor(), ...parts }))).toBe(code));
  }

  it.each([[null], [[]], ["plan"], [42], [{}]])("is not %j", (value) =>
    expect(codeOf(() => parseMatchPlan(value))).toBe("format_malformed"),
  );
});
