import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from "../../../foundation/index.ts";
import type { RuleKind } from "../../counterexample/rule.ts";
import { type Family, keywordsOf } from "../change.ts";
import type { DifferenceCode } from "../difference.ts";
import { partOf } from "../flat.ts";

/** Keywords that are compared as a whole: if their rules differ, that is one difference. */
export interface SimpleRow {
  readonly code: DifferenceCode;
  readonly kinds: readonly RuleKind[];
  readonly keywords: readonly string[];
  readonly told: string;
}

export const simpleFamily = ({ code, kinds, keywords, told }: SimpleRow): Family => ({
  compare(pair) {
    const [before, after] = [
      keywordsOf(pair.flatBefore.schemas, keywords),
      keywordsOf(pair.flatAfter.schemas, keywords),
    ];
    const parts = { before: partOf(pair.flatBefore, kinds), after: partOf(pair.flatAfter, kinds) };
    if (parts.before.list.length + parts.after.list.length === 0) return [];
    return [
      { code, keywords, before, after, parts, told: (place) => `${told} of ${place} ${tellChange(before, after)}` },
    ];
  },
});

/** How a keyword's value changed, in words. */
export function tellChange(before: JsonValue, after: JsonValue): string {
  if (before === null) return `is new: ${tell(after)}`;
  if (after === null) return `is gone: it was ${tell(before)}`;
  return `was ${tell(before)} and is ${tell(after)}`;
}

const MOST_SHOWN = 80;

function tell(value: JsonValue): string {
  const text = isJsonObject(value) ? listKeywords(value) : canonicalJson(value);
  return `\`${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}\``;
}

const listKeywords = (keywords: JsonObject): string =>
  Object.entries(keywords)
    .map(([keyword, value]) => `${keyword}: ${canonicalJson(value)}`)
    .join(", ");
