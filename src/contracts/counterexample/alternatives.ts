import { type Alternatives, breaks, type Demand, keep, type Literal } from "./demand.ts";
import type { Count, Kind, Rule, RuleKind, RuleOf, Rules } from "./rule.ts";

/** How a rule is kept, and how it is broken. */
interface Ways<Name extends RuleKind> {
  readonly keeping: (rule: RuleOf<Name>, kind: Kind) => Alternatives;
  readonly breaking: (rule: RuleOf<Name>, kind: Kind) => Alternatives;
}

const met: Alternatives = [[]];
const never: Alternatives = [];
const literal = (rule: Rule, keeps: boolean): Literal => ({ kind: "rule", rule, keeps });

const simple = {
  keeping: (rule: Rule): Alternatives => [[literal(rule, true)]],
  breaking: (rule: Rule): Alternatives => [[literal(rule, false)]],
};

const onlyTheValidatorKnows = { keeping: (): Alternatives => met, breaking: (): Alternatives => [[{ kind: "guess" }]] };

const counted = {
  ...simple,
  breaking: (rule: RuleOf<"length" | "count" | "size">): Alternatives =>
    outside(rule).map((range) => [literal({ ...rule, ...range }, true)]),
};

/** The counts below and above a range. */
const outside = ({ least, most }: Count): readonly Count[] => [
  ...(least > 0 ? [{ least: 0, most: least - 1 }] : []),
  ...(most < Number.POSITIVE_INFINITY ? [{ least: most + 1, most: Number.POSITIVE_INFINITY }] : []),
];

const whole = (keeps: boolean): Demand => literal({ kind: "step", of: 1 }, keeps);

/** Alternatives that exclude one another only while they are few; otherwise the validator sees to it. */
const MOST_EXCLUDED = 4;

const others = (of: readonly Rules[], chosen: Rules): readonly Rules[] => of.filter((rules) => rules !== chosen);

const pairs = (of: readonly Rules[]): readonly (readonly [Rules, Rules])[] =>
  of.flatMap((first, at) => of.slice(at + 1).map((second) => [first, second] as const));

/** One row for each kind of rule. */
const ways: { readonly [Name in RuleKind]: Ways<Name> } = {
  types: {
    keeping: ({ types, integer }, kind) =>
      types.has(kind) ? (integer && kind === "number" ? [[whole(true)]] : met) : never,
    breaking: ({ types, integer }, kind) =>
      types.has(kind) ? (integer && kind === "number" ? [[whole(false)]] : never) : met,
  },
  values: simple,
  least: { ...simple, breaking: ({ limit, open }) => [[literal({ kind: "most", limit, open: !open }, true)]] },
  most: { ...simple, breaking: ({ limit, open }) => [[literal({ kind: "least", limit, open: !open }, true)]] },
  step: simple,
  length: counted,
  count: counted,
  size: counted,
  pattern: simple,
  format: simple,
  members: {
    ...simple,
    breaking: (rule) => [
      ...[...rule.named].map(([name, rules]): Demand[] => [{ kind: "member", name, keep: [], breaks: [rules] }]),
      ...rule.patterns.map(({ rules }, pattern): Demand[] => [
        { kind: "someMember", members: rule, pattern, breaks: rules },
      ]),
      ...(rule.rest ? [[{ kind: "someMember", members: rule, breaks: rule.rest }] as const] : []),
    ],
  },
  required: {
    keeping: ({ names }) => [names.map((name) => ({ kind: "member", name, keep: [], breaks: [] }))],
    breaking: ({ names }) => names.map((name) => [{ kind: "noMember", name }]),
  },
  names: { ...simple, breaking: ({ rules }) => [[{ kind: "someName", breaks: rules }]] },
  dependent: {
    keeping: ({ name, rules }) => [[{ kind: "noMember", name }], [has(name), keep(rules)]],
    breaking: ({ name, rules }) => [[has(name), breaks(rules)]],
  },
  items: {
    ...simple,
    breaking: ({ prefix, rest }) => [
      ...prefix.map((rules, at): Demand[] => [{ kind: "item", at, breaks: rules }]),
      ...(rest ? [[{ kind: "someItem", from: prefix.length, breaks: rest }] as const] : []),
    ],
  },
  unique: { ...simple, breaking: () => [[{ kind: "twice" }]] },
  contains: {
    keeping: ({ rules, least, most }) => [[{ kind: "tally", rules, least, most }]],
    breaking: (rule) => outside(rule).map((range) => [{ kind: "tally", rules: rule.rules, ...range }]),
  },
  all: { keeping: ({ of }) => [of.map(keep)], breaking: ({ of }) => of.map((rules) => [breaks(rules)]) },
  any: { keeping: ({ of }) => of.map((rules) => [keep(rules)]), breaking: ({ of }) => [of.map(breaks)] },
  one: {
    keeping: ({ of }) =>
      of.map((rules) => [keep(rules), ...(of.length > MOST_EXCLUDED ? [] : others(of, rules).map(breaks))]),
    breaking: ({ of }) => [of.map(breaks), ...pairs(of).map((pair) => pair.map(keep))],
  },
  not: { keeping: ({ of }) => [[breaks(of)]], breaking: ({ of }) => [[keep(of)]] },
  condition: {
    keeping: (rule) => [
      [keep(rule.if), keep(rule.then)],
      [breaks(rule.if), keep(rule.else)],
    ],
    breaking: (rule) => [
      [keep(rule.if), breaks(rule.then)],
      [breaks(rule.if), breaks(rule.else)],
    ],
  },
  relation: { keeping: () => met, breaking: ({ inputs }) => [[keep(inputs), { kind: "guess" }]] },
  unevaluated: {
    keeping: () => met,
    breaking: ({ of, rules }) => [
      of === "members"
        ? [
            { kind: "someMember", members: { named: new Map(), patterns: [], rest: rules }, breaks: rules },
            { kind: "guess" },
          ]
        : [{ kind: "someItem", from: 0, breaks: rules }, { kind: "guess" }],
    ],
  },
  opaque: onlyTheValidatorKnows,
};

const has = (name: string): Demand => ({ kind: "member", name, keep: [], breaks: [] });

export const waysToKeep = (rule: Rule, kind: Kind): Alternatives => ways[rule.kind].keeping(rule as never, kind);
export const waysToBreak = (rule: Rule, kind: Kind): Alternatives => ways[rule.kind].breaking(rule as never, kind);
