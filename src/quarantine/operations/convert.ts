import { convertDecimal, type Decimal, parseUnit, roundDecimal } from "../../foundation/index.ts";
import { closed, count, oneOf } from "../../foundation/shape.ts";
import { pointer, shortText } from "../shapes.ts";
import { changeEach, changeQuantity, misfit, type OperationKind, type RepairTools } from "./operation.ts";

/** A quantity is said in another unit than the contract's: degrees Fahrenheit, pounds. */
export interface Convert {
  readonly op: "convert";
  readonly path: string;
  /** The unit that it is in; UCUM, Recommendation 20, ISO 4217 or a pack of the contract, as `to` is. */
  readonly from: string;
  readonly to: string;
  /** Digits after the point, rounded half to even. */
  readonly digits?: number;
}

export const convert: OperationKind<Convert> = {
  shape: closed({ op: oneOf("convert"), path: pointer, from: shortText, to: shortText }, { digits: count }),
  tell: ({ path, from, to }) => `convert \`${path}\` from ${from} to ${to}`,
  fields: ({ path }) => [path],
  apply: (data, operation, tools) =>
    changeEach(data, operation.path, (value) =>
      changeQuantity(value, operation.path, (quantity) => converted(quantity, operation, tools)),
    ),
};

function converted(quantity: Decimal, { path, from, to, digits }: Convert, { packs = {} }: RepairTools): Decimal {
  try {
    const result = convertDecimal(quantity, parseUnit(from, packs), parseUnit(to, packs));
    return digits === undefined || result.scale <= digits ? result : roundDecimal(result, digits);
  } catch (cause) {
    throw misfit(path, (cause as Error).message);
  }
}
