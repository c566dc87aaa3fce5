/** An exact fraction; conversion factors such as 0.45359237 or 5/9 are nothing else. */
export interface Rational {
  readonly numerator: bigint;
  /** Always positive. */
  readonly denominator: bigint;
}

/** A fraction in lowest terms. */
export function rational(numerator: bigint, denominator: bigint = 1n): Rational {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator) || 1n;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export const ONE: Rational = { numerator: 1n, denominator: 1n };

/** The product of two fractions, exactly. */
export const multiply = (left: Rational, right: Rational): Rational =>
  rational(left.numerator * right.numerator, left.denominator * right.denominator);

/** One over a fraction that is above zero. */
export const invert = ({ numerator, denominator }: Rational): Rational => ({
  numerator: denominator,
  denominator: numerator,
});

/** The sum of two fractions, exactly. */
export const add = (left: Rational, right: Rational): Rational =>
  rational(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );

/** The same fraction with the other sign. */
export const negate = ({ numerator, denominator }: Rational): Rational => ({ numerator: -numerator, denominator });

export function power(base: Rational, exponent: number): Rational {
  const raised = {
    numerator: base.numerator ** BigInt(Math.abs(exponent)),
    denominator: base.denominator ** BigInt(Math.abs(exponent)),
  };
  return exponent < 0 ? invert(raised) : raised;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
