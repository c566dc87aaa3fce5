import { type Decimal, divideDecimals, equalDecimals, multiplyDecimals, parseDecimal } from "../../foundation/index.ts";
import { closed, count, oneOf } from "../../foundation/shape.ts";
import { factor, pointer } from "../shapes.ts";
import { changeEach, changeQuantity, misfit, type OperationKind, withoutZeros } from "./operation.ts";

/** A quantity is so many times too small. */
export interface Multiply {
  readonly op: "multiply";
  readonly path: string;
  readonly by: string;
}

/** A quantity is so many times too large. */
export interface Divide {
  readonly op: "divide";
  readonly path: string;
  readonly by: string;
  /** Digits after the point of a result that does not end, rounded half to even; without them such an event is left as it is. */
  readonly digits?: number;
}

/** Digits that an exact quotient may have beyond those of the dividend. */
const MOST_DIGITS = 40;

export const multiply: OperationKind<Multiply> = {
  shape: closed({ op: oneOf("multiply"), path: pointer, by: factor }),
  tell: ({ path, by }) => `multiply \`${path}\` by ${by}`,
  fields: ({ path }) => [path],
  apply: (data, { path, by }) =>
    changeEach(data, path, (value) =>
      changeQuantity(value, path, (quantity) =>
        withoutZeros(multiplyDecimals(quantity, parseDecimal(by)), quantity.scale),
      ),
    ),
};

export const divide: OperationKind<Divide> = {
  shape: closed({ op: oneOf("divide"), path: pointer, by: factor }, { digits: count }),
  tell: ({ path, by }) => `divide \`${path}\` by ${by}`,
  fields: ({ path }) => [path],
  apply: (data, { path, by, digits }) =>
    changeEach(data, path, (value) =>
      changeQuantity(value, path, (quantity) => quotient(quantity, parseDecimal(by), path, digits)),
    ),
};

function quotient(dividend: Decimal, divisor: Decimal, path: string, digits: number | undefined): Decimal {
  const long = divideDecimals(dividend, divisor, dividend.scale + MOST_DIGITS);
  if (equalDecimals(multiplyDecimals(long, divisor), dividend)) return withoutZeros(long, dividend.scale);
  if (digits === undefined) throw misfit(path, "the quotient does not end: say `digits`");
  return divideDecimals(dividend, divisor, digits);
}
