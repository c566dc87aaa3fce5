import { isJsonObject } from "../../foundation/index.ts";
import { closed, listOf, type Shape } from "../../foundation/shape.ts";
import { decimalShape, pointerShape, shortText, where } from "../shapes.ts";
import { type Expression, expressionShape, pairOf, placesShape } from "./expression.ts";

/**
 * How far apart two sides may be: a decimal, or what rounding explains: half a unit in the last place of a value, times
 * something. `quantity × rounded price` is off by up to `{ rounding: "/price", times: "/quantity" }`.
 *
 * JSON numbers lose their trailing zeros (`6.20` arrives as `6.2`), so `digits` says to how many places the value was
 * rounded at least; decimal text says so itself.
 */
export type Bound = string | { readonly rounding: string; readonly digits?: number; readonly times?: Expression };

/** `left = right` in exact decimals; several bounds add up. */
export interface Equality {
  readonly name: string;
  readonly left: Expression;
  readonly right: Expression;
  readonly within?: Bound | readonly Bound[];
}

/** The first time is not after the second. */
export interface Order {
  readonly name: string;
  readonly order: readonly [earlier: string, later: string];
}

/** What must hold between the fields of one object (`x-relation`). */
export type Relation = Equality | Order;

const rounding = closed({ rounding: pointerShape }, { digits: placesShape, times: expressionShape });
const bound: Shape<Bound> = (value, path) => (isJsonObject(value) ? rounding(value, path) : decimalShape(value, path));
const bounds: Shape<Bound | readonly Bound[]> = (value, path) =>
  Array.isArray(value) ? listOf(bound)(value, path) : bound(value, path);

const equality: Shape<Equality> = closed(
  { name: shortText, left: expressionShape, right: expressionShape },
  { within: bounds },
);
const order: Shape<Order> = closed({ name: shortText, order: pairOf(pointerShape) });
const either: Shape<Relation> = (value, path) =>
  isJsonObject(value) && Object.hasOwn(value, "order") ? order(value, path) : equality(value, path);

export const relationShape: Shape<Relation> = where(
  either,
  (relation) => JSON.stringify(relation).length <= 4_000,
  "a relation of at most 4,000 characters",
);
