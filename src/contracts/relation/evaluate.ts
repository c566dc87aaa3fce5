import {
  type Decimal,
  formatDecimal,
  type JsonObject,
  type JsonValue,
  memberOf,
  orderTimes,
  parseDecimal,
  parseInstant,
  parsePointer,
  type TimeInterval,
  toNumber,
} from "../../foundation/index.ts";
import { isCalendarDate } from "../calendar-date.ts";
import { compileExpression, type Evaluate, pointersIn } from "./expression.ts";
import type { NameFactor } from "./factor.ts";
import {
  add,
  isAtMost,
  isUndefined,
  multiply,
  sizeOf,
  subtract,
  toDecimal,
  toExactDecimal,
  whole,
  ZERO,
} from "./quantity.ts";
import type { Bound, Equality, Order, Relation } from "./relation.ts";

/** How a relation fails to hold for one object. */
export interface BrokenRelation {
  readonly relation: string;
  /** Pointers of what it reads, relative to the object, `*` for every item. */
  readonly inputs: readonly string[];
  readonly sentence: string;
  readonly left?: string;
  readonly right?: string;
  readonly difference?: string;
  readonly within?: string;
  readonly factor?: string;
}

/** `undefined` where the relation holds, or does not apply because something that it reads is absent. */
export type CheckRelation = (object: JsonObject) => BrokenRelation | undefined;

export const compileRelation = (relation: Relation, nameFactor: NameFactor): CheckRelation =>
  "order" in relation ? compileOrder(relation) : compileEquality(relation, nameFactor);

function compileEquality({ name, left, right, within = [] }: Equality, nameFactor: NameFactor): CheckRelation {
  const [leftOf, rightOf] = [compileExpression(left), compileExpression(right)];
  const bounds = [within].flat() as readonly Bound[];
  const distanceOf = compileBounds(bounds);
  const inputs = [...new Set([left, right].flatMap(pointersIn).concat(bounds.flatMap(pointersInBound)))];
  return (object) => {
    const [a, b, allowed] = [leftOf(object), rightOf(object), distanceOf(object)];
    if (!a || !b || !allowed) return undefined;
    if (isUndefined(a) || isUndefined(b) || isUndefined(allowed)) return dividedByZero(name, inputs);
    const difference = subtract(a, b);
    if (isAtMost(difference, allowed)) return undefined;
    return describe(name, inputs, [a, b, difference, allowed].map(toExactDecimal), nameFactor);
  };
}

function describe(
  relation: string,
  inputs: readonly string[],
  quantities: readonly Decimal[],
  nameFactor: NameFactor,
): BrokenRelation {
  const [left = "", right = "", difference = "", within = ""] = quantities.map(formatDecimal);
  const [a = 0, b = 0] = quantities.map(toNumber);
  const factor = nameFactor(a, b);
  const sentence = factor ? `the one side is ${factor} times the other` : "the two sides differ";
  return { relation, inputs, sentence, left, right, difference, within, ...(factor && { factor }) };
}

const dividedByZero = (relation: string, inputs: readonly string[]): BrokenRelation => ({
  relation,
  inputs,
  sentence: "it divides by zero",
});

function compileBounds(bounds: readonly Bound[]): Evaluate {
  const evaluations = bounds.map(compileBound);
  return (object) =>
    evaluations.reduce<ReturnType<Evaluate>>((total, evaluate) => {
      const next = total && evaluate(object);
      return total && next && add(total, sizeOf(next));
    }, ZERO);
}

function compileBound(bound: Bound): Evaluate {
  if (typeof bound === "string") {
    const constant = whole(parseDecimal(bound));
    return () => constant;
  }
  const tokens = parsePointer(bound.rounding);
  const timesOf = bound.times === undefined ? undefined : compileExpression(bound.times);
  return (object) => {
    const rounded = toDecimal(tokens.reduce<JsonValue | undefined>(memberOf, object));
    if (!rounded) return undefined;
    const half = whole(halfUnit(Math.max(rounded.scale, bound.digits ?? 0)));
    const times = timesOf?.(object);
    return timesOf ? times && multiply(half, times) : half;
  };
}

/** Half a unit in the last of `scale` places: 0.005 for two. */
const halfUnit = (scale: number): Decimal => ({ units: 5n, scale: scale + 1 });

const pointersInBound = (bound: Bound): readonly string[] =>
  typeof bound === "string" ? [] : [bound.rounding, ...(bound.times === undefined ? [] : pointersIn(bound.times))];

function compileOrder({ name, order }: Order): CheckRelation {
  const [earlier, later] = order.map(parsePointer) as [readonly string[], readonly string[]];
  return (object) => {
    const [first, second] = [textAt(object, earlier), textAt(object, later)];
    if (first === undefined || second === undefined || !isAfter(first, second)) return undefined;
    return {
      relation: name,
      inputs: order,
      sentence: "the first time is after the second",
      left: first,
      right: second,
    };
  };
}

function textAt(object: JsonValue, tokens: readonly string[]): string | undefined {
  const value = tokens.reduce<JsonValue | undefined>(memberOf, object);
  return typeof value === "string" && value.length <= 40 ? value : undefined;
}

/** Whether a time is certainly after another. Two dates are compared as they stand, whatever zone they are in. */
function isAfter(first: string, second: string): boolean {
  if (isCalendarDate(first) && isCalendarDate(second)) return first > second;
  const [a, b] = [intervalOf(first), intervalOf(second)];
  if (!a || !b) return false;
  const answer = orderTimes(a, b);
  return answer.status === "proven" && answer.value === "after";
}

const HOUR = 3_600_000;

/** A date without a zone begins somewhere between UTC+14 and UTC-12, and lasts a day. */
function intervalOf(text: string): TimeInterval | undefined {
  const instant = parseInstant(text);
  if (instant !== undefined) return { earliest: instant, latest: instant };
  if (!isCalendarDate(text)) return undefined;
  const midnight = parseInstant(`${text}T00:00:00Z`) as number;
  return { earliest: midnight - 14 * HOUR, latest: midnight + 36 * HOUR - 1 };
}
