import { type Hypothesis, sayPlace, withSteps } from "./hypothesis.ts";

/** One side read `04/03` as the third of April, the other as the fourth of March. */
export const swappedDayMonth: Hypothesis<"swapped_day_month"> = {
  kind: "swapped_day_month",
  fits: ["date", "instant"],
  canBePartial: true,
  candidates: (evidence) => [
    {
      rule: withSteps(evidence.field.rule, "left", { step: "swap_day_month" }),
      says: `day and month of ${sayPlace(evidence, "right")} are those of ${sayPlace(evidence, "left")} the other way round`,
    },
  ],
};
