import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDriftWatch, type DriftWatch, restoreDriftWatch } from "../../src/contracts/index.ts";
import { canonicalJson, type JsonValue, parseJson, seededRandom } from "../../src/foundation/index.ts";
import { compiledWith, objectWith } from "./support.ts";

const minutes = compiledWith(objectWith({ value: { type: "number", "x-unit": "min" } }));

/** As a gate does it: inspect, and learn what was found good. */
function admit(watch: DriftWatch, data: JsonValue) {
  const [finding] = watch.inspect(data);
  if (!finding) watch.learn(data);
  return finding;
}

const drawing = (seed: number): ((factor: number) => JsonValue) => {
  const random = seededRandom(seed);
  return (factor) => ({ value: Math.round(90 * Math.exp(0.45 * random.normal())) * factor });
};

/** What was said of so many events, each that many times as large. */
const told = (watch: DriftWatch, draw: (factor: number) => JsonValue, events: number, factor: number) =>
  Array.from({ length: events }, () => admit(watch, draw(factor))?.code);

describe("a unit that changes before the watch is sure of its own", () => {
  it("leaves the right values alone soon after it ended, whenever it happened from the 21st value on", () => {
    fc.assert(
      fc.property(fc.integer({ min: 21, max: 60 }), fc.integer({ min: 8, max: 50 }), fc.nat(), (good, wrong, seed) => {
        const [watch, draw] = [createDriftWatch(minutes), drawing(seed)];
        told(watch, draw, good, 1);
        told(watch, draw, wrong, 60);
        expect(told(watch, draw, 60, 1).slice(8).filter(Boolean)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("is noticed within a few values at the median, and within 25 nearly always", () => {
    const unnoticed = Array.from({ length: 100 }, (_, seed) => {
      const [watch, draw] = [createDriftWatch(minutes), drawing(seed)];
      told(watch, draw, 21 + (seed % 30), 1);
      return told(watch, draw, 40, 60).filter((code) => code === undefined).length;
    }).toSorted((a, b) => a - b);
    expect(unnoticed[50]).toBeLessThanOrEqual(6);
    expect(unnoticed[94]).toBeLessThanOrEqual(25);
  });

  it("is ambiguous, with both units and factors, until enough values came before", () => {
    const [watch, draw] = [createDriftWatch(minutes), drawing(1)];
    told(watch, draw, 30, 1);
    const found = Array.from({ length: 20 }, () => admit(watch, draw(60))).at(-1);
    expect(found).toMatchObject({
      code: "unit_ambiguous",
      severity: "error",
      facts: { looksLike: "s", factor: "60", because: "few before", beforeLooksLike: "h", beforeFactor: "0.01666667" },
    });
    expect(found?.sentence).toBe(
      "`/value` is declared in `min`; the last 20 values look like `s`, 60 times as large; or those before them like `h`, 0.01666667 times as large: neither is proven",
    );
  });

  it("is learned beside the old one when far more values speak for it than came before", () => {
    const [watch, draw] = [createDriftWatch(minutes), drawing(2)];
    told(watch, draw, 25, 1);
    const codes = told(watch, draw, 200, 60);
    expect(codes.slice(20, 60)).toEqual(Array.from({ length: 40 }, () => "unit_ambiguous"));
    expect(codes.slice(70).filter(Boolean)).toEqual([]);
    expect(told(watch, draw, 40, 1).filter((code) => code === "unit_changed")).toEqual([]);
  });

  it("goes on exactly from a snapshot", () => {
    const [watch, draw] = [createDriftWatch(minutes), drawing(3)];
    told(watch, draw, 30, 1);
    told(watch, draw, 5, 60);
    const copy = restoreDriftWatch(minutes, parseJson(canonicalJson(watch.snapshot())));
    for (let event = 0; event < 60; event++) {
      const data = draw(event < 30 ? 60 : 1);
      expect(admit(copy, data)).toEqual(admit(watch, data));
    }
  });
});

describe("two units that were both learned", () => {
  it("hold hardly anything when they take turns, and nothing is confirmed", () => {
    const codes = [1, 2, 3, 4, 5].flatMap((seed) => {
      const [watch, draw] = [createDriftWatch(minutes), drawing(seed)];
      for (let event = 0; event < 20; event++) watch.learn(draw(event % 2 === 0 ? 1 : 60));
      return Array.from({ length: 20 }, (_, block) => told(watch, draw, 30, block % 2 === 0 ? 1 : 60)).flat();
    });
    expect(codes.filter(Boolean).length / codes.length).toBeLessThanOrEqual(0.02);
    expect(codes).not.toContain("unit_changed");
  });
});
