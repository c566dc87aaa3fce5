import { formatPointer } from "../../foundation/index.ts";
import type { Rules } from "../counterexample/rule.ts";
import { placeName } from "../text.ts";
import type { Pair, PlacedChange, Step } from "./change.ts";
import { families } from "./families/index.ts";
import { flatten } from "./flat.ts";

/** Pairs of schemas that are compared. */
const MOST_PAIRS = 5_000;

export interface Comparison {
  readonly changes: readonly PlacedChange[];
  /** Whether all pairs were compared. */
  readonly isComplete: boolean;
}

/**
 * Every change between two schemas, place by place. Schemas that meet again are compared once, so that rings end; their
 * changes are told at the first place.
 */
export function compareRules(before: Rules, after: Rules): Comparison {
  const isNew = createPairMemory();
  const pairs: Pair[] = [{ before, after, flatBefore: flatten(before), flatAfter: flatten(after), steps: [] }];
  const changes: PlacedChange[] = [];
  // The list grows while it is walked: what is found further in is compared in turn.
  for (const pair of pairs) {
    if (!isNew(pair)) continue;
    for (const family of families) {
      changes.push(...family.compare(pair).map((change) => ({ ...change, pair })));
      if (pairs.length < MOST_PAIRS) pairs.push(...(family.inner?.(pair) ?? []));
    }
  }
  return { changes, isComplete: pairs.length < MOST_PAIRS };
}

/** Remembers pairs by the schemas as they stand in their documents. */
function createPairMemory(): (pair: Pair) => boolean {
  const numbers = new Map<Rules, number>();
  const seen = new Set<string>();
  const number = (rules: Rules): number => {
    if (!numbers.has(rules)) numbers.set(rules, numbers.size);
    return numbers.get(rules) as number;
  };
  // Schemas that were put together for a comparison are told by their parts: there is no end to new ones.
  const spell = (rules: Rules): string =>
    flatten(rules)
      .schemas.slice(rules.source === true ? 1 : 0)
      .map(number)
      .sort()
      .join("+");
  return ({ before, after }) => {
    const key = `${spell(before)}/${spell(after)}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  };
}

/** Where a change is, in documents. */
export const pathOf = ({ pair, member }: PlacedChange): string =>
  formatPointer([...pair.steps.map(({ token }) => token), ...(member === undefined ? [] : [member])]);

export const tellChangeAt = (change: PlacedChange): string => change.told(placeName(pathOf(change)));

/** Rules for whole documents that only speak of values at the end of the steps. */
export const liftRules = (part: Rules, steps: readonly Step[]): Rules =>
  steps.reduceRight((inner, step) => step.wrap(inner), part);
