import type { Members, Rule, Rules } from "./rule.ts";

/** Which members some schema says may be there. */
export interface Declared {
  readonly names: readonly string[];
  readonly has: (name: string) => boolean;
}

/**
 * What schemas declare of an object, branches that may apply included. Members that a schema allows by saying nothing
 * are not declared; those of an object about which nothing is said are.
 */
export function collectDeclared(schemas: readonly Rules[]): Declared {
  const members = [...inPlace(schemas)].flatMap(({ list }) => list.filter(isMembers));
  const names = members.flatMap(({ named }) => [...named.keys()]);
  const isFree = names.length === 0;
  return { names, has: (name) => isFree || members.some((one) => declares(one, name)) };
}

const isMembers = (rule: Rule): rule is Extract<Rule, { readonly kind: "members" }> => rule.kind === "members";

const declares = ({ named, patterns, rest }: Members, name: string): boolean =>
  named.has(name) ||
  patterns.some(({ source }) => new RegExp(source, "u").test(name)) ||
  (rest !== undefined && rest.source !== true && rest.source !== false);

/** The schemas with all that may judge the same value. */
function inPlace(schemas: readonly Rules[]): ReadonlySet<Rules> {
  const found = new Set(schemas);
  // The set grows while it is walked: what is found applies more in turn.
  for (const { list } of found) for (const rule of list) for (const rules of appliedBy(rule)) found.add(rules);
  return found;
}

function appliedBy(rule: Rule): readonly Rules[] {
  switch (rule.kind) {
    case "all":
    case "any":
    case "one":
      return rule.of;
    case "condition":
      return [rule.if, rule.then, rule.else];
    case "dependent":
      return [rule.rules];
    default:
      return [];
  }
}
