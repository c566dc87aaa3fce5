import { canonicalJson, type JsonValue } from "../../../foundation/index.ts";
import { type Change, type Family, keywordsOf, type Pair } from "../change.ts";
import type { DifferenceCode } from "../difference.ts";
import { tellChange } from "./simple.ts";

type Verdicts = NonNullable<Change["verdicts"]>;

/** An annotation that says what a value means. Documents do not show it, so that each row has its own verdict. */
interface MeaningRow {
  readonly keyword: string;
  readonly code: DifferenceCode;
  readonly told: string;
  readonly verdicts: (before: JsonValue, after: JsonValue) => Verdicts;
}

const harmless: Verdicts = { backward: "compatible", forward: "compatible" };

/**
 * A unit that changes is a break, whatever JSON Schema says: every number is read as another amount. One that is only
 * declared on one side leaves it open what the numbers of the other are.
 */
function unitVerdicts(before: JsonValue, after: JsonValue): Verdicts {
  if (before === null) return { backward: "undecided", forward: "compatible" };
  if (after === null) return { backward: "compatible", forward: "undecided" };
  return { backward: "breaking", forward: "breaking" };
}

/** A text that stands for "no value" on one side is a value on the other. */
function sentinelVerdicts(before: JsonValue, after: JsonValue): Verdicts {
  const [was, is] = [before, after].map((texts) => new Set(Array.isArray(texts) ? texts : [])) as [
    Set<unknown>,
    Set<unknown>,
  ];
  return {
    backward: [...was].every((text) => is.has(text)) ? "compatible" : "undecided",
    forward: [...is].every((text) => was.has(text)) ? "compatible" : "undecided",
  };
}

const rows: readonly MeaningRow[] = [
  { keyword: "x-unit", code: "unit_redeclared", told: "the unit", verdicts: unitVerdicts },
  { keyword: "x-owner", code: "owner_redeclared", told: "the owner", verdicts: () => harmless },
  {
    keyword: "x-classification",
    code: "classification_redeclared",
    told: "the classification",
    verdicts: () => harmless,
  },
  {
    keyword: "x-sentinels",
    code: "sentinels_changed",
    told: "the list of texts without a value",
    verdicts: sentinelVerdicts,
  },
];

export const meaning: Family = {
  compare: (pair) => rows.flatMap((row) => compareRow(row, pair)),
};

function compareRow({ keyword, code, told, verdicts }: MeaningRow, { flatBefore, flatAfter }: Pair): readonly Change[] {
  const [before, after] = [keywordsOf(flatBefore.schemas, [keyword]), keywordsOf(flatAfter.schemas, [keyword])];
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const change = { code, keywords: [keyword], before, after, verdicts: verdicts(before, after) };
  return [{ ...change, told: (place) => `${told} of ${place} ${tellChange(before, after)}` }];
}
