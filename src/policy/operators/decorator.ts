import { asList, every, not, type Sides, some, type Test } from "./operator.ts";

/** One row per decorator of json-rules-engine 7.3: what it makes of an operator's two sides, and of its test. */
export interface Decorator {
  readonly name: string;
  readonly words: string;
  readonly sides: (sides: Sides) => Sides;
  readonly decorate: (test: Test) => Test;
}

const listOfFacts = ([fact, value]: Sides): Sides => [fact + 1, value];
const listOfValues = ([fact, value]: Sides): Sides => [fact, value + 1];

export const decorators: readonly Decorator[] = [
  { name: "not", words: "not ", sides: (sides) => sides, decorate: not },
  {
    name: "swap",
    words: "(sides swapped) ",
    sides: ([fact, value]) => [value, fact],
    decorate: (test) => (fact, value, scope) => test(value, fact, scope),
  },
  {
    name: "someFact",
    words: "a list with an item that is ",
    sides: listOfFacts,
    decorate: (test) => (fact, value, scope) => some(asList(fact), scope, (item) => test(item, value, scope)),
  },
  {
    name: "everyFact",
    words: "a list of items that are each ",
    sides: listOfFacts,
    decorate: (test) => (fact, value, scope) => every(asList(fact), scope, (item) => test(item, value, scope)),
  },
  {
    name: "someValue",
    words: "for one of these values ",
    sides: listOfValues,
    decorate: (test) => (fact, value, scope) => some(asList(value), scope, (item) => test(fact, item, scope)),
  },
  {
    name: "everyValue",
    words: "for each of these values ",
    sides: listOfValues,
    decorate: (test) => (fact, value, scope) => every(asList(value), scope, (item) => test(fact, item, scope)),
  },
];
