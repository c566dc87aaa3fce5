import { toKleene } from "../kleene.ts";
import type { Operator } from "./operator.ts";

/** The only operators that are true of what is not there: a missing fact, or null. Never unknown. */
export const presence: readonly Operator[] = [
  {
    name: "isPresent",
    words: "present",
    types: ["presence"],
    sides: [0, 0],
    isUnary: true,
    decorators: ["not"],
    test: () => (fact) => toKleene(fact === true),
  },
  {
    name: "isAbsent",
    words: "absent",
    types: ["presence"],
    sides: [0, 0],
    isUnary: true,
    decorators: ["not"],
    test: () => (fact) => toKleene(fact === false),
  },
];
