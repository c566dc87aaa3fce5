import {
  isJsonObject,
  type JsonValue,
  memberOf,
  parseDecimal,
  parseInstant,
  parsePointer,
} from "../../foundation/index.ts";
import { closed, count, jsonObject, listOf, type Shape } from "../../foundation/shape.ts";
import { decimalShape, pointerShape, where } from "../shapes.ts";
import { add, divide, multiply, type Quantity, subtract, toDecimal, whole, ZERO } from "./quantity.ts";

/**
 * A number computed from an object's fields. A text is a pointer, relative to the object; in `sum`, and only there, a
 * token `*` stands for every item of a list.
 */
export type Expression =
  | string
  | { readonly value: string }
  | { readonly product: readonly Expression[] }
  | { readonly sum: string | readonly Expression[] }
  | { readonly difference: readonly [Expression, Expression] }
  | { readonly quotient: readonly [Expression, Expression] }
  /** Seconds from the first to the second time. */
  | { readonly seconds: readonly [from: string, to: string] };

/** The number for one object, or `undefined` when something that it needs is absent, or is no number or time. */
export type Evaluate = (object: JsonValue) => Quantity | undefined;

interface Operator<Operand> {
  readonly shape: Shape<Operand>;
  readonly compile: (operand: Operand) => Evaluate;
  /** Pointers that it reads itself. */
  readonly pointers: (operand: Operand) => readonly string[];
}

/** An operator whose operand has been checked against its own shape. */
interface CheckedOperator {
  readonly shape: Shape<unknown>;
  readonly compile: (operand: never) => Evaluate;
  readonly pointers: (operand: never) => readonly string[];
}

export const pairOf = <Item>(item: Shape<Item>): Shape<readonly [Item, Item]> =>
  where(listOf(item), (items) => items.length === 2, "a list of two") as Shape<readonly [Item, Item]>;

export const placesShape: Shape<number> = where(count, (places) => places <= 100, "a whole number from 0 to 100");

/** An expression's shape, deferred: operators are made of expressions. */
export const expressionShape: Shape<Expression> = (value, path) =>
  isJsonObject(value) ? operation(value, path) : pointerShape(value, path);

const expressions = where(listOf(expressionShape), (items) => items.length > 0, "at least one expression");

const constant: Operator<string> = {
  shape: decimalShape,
  compile: (text) => {
    const quantity = whole(parseDecimal(text));
    return () => quantity;
  },
  pointers: () => [],
};

const sum: Operator<string | readonly Expression[]> = {
  shape: (value, path) => (typeof value === "string" ? pointerShape(value, path) : expressions(value, path)),
  compile: (operand) => (typeof operand === "string" ? sumOfItems(parsePointer(operand)) : foldAll(operand, add)),
  pointers: (operand) => (typeof operand === "string" ? [operand] : operand.flatMap(pointersIn)),
};

const seconds: Operator<readonly [string, string]> = {
  shape: pairOf(pointerShape),
  compile: ([from, to]) => secondsBetween(parsePointer(from), parsePointer(to)),
  pointers: (pointers) => pointers,
};

const operators: Readonly<Record<string, CheckedOperator>> = {
  value: constant,
  product: overAll(multiply),
  sum,
  difference: ofTwo(subtract),
  quotient: ofTwo(divide),
  seconds,
};

function overAll(fold: (left: Quantity, right: Quantity) => Quantity): Operator<readonly Expression[]> {
  return {
    shape: expressions,
    compile: (operands) => foldAll(operands, fold),
    pointers: (operands) => operands.flatMap(pointersIn),
  };
}

function ofTwo(fold: (left: Quantity, right: Quantity) => Quantity): Operator<readonly [Expression, Expression]> {
  return { ...overAll(fold), shape: pairOf(expressionShape) } as Operator<readonly [Expression, Expression]>;
}

function operation(value: unknown, path: string): Expression {
  const [name = ""] = Object.keys(jsonObject(value, path));
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  // Without an operator of that name the closed shape refuses every member.
  return closed(operator ? { [name]: operator.shape } : {})(value, path) as unknown as Expression;
}

/** Reads an expression once, into a function. */
export function compileExpression(expression: Expression): Evaluate {
  if (typeof expression === "string") return field(parsePointer(expression));
  const [name, operand] = Object.entries(expression)[0] as [string, never];
  return (operators[name] as CheckedOperator).compile(operand);
}

/** Every pointer that an expression reads. */
export function pointersIn(expression: Expression): readonly string[] {
  if (typeof expression === "string") return [expression];
  const [name, operand] = Object.entries(expression)[0] as [string, never];
  return (operators[name] as CheckedOperator).pointers(operand);
}

const valueBelow = (object: JsonValue, tokens: readonly string[]): JsonValue | undefined =>
  tokens.reduce<JsonValue | undefined>(memberOf, object);

function field(tokens: readonly string[]): Evaluate {
  return (object) => {
    const decimal = toDecimal(valueBelow(object, tokens));
    return decimal && whole(decimal);
  };
}

function foldAll(operands: readonly Expression[], fold: (left: Quantity, right: Quantity) => Quantity): Evaluate {
  const [first, ...others] = operands.map(compileExpression) as [Evaluate, ...Evaluate[]];
  return (object) =>
    others.reduce((total, evaluate) => {
      const next = total && evaluate(object);
      return total && next && fold(total, next);
    }, first(object));
}

/** One item without a number leaves the whole sum unknown; an empty list has the sum 0. */
function sumOfItems(tokens: readonly string[]): Evaluate {
  const star = tokens.indexOf("*");
  if (star < 0) return field(tokens);
  const [before, ofItem] = [tokens.slice(0, star), sumOfItems(tokens.slice(star + 1))];
  return (object) => {
    const items = valueBelow(object, before);
    if (!Array.isArray(items)) return undefined;
    return items.reduce<Quantity | undefined>((total, item: JsonValue) => {
      const next = total && ofItem(item);
      return total && next && add(total, next);
    }, ZERO);
  };
}

function secondsBetween(from: readonly string[], to: readonly string[]): Evaluate {
  return (object) => {
    const [start, end] = [instantAt(object, from), instantAt(object, to)];
    return start === undefined || end === undefined ? undefined : whole({ units: BigInt(end - start), scale: 3 });
  };
}

function instantAt(object: JsonValue, tokens: readonly string[]): number | undefined {
  const value = valueBelow(object, tokens);
  return typeof value === "string" && value.length <= 40 ? parseInstant(value) : undefined;
}
