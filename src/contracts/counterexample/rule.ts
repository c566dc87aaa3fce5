import type { JsonValue } from "../../foundation/index.ts";
import type { Language } from "../language/language.ts";

/** The kinds of values that JSON has. */
export type Kind = "null" | "boolean" | "number" | "string" | "array" | "object";

export const kinds: readonly Kind[] = ["null", "boolean", "number", "string", "object", "array"];

export const kindOf = (value: JsonValue): Kind => {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : (typeof value as Kind);
};

/** From, to: both included; the end may be infinite. */
export interface Count {
  readonly least: number;
  readonly most: number;
}

/** Members by name, by pattern of the name, and all others. */
export interface Members {
  readonly named: ReadonlyMap<string, Rules>;
  readonly patterns: readonly {
    readonly source: string;
    readonly language: Language | undefined;
    readonly rules: Rules;
  }[];
  readonly rest: Rules | undefined;
}

/** What a rule asks, one row for each kind of rule. All drafts are read into these. */
interface RuleContents {
  /** `integer`: numbers are allowed, but only whole ones. */
  types: { readonly types: ReadonlySet<Kind>; readonly integer: boolean };
  values: { readonly values: readonly JsonValue[] };
  least: { readonly limit: number; readonly open: boolean };
  most: { readonly limit: number; readonly open: boolean };
  step: { readonly of: number };
  length: Count;
  pattern: { readonly source: string; readonly language: Language | undefined };
  format: { readonly name: string };
  members: Members;
  required: { readonly names: readonly string[] };
  count: Count;
  names: { readonly rules: Rules };
  dependent: { readonly name: string; readonly rules: Rules };
  items: { readonly prefix: readonly Rules[]; readonly rest: Rules | undefined };
  size: Count;
  unique: Readonly<Record<never, never>>;
  contains: Count & { readonly rules: Rules };
  all: { readonly of: readonly Rules[] };
  any: { readonly of: readonly Rules[] };
  one: { readonly of: readonly Rules[] };
  not: { readonly of: Rules };
  condition: { readonly if: Rules; readonly then: Rules; readonly else: Rules };
  /** A relation between fields; `inputs` says that they are all there. Whether it holds only the validator knows. */
  relation: { readonly relation: JsonValue; readonly inputs: Rules };
  /** Members or items that no other rule of the schema has looked at. Only the validator knows which these are. */
  unevaluated: { readonly of: "members" | "items"; readonly rules: Rules };
  /** A rule that only the validator understands. */
  opaque: { readonly keyword: string; readonly value: JsonValue };
}

export type RuleKind = keyof RuleContents;
export type Rule = { readonly [Name in RuleKind]: { readonly kind: Name } & RuleContents[Name] }[RuleKind];
export type RuleOf<Name extends RuleKind> = Extract<Rule, { readonly kind: Name }>;

/** A schema as rules that a value has to keep all of. */
export interface Rules {
  /** Where it stands in its document: an RFC 6901 pointer. */
  readonly pointer: string;
  /** The schema as it is written. */
  readonly source: JsonValue;
  readonly list: readonly Rule[];
}

/** What every value keeps. */
export const anything: Rules = { pointer: "", source: true, list: [] };

/** What no value keeps. */
export const impossible: Rules = {
  pointer: "",
  source: false,
  list: [{ kind: "types", types: new Set<Kind>(), integer: false }],
};

/** The kind of values that a rule is about; a rule that is not listed is about all of them. */
const about: Readonly<Partial<Record<RuleKind, Kind>>> = {
  least: "number",
  most: "number",
  step: "number",
  length: "string",
  pattern: "string",
  format: "string",
  members: "object",
  required: "object",
  count: "object",
  names: "object",
  dependent: "object",
  relation: "object",
  items: "array",
  size: "array",
  unique: "array",
  contains: "array",
};

export function concerns(rule: Rule, kind: Kind): boolean {
  if (rule.kind === "unevaluated") return kind === (rule.of === "members" ? "object" : "array");
  return (about[rule.kind] ?? kind) === kind;
}
