import { anyScalar, asList, not, type Operator, some, type Test } from "./operator.ts";

const isIn: Operator["test"] = (type) => (fact, value, scope) =>
  some(asList(value), scope, (item) => type.equal(fact, item));

const contains: Operator["test"] = (type) => swapped(isIn(type));

const swapped =
  (test: Test): Test =>
  (fact, value, scope) =>
    test(value, fact, scope);

export const membership: readonly Operator[] = [
  { name: "in", words: "one of", types: anyScalar, sides: [0, 1], test: isIn },
  { name: "notIn", words: "none of", types: anyScalar, sides: [0, 1], test: (type) => not(isIn(type)) },
  { name: "contains", words: "a list with", types: anyScalar, sides: [1, 0], test: contains },
  {
    name: "doesNotContain",
    words: "a list without",
    types: anyScalar,
    sides: [1, 0],
    test: (type) => not(contains(type)),
  },
];
