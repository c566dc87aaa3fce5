import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDecimals,
  compareDecimals,
  divideDecimals,
  formatDecimal,
  isDecimal,
  multiplyDecimals,
  parseDecimal,
  type Rounding,
  roundDecimal,
  subtractDecimals,
} from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";

const d = parseDecimal;

describe("exact decimals", () => {
  it("keep the scale they were written with", () => expect(formatDecimal(d("4.50"))).toBe("4.50"));
  it("add ten cents and twenty cents to thirty", () =>
    expect(formatDecimal(addDecimals(d("0.10"), d("0.20")))).toBe("0.30"));
  it("multiply quantity by price without losing a digit", () =>
    expect(formatDecimal(multiplyDecimals(d("31920"), d("3.99")))).toBe("127360.80"));
  it("compare by value", () => expect(compareDecimals(d("4.50"), d("4.5"))).toBe(0));
  it("read a JavaScript number as its shortest text", () => expect(formatDecimal(d(0.1))).toBe("0.1"));
  it("read exponents", () => expect([formatDecimal(d("2e-3")), formatDecimal(d("1.5E3"))]).toEqual(["0.002", "1500"]));

  const rounded: readonly [value: string, rounding: Rounding, text: string][] = [
    ["2.345", "half-even", "2.34"],
    ["2.355", "half-even", "2.36"],
    ["2.345", "half-up", "2.35"],
    ["-2.345", "half-up", "-2.35"],
    ["-2.345", "half-even", "-2.34"],
    ["2.349", "down", "2.34"],
    ["-2.349", "down", "-2.34"],
  ];
  for (const [value, rounding, text] of rounded) {
    it(`round ${value} ${rounding} to ${text}`, () =>
      expect(formatDecimal(roundDecimal(d(value), 2, rounding))).toBe(text));
  }

  it("divide at a given scale", () => expect(formatDecimal(divideDecimals(d("10"), d("3"), 4))).toBe("3.3333"));
  it("refuse to divide by zero", () =>
    expect(codeOf(() => divideDecimals(d("1"), d("0"), 2))).toBe("decimal_division_by_zero"));

  for (const text of [
    "",
    "1,5",
    "1.",
    ".5",
    "+1",
    "1e99999",
    "0x10",
    "NaN",
    " 1",
    `1${"0".repeat(1_001)}`,
    "1e-999999999",
  ]) {
    it(`refuse ${JSON.stringify(text.slice(0, 20))}`, () => {
      expect(codeOf(() => d(text))).toBe("decimal_malformed");
    });
  }

  it("say of numbers and texts whether they are decimals", () => {
    expect([isDecimal("1.5"), isDecimal(1.5), isDecimal("1,5"), isDecimal(Number.NaN), isDecimal(null)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("agree with integer arithmetic on cents", () => {
    const cents = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const [x, y] = [
          { units: a, scale: 2 },
          { units: b, scale: 2 },
        ];
        expect(subtractDecimals(addDecimals(x, y), y)).toEqual(x);
        expect(d(formatDecimal(x))).toEqual(x);
        expect(Math.sign(compareDecimals(x, y))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});
