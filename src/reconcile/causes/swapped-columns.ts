import type { Difference } from "../break.ts";
import { placeOn } from "../match-rule.ts";
import { quote } from "../wording.ts";
import { type Evidence, type Explanation, judge, proposeRules, sayShare } from "./hypothesis.ts";

export interface SwappedColumns extends Explanation {
  /** The two fields, by their places on the left. */
  readonly fields: readonly [string, string];
}

/** What the one column holds on the left, another holds on the right, and the other way round. */
export function explainSwappedColumns(all: readonly Evidence[]): readonly SwappedColumns[] {
  const taken = new Set<Evidence>();
  const found: SwappedColumns[] = [];
  for (const [one, another] of pairsOf(all)) {
    const swapped = taken.has(one) || taken.has(another) ? undefined : explainPair(one, another);
    if (!swapped) continue;
    found.push(swapped);
    taken.add(one).add(another);
  }
  return found;
}

// At most 64 fields make at most 2,016 pairs, and a pair that is not swapped is seen to be none in fifty rows.
function pairsOf(all: readonly Evidence[]): readonly (readonly [Evidence, Evidence])[] {
  return all.flatMap((one, at) =>
    all
      .slice(at + 1)
      .filter((another) => another.field.rule.as === one.field.rule.as)
      .map((another) => [one, another] as const),
  );
}

function explainPair(one: Evidence, another: Evidence): SwappedColumns | undefined {
  const ofOne = judge(one.field, one, another.field);
  const ofAnother = ofOne?.contradicted === 0 ? judge(another.field, another, one.field) : undefined;
  return ofOne && ofAnother?.contradicted === 0
    ? describe(one, another, ofOne.explained, ofAnother.explained)
    : undefined;
}

function describe(
  one: Evidence,
  another: Evidence,
  ofOne: readonly Difference[],
  ofAnother: readonly Difference[],
): SwappedColumns {
  const [a, b] = [one.field.rule, another.field.rule];
  const changes = new Map([
    [a, { ...a, right: placeOn(b, "right") }],
    [b, { ...b, right: placeOn(a, "right") }],
  ]);
  const says = `${quote(a.left)} and ${quote(b.left)} are swapped in ${quote(one.plan.sides.right)}`;
  return {
    fields: [a.left, b.left],
    explained: [...ofOne, ...ofAnother],
    contradicted: 0,
    sentence: sayShare(says, ofOne, one),
    proposal: proposeRules(one.plan, changes),
  };
}
