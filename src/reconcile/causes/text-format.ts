import type { Normaliser } from "../normaliser.ts";
import { type Evidence, type Hypothesis, sayPlace, valuePairs } from "./hypothesis.ts";

/** What the two sides spell differently, and the normaliser that overlooks it. Used for fields and for keys. */
export const spellings: readonly (readonly [normaliser: Normaliser, differsIn: string])[] = [
  ["trim", "spaces around the text"],
  ["upper_case", "upper and lower case"],
  ["strip_leading_zeros", "leading zeros"],
  ["compose", "the way accents are encoded"],
  ["digits_only", "everything but digits"],
];

/** The two sides write the same text, and spell it by other habits. */
export const textFormat: Hypothesis<"text_format"> = {
  kind: "text_format",
  fits: ["text"],
  candidates: (evidence) =>
    spellings
      .filter(([normaliser]) => normaliser !== "digits_only" || !hasLetters(evidence))
      .map(([normaliser, differsIn]) => ({
        rule: { ...evidence.field.rule, normalise: [...(evidence.field.rule.normalise ?? []), normaliser] },
        says: `${sayPlace(evidence, "right")} and ${sayPlace(evidence, "left")} differ in ${differsIn}`,
      })),
};

// `A-100` and `B-100` have the same digits and are two things.
const hasLetters = (evidence: Evidence): boolean =>
  valuePairs<string>(evidence).some(([left, right]) => /\p{L}/u.test(left) || /\p{L}/u.test(right));
