import { rulesForMember } from "../counterexample/holds.ts";
import {
  anything,
  impossible,
  type Members,
  type Rule,
  type RuleKind,
  type RuleOf,
  type Rules,
} from "../counterexample/rule.ts";

/** A schema with all that applies to every value of its place: what it refers to and what `allOf` adds. */
export interface Flat {
  /** The schema itself first. */
  readonly schemas: readonly Rules[];
  readonly list: readonly Rule[];
  /** All rules for members together. */
  readonly members: Members;
}

export function flatten(start: Rules): Flat {
  const found = new Set([start]);
  // The set grows while it is walked: what is added adds more in turn.
  for (const { list } of found) {
    for (const rule of list) if (rule.kind === "all") for (const rules of rule.of) found.add(rules);
  }
  const schemas = [...found];
  const list = schemas.flatMap((rules) => rules.list).filter(({ kind }) => kind !== "all");
  return { schemas, list, members: joinMembers(list.filter((rule) => rule.kind === "members")) };
}

function joinMembers(all: readonly RuleOf<"members">[]): Members {
  const names = [...new Set(all.flatMap(({ named }) => [...named.keys()]))];
  const patterns = all.flatMap((one) => one.patterns);
  const sources = [...new Set(patterns.map(({ source }) => source))];
  return {
    // A name that one schema declares is an undeclared one, or one that a pattern meets, to the others.
    named: new Map(names.map((name) => [name, both(all.flatMap((one) => rulesForMember(one, name)))])),
    patterns: sources.map((source) => {
      const same = patterns.filter((one) => one.source === source);
      return { source, language: same[0]?.language, rules: both(same.map(({ rules }) => rules)) };
    }),
    rest: all.some(({ rest }) => rest) ? both(all.flatMap(({ rest }) => rest ?? [])) : undefined,
  };
}

/** All of several schemas as one. */
export function both(schemas: readonly Rules[]): Rules {
  const [first = impossible, ...others] = schemas;
  if (others.length === 0) return first;
  return { pointer: first.pointer, source: true, list: [{ kind: "all", of: schemas }] };
}

/** Only some kinds of a schema's rules. */
export const partOf = ({ list }: Flat, kinds: readonly RuleKind[]): Rules =>
  rulesOf(list.filter(({ kind }) => kinds.includes(kind)));

export const rulesOf = (list: readonly Rule[]): Rules => ({ pointer: "", source: true, list });

export const membersOnly = (members: Partial<Members>): Rules =>
  rulesOf([{ kind: "members", named: new Map(), patterns: [], rest: undefined, ...members }]);

/** What a schema asks of a member of this name, whether it names it or not. */
export const memberPart = ({ list }: Flat, name: string): Rules => {
  const judging = list.flatMap((rule) => (rule.kind === "members" ? rulesForMember(rule, name) : []));
  return judging.length === 0 ? rulesOf([]) : membersOnly({ named: new Map([[name, both(judging)]]) });
};

/** What a schema asks of members that none of these names. */
export const unnamedPart = ({ list }: Flat, names: readonly string[]): Rules => {
  const named = new Map(names.map((name) => [name, anything]));
  return rulesOf(list.flatMap((rule) => (rule.kind === "members" ? [{ ...rule, named }] : [])));
};
