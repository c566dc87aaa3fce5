import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDecimal } from "../../src/foundation/index.ts";
import type { FieldKind, Tolerance } from "../../src/reconcile/index.ts";
import { runPairs } from "./support.ts";

async function agrees(as: FieldKind, left: string, right: string, tolerance?: Tolerance): Promise<boolean> {
  const { matched } = await runPairs(as, [[left, right]], {
    fields: [{ left: "/value", as, ...(tolerance && { tolerance }) }],
  });
  return matched === 1;
}

describe("a tolerance", () => {
  const rows: readonly [
    as: FieldKind,
    left: string,
    right: string,
    tolerance: Tolerance | undefined,
    agrees: boolean,
  ][] = [
    ["decimal", "10.00", "10", undefined, true],
    ["decimal", "10.00", "10.01", undefined, false],
    ["decimal", "-0", "0.00", undefined, true],
    ["decimal", "10.00", "10.05", { absolute: "0.05" }, true],
    ["decimal", "10.05", "10.00", { absolute: "0.05" }, true],
    ["decimal", "10.00", "10.0500001", { absolute: "0.05" }, false],
    ["decimal", "0.1", "0.3", { absolute: "0.2" }, true],
    ["decimal", "10", "10", {}, true],
    ["decimal", "10", "11", {}, false],
    ["decimal", "100", "99", { percent: "1" }, true],
    ["decimal", "99", "100", { percent: "1" }, true],
    ["decimal", "100", "98.999999", { percent: "1" }, false],
    ["decimal", "-100", "-99", { percent: "1" }, true],
    ["decimal", "-100", "100", { percent: "100" }, false],
    ["decimal", "0", "0", { percent: "1" }, true],
    ["decimal", "0", "0.000001", { percent: "99.9" }, false],
    ["decimal", "0", "5", { percent: "100" }, true],
    ["decimal", "1000", "1010", { percent: "1", absolute: "5" }, false],
    ["decimal", "1000", "1005", { percent: "1", absolute: "5" }, true],
    ["decimal", "10.005", "10.01", { places: 2 }, true],
    ["decimal", "10.005", "10.00", { places: 2 }, true],
    ["decimal", "10.0050001", "10.00", { places: 2 }, false],
    ["decimal", "10.4", "10", { places: 0 }, true],
    ["decimal", "123456789012345678901234567890.1", "123456789012345678901234567890.2", { absolute: "0.1" }, true],
    ["decimal", "123456789012345678901234567890.1", "123456789012345678901234567890.21", { absolute: "0.1" }, false],
    ["instant", "2026-03-31T10:00:00Z", "2026-03-31T12:00:00+02:00", undefined, true],
    ["instant", "2026-03-31T10:00:00Z", "2026-03-31T10:00:01Z", { ms: 1_000 }, true],
    ["instant", "2026-03-31T10:00:00Z", "2026-03-31T10:00:01.001Z", { ms: 1_000 }, false],
    ["date", "2026-03-31", "20260331", undefined, true],
    ["date", "2026-03-31", "2026-04-02", { days: 2 }, true],
    ["date", "2026-03-31", "2026-04-03", { days: 2 }, false],
    ["flag", "true", "true", undefined, true],
    ["text", "Straße", "STRASSE", undefined, false],
  ];
  for (const [as, left, right, tolerance, expected] of rows) {
    const allows = tolerance ? JSON.stringify(tolerance) : "nothing";
    it(`of ${allows} lets ${left} and ${right} ${expected ? "agree" : "differ"}`, async () =>
      expect(await agrees(as, left, right, tolerance)).toBe(expected));
  }

  it("includes its boundary and nothing beyond, whichever side is larger", async () => {
    const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
    const allowed = fc.bigInt({ min: 0n, max: 10n ** 6n });
    await fc.assert(
      fc.asyncProperty(cents, allowed, async (units, limit) => {
        const text = (value: bigint) => formatDecimal({ units: value, scale: 2 });
        const tolerance = { absolute: text(limit) };
        expect(await agrees("decimal", text(units), text(units + limit), tolerance)).toBe(true);
        expect(await agrees("decimal", text(units + limit), text(units), tolerance)).toBe(true);
        expect(await agrees("decimal", text(units), text(units + limit + 1n), tolerance)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
