import { toKleene } from "../kleene.ts";
import { asNumber, type Operator } from "./operator.ts";

const duration = /^P(?=.)(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,5})S)?)?$/;
const millisecondsOf = [86_400_000, 3_600_000, 60_000, 1_000] as const;

/** ISO 8601 durations whose length does not depend on the calendar: days, hours, minutes and seconds. */
function readDuration(literal: unknown): number | undefined {
  const parts = typeof literal === "string" ? duration.exec(literal) : null;
  return parts?.slice(1).reduce((sum, part, at) => sum + Number(part ?? 0) * (millisecondsOf[at] ?? 0), 0);
}

const row = (name: string, words: string, test: Operator["test"]): Operator => ({
  name,
  words,
  types: ["instant"],
  sides: [0, 0],
  test,
});

export const time: readonly Operator[] = [
  row(
    "before",
    "before",
    ({ less }) =>
      (fact, value) =>
        toKleene(less(fact, value)),
  ),
  row(
    "after",
    "after",
    ({ less }) =>
      (fact, value) =>
        toKleene(less(value, fact)),
  ),
  {
    // In both directions, so that a date in the future does not slip past "changed within thirty days".
    ...row(
      "within",
      "no farther from now than",
      () => (fact, value, scope) => toKleene(Math.abs(asNumber(fact) - scope.at) <= asNumber(value)),
    ),
    readLiteral: readDuration,
    decorators: ["not", "someFact", "everyFact"],
    expected: "a duration like `P30D` or `PT12H`",
  },
];
