import { otherSide, type Side } from "../match-rule.ts";
import { type Candidate, type Evidence, type Hypothesis, sayPlace, valuePairs, withSteps } from "./hypothesis.ts";

/** One side has room for so many characters and cuts off the rest. */
export const truncation: Hypothesis<"truncation"> = {
  kind: "truncation",
  fits: ["text"],
  candidates: (evidence) => [...cutOn("right", evidence), ...cutOn("left", evidence)],
};

/** The longest text on the side that cuts says how much room there is. */
function cutOn(short: Side, evidence: Evidence): readonly Candidate[] {
  const long = otherSide(short);
  const count = valuePairs<string>(evidence)
    .map(([left, right]) => (short === "right" ? [left, right] : [right, left]) as [string, string])
    .filter(([whole, cut]) => whole.startsWith(cut))
    .reduce((longest, [, cut]) => Math.max(longest, cut.length), 0);
  if (count === 0 || count > 10_000) return [];
  return [
    {
      rule: withSteps(evidence.field.rule, long, { step: "first_characters", count }),
      says: `${sayPlace(evidence, short)} is cut off after ${count} characters`,
    },
  ];
}
