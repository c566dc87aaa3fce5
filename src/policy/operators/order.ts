import { NOT_COMPARABLE, toKleene } from "../kleene.ts";
import { asList, type Operator, ordered } from "./operator.ts";

const between: Operator["test"] =
  ({ atMost }) =>
  (fact, value) => {
    const [low, high, ...others] = asList(value);
    if (low === undefined || high === undefined || others.length > 0) return NOT_COMPARABLE;
    return toKleene(atMost(low, fact) && atMost(fact, high));
  };

const row = (name: string, words: string, test: Operator["test"]): Operator => ({
  name,
  words,
  types: ordered,
  sides: [0, 0],
  test,
});

export const order: readonly Operator[] = [
  row(
    "lessThan",
    "less than",
    ({ less }) =>
      (fact, value) =>
        toKleene(less(fact, value)),
  ),
  row(
    "lessThanInclusive",
    "at most",
    ({ atMost }) =>
      (fact, value) =>
        toKleene(atMost(fact, value)),
  ),
  row(
    "greaterThan",
    "more than",
    ({ less }) =>
      (fact, value) =>
        toKleene(less(value, fact)),
  ),
  row(
    "greaterThanInclusive",
    "at least",
    ({ atMost }) =>
      (fact, value) =>
        toKleene(atMost(value, fact)),
  ),
  {
    ...row("between", "between", between),
    sides: [0, 1],
    decorators: ["not", "someFact", "everyFact"],
    fits: (literal) => asList(literal).length === 2,
    expected: "a list of the lowest and the highest value",
  },
];
