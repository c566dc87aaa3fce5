import { FoundationError } from "./errors.ts";

/**
 * An exact decimal number: `units × 10^-scale`. The scale is kept (`4.50` has scale 2 and stays `4.50`), because it
 * says how precisely something was measured or priced. No floating point touches it.
 */
export interface Decimal {
  readonly units: bigint;
  /** Digits after the point; never negative. */
  readonly scale: number;
}

/** How a quotient or a shorter scale is rounded: to the nearest, ties to even (IEEE 754) or away from zero; or cut off. */
export type Rounding = "half-even" | "half-up" | "down";

/** Longest number read or produced: far beyond any amount, and small enough that arithmetic on it stays instant. */
const MAX_DIGITS = 1_000;

const decimalText = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,4}))?$/;

/**
 * Reads `-12.50`, `0.1`, `2e-3`; a JavaScript number is read as its shortest text, so `0.1` is one tenth.
 *
 * @throws {FoundationError} `decimal_malformed` for anything else, and beyond 1,000 digits.
 */
export function parseDecimal(input: string | number): Decimal {
  return readDecimal(String(input)) ?? malformed(String(input));
}

function readDecimal(text: string): Decimal | undefined {
  const [matched, sign, whole = "", fraction = "", exponent = "0"] = decimalText.exec(text) ?? [];
  const scale = fraction.length - Number(exponent);
  const digits = whole + fraction;
  if (matched === undefined || digits.length + Math.abs(scale) > MAX_DIGITS) return undefined;
  const units = BigInt(digits) * (sign === "-" ? -1n : 1n);
  return scale >= 0 ? { units, scale } : { units: units * tenTo(-scale), scale: 0 };
}

function malformed(text: string): never {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  throw new FoundationError("decimal_malformed", `\`${shown}\` is not a decimal number like \`-12.50\``, {
    text: shown,
  });
}

/** Whether the input is something that {@link parseDecimal} reads. */
export function isDecimal(input: unknown): input is string | number {
  return (typeof input === "number" || typeof input === "string") && readDecimal(String(input)) !== undefined;
}

/** The decimal with all digits of its scale: `-12.50`, never an exponent. */
export function formatDecimal({ units, scale }: Decimal): string {
  const sign = units < 0n ? "-" : "";
  const digits = absolute(units)
    .toString()
    .padStart(scale + 1, "0");
  const point = digits.length - scale;
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The sum, at the longer scale of the two. */
export const addDecimals = (left: Decimal, right: Decimal): Decimal => {
  const [a, b, scale] = aligned(left, right);
  return { units: a + b, scale };
};

/** The difference, at the longer scale of the two. */
export const subtractDecimals = (left: Decimal, right: Decimal): Decimal => addDecimals(left, negateDecimal(right));

/** The same number with the other sign. */
export const negateDecimal = ({ units, scale }: Decimal): Decimal => ({ units: -units, scale });

/** The number without its sign. */
export const absoluteDecimal = ({ units, scale }: Decimal): Decimal => ({ units: absolute(units), scale });

/** The exact product; its scale is the sum of the two. */
export const multiplyDecimals = (left: Decimal, right: Decimal): Decimal => ({
  units: left.units * right.units,
  scale: left.scale + right.scale,
});

/** The quotient at a given scale. @throws {FoundationError} `decimal_division_by_zero` */
export function divideDecimals(
  left: Decimal,
  right: Decimal,
  scale: number,
  rounding: Rounding = "half-even",
): Decimal {
  if (right.units === 0n) throw new FoundationError("decimal_division_by_zero", "division by zero", {});
  const shift = scale + right.scale - left.scale;
  const [numerator, denominator] =
    shift >= 0 ? [left.units * tenTo(shift), right.units] : [left.units, right.units * tenTo(-shift)];
  return { units: divideRounded(numerator, denominator, rounding), scale };
}

/** The same number at another scale; a shorter one is rounded. */
export function roundDecimal(value: Decimal, scale: number, rounding: Rounding = "half-even"): Decimal {
  if (scale >= value.scale) return { units: value.units * tenTo(scale - value.scale), scale };
  return { units: divideRounded(value.units, tenTo(value.scale - scale), rounding), scale };
}

/** Negative, zero or positive, by value: `4.50` equals `4.5`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const [a, b] = aligned(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether two decimals are the same number: `4.50` equals `4.5`. */
export const equalDecimals = (left: Decimal, right: Decimal): boolean => compareDecimals(left, right) === 0;

/** The nearest double, for statistics and drawings; never for amounts. */
export const toNumber = (value: Decimal): number => Number(formatDecimal(value));

/** Whether a JSON number token means exactly the number that a double holds for it, and is no unsafe integer. */
export function numberIsExact(token: string): boolean {
  // Up to 15 significant digits survive the way through a double and back (IEEE 754 binary64).
  if (token.length <= 15 && !token.includes("e") && !token.includes("E")) return true;
  const double = Number(token);
  if (!Number.isFinite(double) || (Number.isInteger(double) && !Number.isSafeInteger(double))) return false;
  const [written, held] = [readDecimal(token), readDecimal(String(double))];
  return written !== undefined && held !== undefined && equalDecimals(written, held);
}

const tenTo = (exponent: number): bigint => 10n ** BigInt(exponent);
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

function aligned(left: Decimal, right: Decimal): [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [left.units * tenTo(scale - left.scale), right.units * tenTo(scale - right.scale), scale];
}

function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator;
  const twice = absolute(numerator % denominator) * 2n;
  const size = absolute(denominator);
  const awayFromZero = numerator < 0n === denominator < 0n ? 1n : -1n;
  const roundsAway =
    rounding !== "down" && (twice > size || (twice === size && (rounding === "half-up" || quotient % 2n !== 0n)));
  return roundsAway ? quotient + awayFromZero : quotient;
}
