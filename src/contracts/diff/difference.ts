import type { JsonValue } from "../../foundation/index.ts";

/**
 * What a change means for one direction. `compatible`: no document shows it, which is proven. `breaking`: a document
 * that both validators have confirmed shows it, or the meaning of values has changed. `undecided`: neither is known.
 */
export type DifferenceVerdict = "compatible" | "breaking" | "undecided";

/** `backward`: the new contract reads what was written under the old one. `forward`: the old one reads the new. */
export type CompatibilityDirection = "backward" | "forward";

export const directions: readonly CompatibilityDirection[] = ["backward", "forward"];

/** What can differ between two contracts, one code each. */
export type DifferenceCode =
  | "types_changed"
  | "values_added"
  | "values_removed"
  | "values_changed"
  | "range_changed"
  | "step_changed"
  | "length_changed"
  | "pattern_changed"
  | "format_changed"
  | "member_added"
  | "member_removed"
  | "required_added"
  | "required_removed"
  | "other_members_changed"
  | "pattern_members_changed"
  | "member_names_changed"
  | "member_count_changed"
  | "dependents_changed"
  | "items_changed"
  | "list_size_changed"
  | "uniqueness_changed"
  | "contains_changed"
  | "alternatives_changed"
  | "exclusion_changed"
  | "condition_changed"
  | "unevaluated_changed"
  | "reference_changed"
  | "unit_redeclared"
  | "owner_redeclared"
  | "classification_redeclared"
  | "sentinels_changed"
  | "relations_changed";

/** One difference between two contracts. */
export interface Difference {
  readonly code: DifferenceCode;
  /** Where in documents: an RFC 6901 pointer, `*` for every item and for members without a name of their own. */
  readonly path: string;
  /** Where in the schema of the new contract; of the old one for what is gone. */
  readonly rule: string;
  /** The keywords as they were and as they are; `null` where there is none. */
  readonly before: JsonValue;
  readonly after: JsonValue;
  readonly verdicts: Readonly<Record<CompatibilityDirection, DifferenceVerdict>>;
  readonly sentence: string;
}
