import type { Keyless } from "../break.ts";
import type { Draft } from "../cause.ts";
import type { ControlTotals } from "../control-totals.ts";
import type { MatchPlan } from "../match-rule.ts";
import { countRows, quote } from "../wording.ts";
import { isMost } from "./hypothesis.ts";

/** Rows without a key: broken ones, or all of a side, where the plan looks in the wrong place. */
export function draftKeyless(keyless: readonly Keyless[], totals: ControlTotals, plan: MatchPlan): readonly Draft[] {
  return (["left", "right"] as const).flatMap((side): readonly Draft[] => {
    const members = keyless.filter((alike) => alike.side === side);
    const { rows, unreadable } = totals[side];
    if (members.length === 0) return [];
    const isRule = isMost(unreadable, rows);
    const sentence = `${countRows(unreadable)} of ${countRows(rows)} of ${quote(plan.sides[side])} cannot be matched by key`;
    return [
      isRule
        ? {
            verdict: "mapping",
            kind: "no_key",
            subject: [side],
            members,
            counterexamples: rows - unreadable,
            sentence: `${sentence}: look at the places that the plan names`,
          }
        : { verdict: "defect", kind: "unreadable_row", subject: [side], members, sentence },
    ];
  });
}
