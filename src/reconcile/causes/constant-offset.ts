import { type Decimal, formatDecimal, parseDecimal, subtractDecimals } from "../../foundation/index.ts";
import { severalValues } from "./constant-factor.ts";
import {
  type Candidate,
  type Evidence,
  type Hypothesis,
  mostFrequent,
  sayPlace,
  valuePairs,
  withSteps,
} from "./hypothesis.ts";

/** One side is the other plus a constant: a fee that only one of them counts. */
export const constantOffset: Hypothesis<"constant_offset"> = {
  kind: "constant_offset",
  fits: ["decimal"],
  canBePartial: true,
  candidates: offsetCandidates,
};

function offsetCandidates(evidence: Evidence): readonly Candidate[] {
  const pairs = valuePairs<Decimal>(evidence);
  const amount = mostFrequent(pairs, ([left, right]) => withoutTrailingZeros(subtractDecimals(right, left)));
  // From one value alone, any offset fits as well as any other rule.
  if (amount === undefined || !severalValues(pairs)) return [];
  const direction = parseDecimal(amount).units < 0n ? `${amount.slice(1)} less` : `${amount} more`;
  return [
    {
      rule: withSteps(evidence.field.rule, "left", { step: "add", amount }),
      says: `${sayPlace(evidence, "right")} is ${direction} than ${sayPlace(evidence, "left")}`,
    },
  ];
}

/** One spelling for one amount: `4.9` for `4.90`; none for amounts that no fee has. */
function withoutTrailingZeros(value: Decimal): string | undefined {
  const text = formatDecimal(value);
  if (text.length > LONGEST) return undefined;
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

const LONGEST = 60;
