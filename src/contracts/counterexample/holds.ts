import { equalJson, type JsonObject, type JsonValue } from "../../foundation/index.ts";
import { formats } from "../schema/formats.ts";
import { concerns, kindOf, type Members, type Rule, type RuleKind, type RuleOf, type Rules } from "./rule.ts";

/** `undefined`: only the validator knows. */
export type Holds = boolean | undefined;

/** Whether a value keeps all rules of a schema, as far as that can be told without the validator. */
export function holds(rules: Rules, value: JsonValue): Holds {
  const kind = kindOf(value);
  return every(rules.list, (rule) => (concerns(rule, kind) ? holdsRule(rule, value) : true));
}

export const holdsRule = (rule: Rule, value: JsonValue): Holds =>
  (tests[rule.kind] as (rule: Rule, value: JsonValue) => Holds)(rule, value);

/** One `false` is false; else one `undefined` is undefined. */
export function every<Item>(items: Iterable<Item>, ask: (item: Item) => Holds): Holds {
  let all: Holds = true;
  for (const item of items) {
    const one = ask(item);
    if (one === false) return false;
    if (one === undefined) all = undefined;
  }
  return all;
}

export const opposite = (one: Holds): Holds => (one === undefined ? undefined : !one);
export const some = <Item>(items: Iterable<Item>, ask: (item: Item) => Holds): Holds =>
  opposite(every(items, (item) => opposite(ask(item))));

/** Whether the number of those that hold lies between two ends. */
export function tally(answers: readonly Holds[], least: number, most: number): Holds {
  const sure = answers.filter((answer) => answer === true).length;
  const possible = answers.filter((answer) => answer !== false).length;
  if (possible < least || sure > most) return false;
  return sure >= least && possible <= most ? true : undefined;
}

const within = (count: number, least: number, most: number): boolean => least <= count && count <= most;
const isEqualToOne = (values: readonly JsonValue[], value: JsonValue): boolean =>
  values.some((one) => equalJson(one, value));

const tests: { readonly [Name in RuleKind]: (rule: RuleOf<Name>, value: never) => Holds } = {
  types: ({ types, integer }, value: JsonValue) =>
    types.has(kindOf(value)) && (!integer || typeof value !== "number" || Number.isInteger(value)),
  values: ({ values }, value: JsonValue) => isEqualToOne(values, value),
  least: ({ limit, open }, value: number) => (open ? value > limit : value >= limit),
  most: ({ limit, open }, value: number) => (open ? value < limit : value <= limit),
  step: ({ of }, value: number) => Number.isInteger(value / of),
  length: ({ least, most }, value: string) => within([...value].length, least, most),
  pattern: ({ source }, value: string) => (value.length > 1_000 ? undefined : new RegExp(source, "u").test(value)),
  format: ({ name }, value: string) => formats[name]?.(value),
  members: (rule, value: JsonObject) => every(Object.entries(value), (member) => holdsMember(rule, member)),
  required: ({ names }, value: JsonObject) => names.every((name) => Object.hasOwn(value, name)),
  count: ({ least, most }, value: JsonObject) => within(Object.keys(value).length, least, most),
  names: ({ rules }, value: JsonObject) => every(Object.keys(value), (name) => holds(rules, name)),
  dependent: ({ name, rules }, value: JsonObject) => !Object.hasOwn(value, name) || holds(rules, value),
  items: ({ prefix, rest }, value: readonly JsonValue[]) =>
    every(value.entries(), ([at, item]) => {
      const rules = prefix[at] ?? rest;
      return rules === undefined || holds(rules, item);
    }),
  size: ({ least, most }, value: readonly JsonValue[]) => within(value.length, least, most),
  unique: (_, value: readonly JsonValue[]) => value.every((item, at) => !isEqualToOne(value.slice(0, at), item)),
  contains: ({ rules, least, most }, value: readonly JsonValue[]) =>
    tally(
      value.map((item) => holds(rules, item)),
      least,
      most,
    ),
  all: ({ of }, value: JsonValue) => every(of, (rules) => holds(rules, value)),
  any: ({ of }, value: JsonValue) => some(of, (rules) => holds(rules, value)),
  one: ({ of }, value: JsonValue) =>
    tally(
      of.map((rules) => holds(rules, value)),
      1,
      1,
    ),
  not: ({ of }, value: JsonValue) => opposite(holds(of, value)),
  condition: (rule, value: JsonValue) => {
    const applies = holds(rule.if, value);
    const [fits, otherwise] = [holds(rule.then, value), holds(rule.else, value)];
    if (applies === undefined) return fits === otherwise ? fits : undefined;
    return applies ? fits : otherwise;
  },
  relation: () => undefined,
  unevaluated: () => undefined,
  opaque: () => undefined,
};

const holdsMember = (rule: Members, [name, value]: readonly [string, JsonValue]): Holds =>
  every(rulesForMember(rule, name), (rules) => holds(rules, value));

/** The schemas that judge a member of this name. */
export function rulesForMember({ named, patterns, rest }: Members, name: string): readonly Rules[] {
  const own = named.get(name);
  const matching = patterns.filter(({ source }) => new RegExp(source, "u").test(name)).map(({ rules }) => rules);
  const judging = own ? [own, ...matching] : matching;
  return judging.length > 0 || !rest ? judging : [rest];
}
