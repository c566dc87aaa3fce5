import type { JsonValue } from "../../foundation/index.ts";
import { every, type Holds, holds, holdsRule, opposite, rulesForMember, some, tally } from "./holds.ts";
import { kindOf, type Members, type Rule, type Rules } from "./rule.ts";

/** That a value keeps a schema, or breaks it. */
export interface Signed {
  readonly kind: "schema";
  readonly rules: Rules;
  readonly keeps: boolean;
}

/** What a value of a known kind is asked for, when no choices are left. */
export type Literal =
  | { readonly kind: "rule"; readonly rule: Rule; readonly keeps: boolean }
  | {
      readonly kind: "member";
      readonly name: string;
      readonly keep: readonly Rules[];
      readonly breaks: readonly Rules[];
    }
  | { readonly kind: "noMember"; readonly name: string }
  /** Some member that `members` judges by its pattern of this number, or, without one, by its `rest`. */
  | { readonly kind: "someMember"; readonly members: Members; readonly pattern?: number; readonly breaks: Rules }
  | { readonly kind: "someName"; readonly breaks: Rules }
  | { readonly kind: "item"; readonly at: number; readonly breaks: Rules }
  | { readonly kind: "someItem"; readonly from: number; readonly breaks: Rules }
  /** How many items keep a schema. */
  | { readonly kind: "tally"; readonly rules: Rules; readonly least: number; readonly most: number }
  /** Two items are equal. */
  | { readonly kind: "twice" }
  /** Nobody knows but the validator: any value is worth a try, and none proves anything. */
  | { readonly kind: "guess" };

export type Demand = Signed | Literal;

/** Ways to meet a demand; in each, all of its demands have to be met. */
export type Alternatives = readonly (readonly Demand[])[];

export const keep = (rules: Rules): Signed => ({ kind: "schema", rules, keeps: true });
export const breaks = (rules: Rules): Signed => ({ kind: "schema", rules, keeps: false });

type LiteralOf<Name extends Literal["kind"]> = Extract<Literal, { readonly kind: Name }>;

/** Whether a value meets a literal, as far as that can be told without the validator. */
export const meets = (literal: Literal, value: JsonValue): Holds =>
  (tests[literal.kind] as (literal: Literal, value: JsonValue) => Holds)(literal, value);

const broken = (rules: Rules, value: JsonValue): Holds => opposite(holds(rules, value));

const tests: { readonly [Name in Literal["kind"]]: (literal: LiteralOf<Name>, value: never) => Holds } = {
  rule: ({ rule, keeps }, value: JsonValue) => (keeps ? holdsRule(rule, value) : opposite(holdsRule(rule, value))),
  member: ({ name, keep, breaks }, value: Readonly<Record<string, JsonValue>>) => {
    if (!Object.hasOwn(value, name)) return false;
    const member = value[name] as JsonValue;
    const answers = [...keep.map((rules) => holds(rules, member)), ...breaks.map((rules) => broken(rules, member))];
    return every(answers, (answer) => answer);
  },
  noMember: ({ name }, value: Readonly<Record<string, JsonValue>>) => !Object.hasOwn(value, name),
  someMember: (literal, value: Readonly<Record<string, JsonValue>>) =>
    some(Object.entries(value), ([name, member]) => isMeant(literal, name) && broken(literal.breaks, member)),
  someName: ({ breaks }, value: Readonly<Record<string, JsonValue>>) =>
    some(Object.keys(value), (name) => broken(breaks, name)),
  item: ({ at, breaks }, value: readonly JsonValue[]) => at < value.length && broken(breaks, value[at] as JsonValue),
  someItem: ({ from, breaks }, value: readonly JsonValue[]) => some(value.slice(from), (item) => broken(breaks, item)),
  tally: ({ rules, least, most }, value: readonly JsonValue[]) =>
    tally(
      value.map((item) => holds(rules, item)),
      least,
      most,
    ),
  twice: (_, value: JsonValue) => kindOf(value) === "array" && !holdsRule({ kind: "unique" }, value),
  guess: () => undefined,
};

/** Whether a member's name is among those that the literal speaks of. */
export function isMeant({ members, pattern }: LiteralOf<"someMember">, name: string): boolean {
  const meant = pattern === undefined ? members.rest : members.patterns[pattern]?.rules;
  return meant !== undefined && rulesForMember(members, name).includes(meant);
}
