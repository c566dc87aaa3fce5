import {
  addRationals,
  type Decimal,
  divideDecimals,
  equalDecimals,
  formatDecimal,
  type JsonValue,
  multiplyRationals,
  parseDecimal,
  type Rational,
  rational,
  toNumber,
} from "../../foundation/index.ts";
import { toDecimal } from "../relation/quantity.ts";
import { StepProblem } from "./change.ts";

/** `value × factor + offset`, in exact fractions. */
export interface Affine {
  readonly factor: Rational;
  readonly offset: Rational;
}

/** Reads `60`, `0.5`, `1/60`. */
export function parseFactor(text: string): Rational {
  const [top = "1", bottom = "1"] = text.split("/");
  const [a, b] = [parseDecimal(top), parseDecimal(bottom)];
  return rational(a.units * 10n ** BigInt(b.scale), b.units * 10n ** BigInt(a.scale));
}

/** Digits beyond those of the value that an exact result may take: 1/60 of what is whole takes none or never ends. */
const MOST_DIGITS_MORE = 40;

/** What is recalculated: a value at a place, and to how many digits it is rounded, if it is. */
export interface Recalculation {
  readonly value: JsonValue;
  readonly at: string;
  readonly digits?: number | undefined;
}

/** A number stays a number, and decimal text stays text. @throws {StepProblem} */
export function recalculate({ value, at, digits }: Recalculation, { factor, offset }: Affine): JsonValue {
  const decimal = toDecimal(value) ?? refuse(at, "it is no number");
  const exact = addRationals(multiplyRationals(rational(decimal.units, 10n ** BigInt(decimal.scale)), factor), offset);
  const ending = digits === undefined ? endingDecimal(exact, decimal.scale) : rounded(exact, digits);
  const result = ending ?? refuse(at, "the result has no exact decimal: say to how many `digits` it is rounded");
  if (typeof value === "string") return formatDecimal(result);
  const number = toNumber(result);
  const isHeld = Number.isFinite(number) && equalDecimals(parseDecimal(number), result);
  return isHeld ? number : refuse(at, "a JSON number does not hold the result exactly");
}

function refuse(at: string, problem: string): never {
  throw new StepProblem(at, problem);
}

function endingDecimal({ numerator, denominator }: Rational, scale: number): Decimal | undefined {
  for (let digits = scale; digits <= scale + MOST_DIGITS_MORE; digits++) {
    const shifted = numerator * 10n ** BigInt(digits);
    if (shifted % denominator === 0n) return { units: shifted / denominator, scale: digits };
  }
  return undefined;
}

const rounded = ({ numerator, denominator }: Rational, digits: number): Decimal =>
  divideDecimals({ units: numerator, scale: 0 }, { units: denominator, scale: 0 }, digits);
