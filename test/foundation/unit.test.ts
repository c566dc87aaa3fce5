import { describe, expect, it } from "vitest";
import {
  convertDecimal,
  formatDecimal,
  isCommensurable,
  minorUnitDigits,
  parseDecimal,
  parseUnit,
} from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";

const packs = { case: "12 EA", pallet: "40 case", loop: "2 loop" };
const convert = (value: string, from: string, to: string): string =>
  formatDecimal(convertDecimal(parseDecimal(value), parseUnit(from, packs), parseUnit(to, packs)));

describe("units", () => {
  const rows: readonly [value: string, from: string, to: string, result: string][] = [
    ["90", "min", "s", "5400"],
    ["1", "[lb_av]", "kg", "0.45359237"],
    ["100", "LBR", "KGM", "45.359237"],
    ["2.5", "KGM", "g", "2500.0"],
    ["36", "km/h", "m/s", "10"],
    ["1", "t", "kg", "1000"],
    ["3", "case", "EA", "36"],
    ["2", "pallet", "EA", "960"],
    ["2", "DZN", "C62", "24"],
    ["20", "Cel", "[degF]", "68"],
    ["-40", "FAH", "CEL", "-40"],
    ["0", "Cel", "K", "273.15"],
    ["1", "kW.h", "MJ", "3.6"],
    ["1", "m3", "L", "1000"],
    ["1", "[gal_us]", "L", "3.785411784"],
    ["5", "10*3", "1", "5000"],
    ["10", "{tablet}", "1", "10"],
    ["100", "kg/m2", "g/cm2", "10"],
    ["1", "h", "wk", "0.005952380952"],
  ];
  for (const [value, from, to, result] of rows) {
    it(`${value} ${from} are ${result} ${to}`, () => expect(convert(value, from, to)).toBe(result));
  }

  it("tell money from money of another currency", () => {
    expect(isCommensurable(parseUnit("EUR"), parseUnit("USD"))).toBe(false);
    expect(codeOf(() => convert("1", "EUR", "USD"))).toBe("unit_incommensurable");
  });

  it("know the digits of a currency's smallest coin", () => {
    expect([minorUnitDigits("EUR"), minorUnitDigits("JPY"), minorUnitDigits("KWD"), minorUnitDigits("XXX")]).toEqual([
      2,
      0,
      3,
      undefined,
    ]);
  });

  for (const code of [
    "",
    "furlong",
    "kg/",
    "k",
    "kmin",
    "(kg",
    "constructor",
    "__proto__",
    "kg".repeat(60),
    "loop",
    "m^2",
  ]) {
    it(`refuse \`${code.slice(0, 20)}\``, () => expect(codeOf(() => parseUnit(code, packs))).toBe("unit_unknown"));
  }
});
