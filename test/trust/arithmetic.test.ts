import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { naturalLog, remainingAfter, squareRoot } from "../../src/trust/arithmetic.ts";
import { defaultTrustModel, toOpinion } from "../../src/trust/index.ts";

const close = (found: number, expected: number): boolean =>
  Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected));

describe("arithmetic that every engine does alike", () => {
  it("agrees with the engine's own to within its last bits", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
        expect(close(squareRoot(value), Math.sqrt(value))).toBe(true);
        expect(close(naturalLog(value), Math.log(value))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.nat(1e12), fc.integer({ min: 1_000, max: 1e12 }), (elapsed, halfLife) => {
        expect(
          close(remainingAfter(elapsed, halfLife), elapsed / halfLife >= 64 ? 0 : 2 ** (-elapsed / halfLife)),
        ).toBe(true);
      }),
    );
  });

  it.each([
    [0, 1],
    [1, 0.5],
    [10, 2 ** -10],
    [64, 0],
    [1e300, 0],
  ])("leaves after %s half-lives exactly %s", (halfLives, left) => expect(remainingAfter(halfLives, 1)).toBe(left));

  it("takes the root of nothing", () => expect([squareRoot(0), squareRoot(1), squareRoot(0.25)]).toEqual([0, 1, 0.5]));
});

describe("an opinion", () => {
  it.each([
    [0, 0, { belief: 0, disbelief: 0, uncertainty: 1, mean: 0.5, lowerBound: 0.211324865 }],
    [8, 0, { belief: 0.8, disbelief: 0, uncertainty: 0.2, mean: 0.9, lowerBound: 0.809546597 }],
    [0, 8, { belief: 0, disbelief: 0.8, uncertainty: 0.2, mean: 0.1, lowerBound: 0.009546597 }],
    [97, 1, { belief: 0.97, disbelief: 0.01, uncertainty: 0.02, mean: 0.98, lowerBound: 0.966069479 }],
  ])("of %s good and %s bad", (good, bad, opinion) =>
    expect(toOpinion({ good, bad }, defaultTrustModel)).toEqual(opinion),
  );
});
