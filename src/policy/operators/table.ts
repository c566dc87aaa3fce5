import { type Decorator, decorators } from "./decorator.ts";
import { equality } from "./equality.ts";
import { membership } from "./membership.ts";
import type { Operator } from "./operator.ts";
import { order } from "./order.ts";
import { presence } from "./presence.ts";
import { text } from "./text.ts";
import { time } from "./time.ts";

const operators: ReadonlyMap<string, Operator> = byName([
  ...equality,
  ...membership,
  ...order,
  ...text,
  ...presence,
  ...time,
]);
const decoratorsByName: ReadonlyMap<string, Decorator> = byName(decorators);

function byName<Row extends { readonly name: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.name, row]));
}

/** Decorators that one operator may carry: they nest when they run. */
const MAX_DECORATORS = 8;

/** An operator as a rule writes it: `not:someFact:equal`. */
export function findOperator(written: string): Operator | undefined {
  const names = written.split(":", MAX_DECORATORS + 2);
  const operator = operators.get(names.pop() ?? "");
  const outerFirst = names.map((name) => decoratorsByName.get(name));
  if (!operator || names.length > MAX_DECORATORS || !outerFirst.every((row) => row !== undefined)) return undefined;
  if (operator.decorators && !names.every((name) => operator.decorators?.includes(name))) return undefined;
  return outerFirst.reduceRight(decorate, operator);
}

const decorate = (operator: Operator, { name, words, sides, decorate: around }: Decorator): Operator => ({
  ...operator,
  name: `${name}:${operator.name}`,
  words: words + operator.words,
  sides: sides(operator.sides),
  test: (type) => around(operator.test(type)),
});
