import {
  absoluteDecimal,
  addDecimals,
  compareDecimals,
  type Decimal,
  divideDecimals,
  isDecimal,
  type JsonValue,
  multiplyDecimals,
  parseDecimal,
  subtractDecimals,
} from "../../foundation/index.ts";

/** An exact quotient: nothing is rounded before two sides have been compared. `bottom` is zero after a division by zero. */
export interface Quantity {
  readonly top: Decimal;
  readonly bottom: Decimal;
}

const ONE: Decimal = { units: 1n, scale: 0 };
export const ZERO: Quantity = { top: { units: 0n, scale: 0 }, bottom: ONE };

export const whole = (top: Decimal): Quantity => ({ top, bottom: ONE });

/** The number that a value says, as JSON number or as decimal text; `undefined` for everything else. */
export function toDecimal(value: JsonValue | undefined): Decimal | undefined {
  if (!isDecimal(value)) return undefined;
  try {
    return parseDecimal(value);
  } catch {
    // An exponent that asks for more than 1,000 digits.
    return undefined;
  }
}

const isWhole = ({ bottom }: Quantity): boolean => bottom.units === 1n && bottom.scale === 0;

export const multiply = (left: Quantity, right: Quantity): Quantity => ({
  top: multiplyDecimals(left.top, right.top),
  bottom: multiplyDecimals(left.bottom, right.bottom),
});

export const divide = (left: Quantity, right: Quantity): Quantity =>
  isUndefined(right) ? right : multiply(left, { top: right.bottom, bottom: right.top });

export const add = (left: Quantity, right: Quantity): Quantity => combine(left, right, addDecimals);
export const subtract = (left: Quantity, right: Quantity): Quantity => combine(left, right, subtractDecimals);

function combine(left: Quantity, right: Quantity, how: (a: Decimal, b: Decimal) => Decimal): Quantity {
  if (isWhole(left) && isWhole(right)) return whole(how(left.top, right.top));
  return {
    top: how(multiplyDecimals(left.top, right.bottom), multiplyDecimals(right.top, left.bottom)),
    bottom: multiplyDecimals(left.bottom, right.bottom),
  };
}

export const isUndefined = ({ bottom }: Quantity): boolean => bottom.units === 0n;

/** Whether the size of the one is at most the size of the other. */
export function isAtMost(left: Quantity, right: Quantity): boolean {
  const [a, b] = [multiplyDecimals(left.top, right.bottom), multiplyDecimals(right.top, left.bottom)];
  return compareDecimals(absoluteDecimal(a), absoluteDecimal(b)) <= 0;
}

export const sizeOf = ({ top, bottom }: Quantity): Quantity => ({
  top: absoluteDecimal(top),
  bottom: absoluteDecimal(bottom),
});

/** The quantity as a decimal: exact where nothing was divided, else with twelve digits more. */
export function toExactDecimal({ top, bottom }: Quantity): Decimal {
  return isWhole({ top, bottom }) ? top : divideDecimals(top, bottom, top.scale + 12);
}
