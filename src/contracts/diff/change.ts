import { isJsonObject, type JsonValue } from "../../foundation/index.ts";
import type { Rules } from "../counterexample/rule.ts";
import type { CompatibilityDirection, DifferenceCode, DifferenceVerdict } from "./difference.ts";
import type { Flat } from "./flat.ts";

/** One step into documents: its token, and the rules that only speak of values there. */
export interface Step {
  readonly token: string;
  readonly wrap: (inner: Rules) => Rules;
}

/** Two schemas for the same place in documents. */
export interface Pair {
  readonly before: Rules;
  readonly after: Rules;
  readonly flatBefore: Flat;
  readonly flatAfter: Flat;
  readonly steps: readonly Step[];
}

/** A change of the keywords at one place, before anyone has judged it. */
export interface Change {
  readonly code: DifferenceCode;
  /** The keywords that make the rule: what an edit puts back. */
  readonly keywords: readonly string[];
  /** The part of each schema that differs, for the verdicts. */
  readonly parts?: { readonly before: Rules; readonly after: Rules };
  /** Without parts: what the change means by itself, whatever documents say. */
  readonly verdicts?: Readonly<Record<CompatibilityDirection, DifferenceVerdict>>;
  /** Below the pair's place: the name of a member. */
  readonly member?: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
  /** What happened, in a sentence about the place. */
  readonly told: (place: string) => string;
}

export interface PlacedChange extends Change {
  readonly pair: Pair;
}

/** A kind of rules that are compared together. To add one, write its file in `families/` and list it. */
export interface Family {
  compare(pair: Pair): readonly Change[];
  /** Pairs of schemas further in that are compared on their own. */
  inner?(pair: Pair): readonly Pair[];
}

/** Some keywords of a schema as they are written: one alone by its value, several by their names; `null` for none. */
export function keywordsOf(schemas: readonly Rules[], keywords: readonly string[]): JsonValue {
  const found = schemas.flatMap(({ source }) =>
    isJsonObject(source) ? Object.entries(source).filter(([keyword]) => keywords.includes(keyword)) : [],
  );
  if (found.length === 0) return null;
  return keywords.length === 1 ? (found[0]?.[1] as JsonValue) : Object.fromEntries(found);
}
