import { anyScalar, not, type Operator } from "./operator.ts";

export const equality: readonly Operator[] = [
  { name: "equal", words: "equal to", types: anyScalar, sides: [0, 0], test: (type) => type.equal },
  { name: "notEqual", words: "other than", types: anyScalar, sides: [0, 0], test: (type) => not(type.equal) },
];
