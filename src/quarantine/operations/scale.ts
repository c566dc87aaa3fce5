import { type Contract, fieldRules } from "../../contracts/index.ts";
import {
  type Decimal,
  divideDecimals,
  equalDecimals,
  multiplyDecimals,
  parseDecimal,
  parseUnit,
} from "../../foundation/index.ts";
import { closed, count, oneOf } from "../../foundation/shape.ts";
import { QuarantineError } from "../errors.ts";
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
  check: refuseShifted,
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
  check: refuseShifted,
  apply: (data, { path, by, digits }) =>
    changeEach(data, path, (value) =>
      changeQuantity(value, path, (quantity) => quotient(quantity, parseDecimal(by), path, digits)),
    ),
};

/** Twice as many degrees is not twice as warm: where zero lies elsewhere, a factor alone is wrong. */
function refuseShifted({ path }: Multiply | Divide, contract: Contract): void {
  const unit = shiftedUnitOf(path, contract);
  if (unit === undefined) return;
  const message = `\`${path}\` is declared in \`${unit}\`, whose zero lies elsewhere: use \`convert\`, and no factor`;
  throw new QuarantineError("factor_on_shifted_unit", message, { path, unit });
}

/** The declared unit of a field, where it is one that a factor alone does not convert. */
export function shiftedUnitOf(path: string, contract: Contract): string | undefined {
  const { packs = {} } = contract;
  return fieldRules(contract, path).units.find(
    (unit): unit is string => typeof unit === "string" && parseUnit(unit, packs).offset.numerator !== 0n,
  );
}

function quotient(dividend: Decimal, divisor: Decimal, path: string, digits: number | undefined): Decimal {
  const long = divideDecimals(dividend, divisor, dividend.scale + MOST_DIGITS);
  if (equalDecimals(multiplyDecimals(long, divisor), dividend)) return withoutZeros(long, dividend.scale);
  if (digits === undefined) throw misfit(path, "the quotient does not end: say `digits`");
  return divideDecimals(dividend, divisor, digits);
}
