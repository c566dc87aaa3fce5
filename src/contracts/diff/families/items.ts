import type { RuleOf, Rules } from "../../counterexample/rule.ts";
import { type Family, keywordsOf, type Pair } from "../change.ts";
import { both, type Flat, flatten, partOf, rulesOf } from "../flat.ts";

const keywords = ["prefixItems", "items", "additionalItems"];

/** Items: place by place where both sides know the same places; otherwise as a whole. */
export const items: Family = {
  compare(pair) {
    const [before, after] = [itemsIn(pair.flatBefore), itemsIn(pair.flatAfter)];
    if ((!before && !after) || isAlike(before, after)) return [];
    return [
      {
        code: "items_changed",
        keywords,
        before: keywordsOf(pair.flatBefore.schemas, keywords),
        after: keywordsOf(pair.flatAfter.schemas, keywords),
        parts: { before: partOf(pair.flatBefore, ["items"]), after: partOf(pair.flatAfter, ["items"]) },
        told: (place) => `${place} has other rules for its items`,
      },
    ];
  },
  inner(pair) {
    const [before, after] = [itemsIn(pair.flatBefore), itemsIn(pair.flatAfter)];
    if (!before || !after || !isAlike(before, after)) return [];
    const places = before.prefix.map((rules, at) =>
      next(pair, rules, after.prefix[at] ?? rules, String(at), placeAt(at)),
    );
    if (!before.rest || !after.rest) return places;
    const others = (rest: Rules): Rules =>
      rulesOf([{ kind: "items", prefix: before.prefix.map(() => rulesOf([])), rest }]);
    return [...places, next(pair, before.rest, after.rest, "*", others)];
  },
};

type Items = Pick<RuleOf<"items">, "prefix" | "rest">;

const isAlike = (before: Items | undefined, after: Items | undefined): boolean =>
  before?.prefix.length === after?.prefix.length && (before?.rest === undefined) === (after?.rest === undefined);

/** The rules for items, when one schema alone has them. */
function itemsIn({ list }: Flat): Items | undefined {
  const all = list.filter((rule): rule is RuleOf<"items"> => rule.kind === "items");
  if (all.length < 2) return all[0];
  const prefix = Math.max(...all.map((one) => one.prefix.length));
  const at = (place: number): readonly Rules[] => all.flatMap((one) => one.prefix[place] ?? one.rest ?? []);
  const rest = all.flatMap((one) => one.rest ?? []);
  return {
    prefix: Array.from({ length: prefix }, (_, place) => both(at(place))),
    rest: rest.length === 0 ? undefined : both(rest),
  };
}

const placeAt =
  (at: number) =>
  (inner: Rules): Rules =>
    rulesOf([
      {
        kind: "items",
        prefix: Array.from({ length: at + 1 }, (_, place) => (place === at ? inner : rulesOf([]))),
        rest: undefined,
      },
    ]);

const next = (pair: Pair, before: Rules, after: Rules, token: string, wrap: (inner: Rules) => Rules): Pair => ({
  before,
  after,
  flatBefore: flatten(before),
  flatAfter: flatten(after),
  steps: [...pair.steps, { token, wrap }],
});
