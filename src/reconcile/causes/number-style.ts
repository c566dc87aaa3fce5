import { numberStyles } from "../step.ts";
import { type Hypothesis, sayPlace, withSteps } from "./hypothesis.ts";

/** One side writes its numbers for people of one country: `1.234,50`. */
export const numberStyle: Hypothesis<"number_style"> = {
  kind: "number_style",
  fits: ["decimal"],
  candidates: (evidence) =>
    (["right", "left"] as const).flatMap((side) =>
      numberStyles.map((style) => ({
        rule: withSteps(evidence.field.rule, side, { step: "number_style", style }),
        says: `${sayPlace(evidence, side)} is written like \`${style}\``,
      })),
    ),
};
