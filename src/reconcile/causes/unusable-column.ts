import type { Difference, SinglePair } from "../break.ts";
import type { Side } from "../match-rule.ts";
import { type Reading, unreadable } from "../value.ts";
import { type Evidence, type Explanation, every, isMost, sayPlace, sayShare } from "./hypothesis.ts";

/** What a whole column can be, instead of holding values. */
const states: readonly (readonly [is: Reading, says: string])[] = [
  [undefined, "is empty"],
  [unreadable, "cannot be read"],
];

/** One side has nothing usable at that place, in any row that would tell: the plan points elsewhere, or nobody sends it. */
export function explainUnusableColumn(evidence: Evidence): Explanation | undefined {
  for (const side of ["right", "left"] as const) {
    for (const [state, says] of states) {
      const explained = inState(state, side, evidence);
      if (explained)
        return {
          explained,
          contradicted: 0,
          sentence: sayShare(`${sayPlace(evidence, side)} ${says}`, explained, evidence),
        };
    }
  }
  return undefined;
}

function inState(
  state: Reading,
  side: Side,
  { field, differences, agreeing }: Evidence,
): readonly Difference[] | undefined {
  const readingOf = (pair: SinglePair): Reading => field.read(field.rawOf(pair[side]), side);
  const explained = differences.filter(({ pair }) => readingOf(pair) === state);
  const isNeverUsable = (): boolean => every(agreeing(), (pair) => readingOf(pair) === undefined);
  return isMost(explained.length, differences.length) && isNeverUsable() ? explained : undefined;
}
