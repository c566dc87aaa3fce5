import type { Decimal, Rounding } from "../../foundation/index.ts";
import { otherSide, type Side } from "../match-rule.ts";
import { type Candidate, type Evidence, type Hypothesis, sayPlace, valuePairs, withSteps } from "./hypothesis.ts";

const roundings: readonly Rounding[] = ["half-up", "half-even", "down"];

/** One side keeps fewer digits after the point. */
export const rounding: Hypothesis<"rounding"> = {
  kind: "rounding",
  fits: ["decimal"],
  candidates: (evidence) => [...roundedOn("right", evidence), ...roundedOn("left", evidence)],
};

function roundedOn(coarse: Side, evidence: Evidence): readonly Candidate[] {
  const fine = otherSide(coarse);
  const pairs = valuePairs<Decimal>(evidence);
  const places = longestScale(pairs, coarse);
  if (places >= longestScale(pairs, fine) || places > 100) return [];
  return roundings.map((how) => ({
    rule: withSteps(evidence.field.rule, fine, { step: "round", places, rounding: how }),
    says: `${sayPlace(evidence, coarse)} keeps ${places} digits after the point (rounded ${how})`,
  }));
}

const longestScale = (pairs: readonly (readonly [Decimal, Decimal])[], side: Side): number =>
  pairs.reduce((longest, [left, right]) => Math.max(longest, (side === "left" ? left : right).scale), 0);
