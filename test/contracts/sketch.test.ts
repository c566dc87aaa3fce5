import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addNumber,
  countIn,
  createSketch,
  isOfKnownSize,
  quantileOf,
  RELATIVE_ERROR,
  restoreSketch,
  type Sketch,
  saveSketch,
} from "../../src/contracts/observe/sketch.ts";

const sketchOf = (numbers: readonly number[]): Sketch => {
  const sketch = createSketch();
  for (const number of numbers) addNumber(sketch, number);
  return sketch;
};

/** Within 32 octaves, of both signs, and nothing. */
const number = fc.oneof(
  fc.double({ min: 1, max: 2 ** 31, noNaN: true }),
  fc.double({ min: -(2 ** 31), max: -1, noNaN: true }),
  fc.constant(0),
);
const numbers = fc.array(number, { minLength: 1, maxLength: 200 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("a sketch of numbers", () => {
  it("answers each quantile with a number that is within the stated error of one that came", () => {
    fc.assert(
      fc.property(numbers, share, (came, at) => {
        const sorted = [...came].sort((a, b) => a - b);
        const exact = sorted[Math.min(came.length - 1, Math.floor(at * came.length))] as number;
        const told = quantileOf(sketchOf(came), at) as number;
        expect(Math.abs(told - exact)).toBeLessThanOrEqual(Math.abs(exact) * RELATIVE_ERROR * (1 + 1e-12));
      }),
    );
  });
  it("is the same in whatever order they come", () => {
    fc.assert(
      fc.property(numbers, (came) => {
        const backwards = sketchOf([...came].reverse());
        expect(saveSketch(backwards)).toEqual(saveSketch(sketchOf(came)));
      }),
    );
  });
  it("goes on from what was saved as if nothing had been", () => {
    fc.assert(
      fc.property(numbers, numbers, (before, after) => {
        const restored = restoreSketch(saveSketch(sketchOf(before)));
        for (const one of after) addNumber(restored, one);
        expect(saveSketch(restored)).toEqual(saveSketch(sketchOf([...before, ...after])));
      }),
    );
  });
  it("stays small, and counts all, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 300 }), (came) => {
        const sketch = sketchOf(came);
        expect(countIn(sketch)).toBe(came.length);
        for (const { counts } of [sketch.below, sketch.above]) expect(counts.length).toBeLessThanOrEqual(512);
      }),
    );
  });
  it("keeps the largest apart where numbers span too much", () => {
    const sketch = sketchOf([1e-300, 1e-200, 5, 7, 1_000]);
    expect(Math.abs((quantileOf(sketch, 0.99) as number) / 1_000 - 1)).toBeLessThan(RELATIVE_ERROR);
    expect(Math.abs((quantileOf(sketch, 0.5) as number) / 5 - 1)).toBeLessThan(RELATIVE_ERROR);
    expect(quantileOf(createSketch(), 0.5)).toBeUndefined();
  });
  it("knows which sizes came, give or take an octave", () => {
    const sketch = sketchOf([10, 20, -4]);
    for (const one of [10, 6, 39, -4, -7]) expect(isOfKnownSize(sketch, one)).toBe(true);
    for (const one of [0, 1, 100, -40]) expect(isOfKnownSize(sketch, one)).toBe(false);
  });
});
