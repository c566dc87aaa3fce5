import type { JsonValue } from "../../foundation/index.ts";
import type { ContractsFindings, RuleFacts } from "../errors.ts";
import { listSome, quote } from "../text.ts";

/** What the schema compiler says about a failure; which members there are depends on the keyword. */
export type RuleParams = Readonly<Record<string, JsonValue>>;

type RuleCode = {
  [Code in keyof ContractsFindings]: RuleFacts extends ContractsFindings[Code] ? Code : never;
}[keyof ContractsFindings];

/** How the failure of one keyword is told. */
export interface Rule {
  readonly code: RuleCode;
  readonly expected: (params: RuleParams) => string;
  /** Whether that depends on the data, and not on the schema alone. */
  readonly isVaried?: true;
  /** Said of the place instead of what stands there and what was expected. */
  readonly sentence?: string;
  /** The member below the failing object that it is about. */
  readonly member?: (params: RuleParams) => JsonValue | undefined;
}

const range: Rule = {
  code: "value_out_of_range",
  expected: ({ comparison, limit }) => `a number ${comparison} ${limit}`,
};

const atLeast = (code: RuleCode, of: string): Rule => ({
  code,
  expected: ({ limit }) => `at least ${countOf(Number(limit), of)}`,
});
const atMost = (code: RuleCode, of: string): Rule => ({
  code,
  expected: ({ limit }) => `at most ${countOf(Number(limit), of)}`,
});

const missing: Rule = {
  code: "field_missing",
  expected: () => "the field to be there",
  sentence: "is missing",
  member: ({ missingProperty }) => missingProperty,
};

const unexpected = (member: string): Rule => ({
  code: "field_unexpected",
  expected: () => "no such field",
  sentence: "is not declared",
  member: (params) => params[member],
});

const tooManyItems: Rule = {
  code: "item_unexpected",
  expected: ({ limit }) => `no items after the first ${limit ?? 0}`,
};

const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const violated = (expected: string): Rule => ({ code: "schema_violated", expected: () => expected });

const values = (allowed: JsonValue | undefined): string =>
  listSome([allowed].flat().map((value) => (typeof value === "string" ? value : JSON.stringify(value))));

/** One row for each keyword of the three dialects that can fail, and for our own. */
export const rules: Readonly<Record<string, Rule>> = {
  type: {
    code: "type_wrong",
    expected: ({ type }) =>
      [type]
        .flat()
        .map((name) => typeNames[String(name)])
        .join(" or "),
  },
  required: missing,
  dependentRequired: missing,
  dependencies: missing,
  additionalProperties: unexpected("additionalProperty"),
  unevaluatedProperties: unexpected("unevaluatedProperty"),
  "false schema": unexpected(""),
  propertyNames: {
    code: "field_name_wrong",
    expected: () => "another name",
    member: ({ propertyName }) => propertyName,
  },
  enum: { code: "value_not_allowed", expected: ({ allowedValues }) => values(allowedValues) },
  const: { code: "value_not_allowed", expected: ({ allowedValue }) => values([allowedValue as JsonValue]) },
  minimum: range,
  maximum: range,
  exclusiveMinimum: range,
  exclusiveMaximum: range,
  multipleOf: { code: "value_not_multiple", expected: ({ multipleOf }) => `a multiple of ${multipleOf}` },
  minLength: atLeast("length_out_of_range", "character"),
  maxLength: atMost("length_out_of_range", "character"),
  minItems: atLeast("count_out_of_range", "item"),
  maxItems: atMost("count_out_of_range", "item"),
  minProperties: atLeast("count_out_of_range", "member"),
  maxProperties: atMost("count_out_of_range", "member"),
  uniqueItems: {
    code: "items_not_unique",
    isVaried: true,
    expected: ({ i, j }) => `items that differ, unlike items ${j} and ${i}`,
  },
  contains: {
    code: "item_missing",
    expected: ({ minContains }) => `at least ${minContains ?? 1} items of the kind asked for`,
  },
  additionalItems: tooManyItems,
  unevaluatedItems: tooManyItems,
  items: tooManyItems,
  format: { code: "format_wrong", expected: ({ format }) => `a text of the format ${quote(String(format))}` },
  pattern: { code: "pattern_mismatch", expected: ({ pattern }) => `a text that matches ${quote(String(pattern))}` },
  anyOf: violated("one of the alternatives to fit"),
  oneOf: violated("exactly one of the alternatives to fit"),
  not: violated("the excluded case not to apply"),
  if: violated("the consequence of its condition to hold"),
  "x-unit": { code: "unit_unknown", expected: ({ pointer }) => `a known unit at ${quote(String(pointer))} beside it` },
};

/** For keywords that a later compiler adds: the answer stays a finding. */
export const otherRule: Rule = violated("the schema's rule to hold");

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

/** Kind and size of a value: what can be said of it without saying what it is. */
export function describeValue(value: JsonValue | undefined): string {
  if (value === undefined) return "not there";
  if (value === null) return "null";
  if (typeof value === "string") return `a text of ${countOf(value.length, "character")}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object"
    ? `an object with ${countOf(Object.keys(value).length, "member")}`
    : (typeNames[typeof value] ?? "");
}
