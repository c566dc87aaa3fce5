import type { Family } from "../change.ts";
import { items } from "./items.ts";
import { meaning } from "./meaning.ts";
import { members } from "./members.ts";
import { required } from "./required.ts";
import { type SimpleRow, simpleFamily } from "./simple.ts";
import { unevaluated } from "./unevaluated.ts";
import { values } from "./values.ts";

const row = (
  code: SimpleRow["code"],
  kinds: SimpleRow["kinds"],
  keywords: SimpleRow["keywords"],
  told: string,
): SimpleRow => ({ code, kinds, keywords, told });

/** Keywords that are compared as they stand. */
const simple: readonly SimpleRow[] = [
  row("types_changed", ["types"], ["type", "nullable"], "the type"),
  row("range_changed", ["least", "most"], ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"], "the range"),
  row("step_changed", ["step"], ["multipleOf"], "the step"),
  row("length_changed", ["length"], ["minLength", "maxLength"], "the length"),
  row("pattern_changed", ["pattern"], ["pattern"], "the pattern"),
  row("format_changed", ["format"], ["format"], "the format"),
  row("member_names_changed", ["names"], ["propertyNames"], "the rule for the members' names"),
  row("member_count_changed", ["count"], ["minProperties", "maxProperties"], "the number of members"),
  row(
    "dependents_changed",
    ["dependent"],
    ["dependentRequired", "dependentSchemas", "dependencies"],
    "the dependence between members",
  ),
  row("list_size_changed", ["size"], ["minItems", "maxItems"], "the number of items"),
  row("uniqueness_changed", ["unique"], ["uniqueItems"], "`uniqueItems`"),
  row("contains_changed", ["contains"], ["contains", "minContains", "maxContains"], "`contains`"),
  row("alternatives_changed", ["any"], ["anyOf"], "`anyOf`"),
  row("alternatives_changed", ["one"], ["oneOf"], "`oneOf`"),
  row("exclusion_changed", ["not"], ["not"], "`not`"),
  row("condition_changed", ["condition"], ["if", "then", "else"], "the condition"),
  row("reference_changed", ["opaque"], ["$dynamicRef"], "the dynamic reference"),
  row("relations_changed", ["relation"], ["x-relation"], "the list of relations"),
];

/** Every family of keywords, in the order in which differences are told. */
export const families: readonly Family[] = [
  members,
  required,
  ...simple.map(simpleFamily),
  values,
  items,
  unevaluated,
  meaning,
];
