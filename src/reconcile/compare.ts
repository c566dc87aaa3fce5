import {
  type BreakContext,
  type Difference,
  type Disagreement,
  type Duplicate,
  duplicateKey,
  fieldDifference,
  type Keyless,
  keylessRows,
  type Missing,
  missingRow,
  type SinglePair,
} from "./break.ts";
import { type Field, rawValues } from "./field.ts";
import type { KeyedRows, Pair } from "./matchers/keyed.ts";

/** Everything the two sides disagree about, each list in the order of keys; and what they could be compared by. */
export interface Comparison {
  /** Keys that are there once on each side. */
  readonly singles: readonly SinglePair[];
  /** Those of them that agree in every field. */
  readonly matched: number;
  readonly missing: readonly Missing[];
  readonly duplicates: readonly Duplicate[];
  readonly keyless: readonly Keyless[];
  readonly differences: ReadonlyMap<Field, readonly Difference[]>;
}

export function compareRows(rows: KeyedRows, fields: readonly Field[], context: BreakContext): Comparison {
  const [singles, missing, duplicates]: [SinglePair[], Missing[], Duplicate[]] = [[], [], []];
  for (const pair of rows.pairs()) {
    const single = toSingle(pair);
    if (single) singles.push(single);
    else if (pair.left.length > 1 || pair.right.length > 1) duplicates.push(duplicateKey(pair, context));
    else missing.push(missingRow(pair, pair.left.length === 0 ? "left" : "right", context));
  }
  const { differences, matched } = compareSingles(singles, fields, context);
  const keyless = rows.keyless().map((alike) => keylessRows(alike, context));
  return { singles, matched, missing: inOrder(missing), duplicates: inOrder(duplicates), keyless, differences };
}

function toSingle({ key, left, right }: Pair): SinglePair | undefined {
  const [onLeft, onRight] = [left[0], right[0]];
  if (left.length !== 1 || right.length !== 1 || !onLeft || !onRight) return undefined;
  return { key, left: onLeft, right: onRight };
}

function compareSingles(
  singles: readonly SinglePair[],
  fields: readonly Field[],
  context: BreakContext,
): Pick<Comparison, "differences" | "matched"> {
  const found = new Map<Field, Difference[]>(fields.map((field) => [field, []]));
  let matched = 0;
  for (const pair of singles) {
    let agrees = true;
    // A row that its partner stands for was compared when it came in.
    for (const field of pair.left === pair.right ? [] : fields) {
      const { left, right } = rawValues(field, pair);
      const outcome = field.compare(left, right);
      if (outcome === "same") continue;
      agrees = false;
      found.get(field)?.push(fieldDifference(pair, field, outcome, context));
    }
    if (agrees) matched += 1;
  }
  return { matched, differences: new Map([...found].map(([field, list]) => [field, inOrder(list)])) };
}

/** By key, so that the order in which rows came in shows nowhere. */
const inOrder = <Item extends Disagreement>(list: readonly Item[]): readonly Item[] =>
  [...list].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
