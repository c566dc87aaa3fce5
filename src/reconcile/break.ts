import {
  absoluteDecimal,
  type Decimal,
  digestJson,
  type JsonValue,
  type Patch,
  subtractDecimals,
} from "../foundation/index.ts";
import { type Field, type Held, type Outcome, type RawValues, rawValues, readBoth } from "./field.ts";
import { formatKey, type Key, type KeyValues } from "./key.ts";
import { type MatchPlan, otherSide, type Side } from "./match-rule.ts";
import type { KeylessRows, Pair } from "./matchers/keyed.ts";
import { canonicalText } from "./value.ts";
import { type Money, sumWorth, surplusWorth, type Worth, type Worths } from "./value-at-risk.ts";
import { countRows, formatCount, quote, quoteValue, verb } from "./wording.ts";

/** In what way two sides disagree about a row. */
export type BreakKind = "missing_left" | "missing_right" | "field_differs" | "duplicate_key" | "unreadable_row";

/** Will mend itself, or a rule of the plan is wrong, or the data is. */
export type BreakVerdict = "timing" | "mapping" | "defect";

/** One disagreement between the two sides. */
export interface Break {
  /** SHA-256 over the plan's name, the key, the kind and the field: the same break has the same id in every run. */
  readonly id: string;
  readonly kind: BreakKind;
  /** Empty for rows without a key. */
  readonly key: KeyValues;
  /** The field's place on the left. */
  readonly field?: string;
  /** What each side says: the field's raw value, the row that has no partner or no key, or how many rows share the key. */
  readonly left?: JsonValue;
  readonly right?: JsonValue;
  readonly verdict: BreakVerdict;
  /** Id of the cause. */
  readonly cause: string;
  readonly sentence: string;
  /** Sums by currency. */
  readonly valueAtRisk?: readonly Money[];
  /** RFC 6902, for the row of the side that does not own the field; every write is preceded by a `test`. */
  readonly repair?: Patch;
}

/** A disagreement before anybody has asked why. */
export interface Disagreement {
  readonly kind: BreakKind;
  /** Encoded; of rows without a key, their text. */
  readonly key: string;
  readonly keyValues: KeyValues;
  readonly left?: JsonValue;
  readonly right?: JsonValue;
  readonly sentence: string;
  readonly worth: readonly Worth[];
  readonly field?: Field;
}

export interface Missing extends Disagreement {
  readonly kind: "missing_left" | "missing_right";
  readonly held: Held;
}

export interface Duplicate extends Disagreement {
  readonly kind: "duplicate_key";
  readonly pair: Pair;
}

export interface Difference extends Disagreement {
  readonly kind: "field_differs" | "unreadable_row";
  readonly field: Field;
  readonly pair: SinglePair;
  readonly raw: RawValues;
}

export interface Keyless extends Disagreement {
  readonly kind: "unreadable_row";
  readonly side: Side;
  readonly rows: number;
}

/** One row on each side. */
export interface SinglePair {
  readonly key: string;
  readonly left: Held;
  readonly right: Held;
}

/** What the sentences and amounts of breaks are made with. */
export interface BreakContext {
  readonly plan: MatchPlan;
  readonly key: Key;
  readonly worths: Worths;
}

const nameOf = ({ plan }: BreakContext, side: Side): string => quote(plan.sides[side]);

export function missingRow(pair: Pair, missingOn: Side, context: BreakContext): Missing {
  const found = otherSide(missingOn);
  const held = pair[found][0] as Held;
  const keyValues = context.key.values(held);
  return {
    kind: `missing_${missingOn}`,
    key: pair.key,
    keyValues,
    held,
    ...shown(found, held.row),
    sentence: `${formatKey(keyValues)} is in ${nameOf(context, found)} and not in ${nameOf(context, missingOn)}`,
    worth: worthOf([held], context),
  };
}

export function duplicateKey(pair: Pair, context: BreakContext): Duplicate {
  const keyValues = context.key.values((pair.left[0] ?? pair.right[0]) as Held);
  const times = (on: Side): string =>
    `${formatCount(pair[on].length)} ${verb(pair[on].length, "time", "times")} in ${nameOf(context, on)}`;
  return {
    kind: "duplicate_key",
    key: pair.key,
    keyValues,
    pair,
    left: pair.left.length,
    right: pair.right.length,
    sentence: `${formatKey(keyValues)} is there ${times("left")} and ${times("right")}`,
    worth: sumWorth([pair.left, pair.right].flatMap((rows) => surplusWorth(worthOf(rows, context)))),
  };
}

export function fieldDifference(pair: SinglePair, field: Field, outcome: Outcome, context: BreakContext): Difference {
  const keyValues = context.key.values(pair.left);
  const raw = rawValues(field, pair);
  const kind = outcome === "unreadable" ? "unreadable_row" : "field_differs";
  const said = `${quote(field.rule.left)} of ${formatKey(keyValues)}`;
  return {
    kind,
    key: pair.key,
    keyValues,
    field,
    pair,
    raw,
    ...shown("left", raw.left),
    ...shown("right", raw.right),
    sentence:
      kind === "field_differs"
        ? `${said} is ${sayBoth(raw, context)}`
        : `${said} cannot be read as ${field.rule.as}: it is ${sayBoth(raw, context)}`,
    worth: differenceWorth(pair, field, raw, context),
  };
}

const sayBoth = (raw: RawValues, context: BreakContext): string =>
  `${quoteValue(raw.left)} in ${nameOf(context, "left")} and ${quoteValue(raw.right)} in ${nameOf(context, "right")}`;

export function keylessRows({ side, held, problem, count, text }: KeylessRows, context: BreakContext): Keyless {
  const worth = worthOf([held], context);
  return {
    kind: "unreadable_row",
    key: text || problem,
    keyValues: {},
    side,
    rows: count,
    // Read back from the canonical text: rows that are alike may come with their members in any order.
    ...(text !== "" && { [side]: JSON.parse(text) as JsonValue }),
    sentence: `${countRows(count)} of ${nameOf(context, side)} cannot be matched: ${problem}`,
    worth: worth.map(({ amount, currency }) => ({
      amount: { ...amount, units: amount.units * BigInt(count) },
      currency,
    })),
  };
}

/** A side's value, unless it is one that JSON cannot say. */
function shown(side: Side, value: JsonValue | undefined): { readonly left?: JsonValue; readonly right?: JsonValue } {
  return canonicalText(value) === undefined ? {} : { [side]: value };
}

const worthOf = (rows: readonly Held[], { worths }: BreakContext): readonly Worth[] =>
  rows.flatMap((held) => worths.of(held) ?? []);

/** Of an amount that differs the difference is at risk, of anything else the whole row. */
function differenceWorth(
  pair: SinglePair,
  field: Field,
  raw: RawValues,
  { plan, worths }: BreakContext,
): readonly Worth[] {
  const whole = worths.of(pair.left) ?? worths.of(pair.right);
  if (whole === undefined) return [];
  return [{ ...whole, amount: amountDifference(field, raw, plan) ?? whole.amount }];
}

function amountDifference(field: Field, raw: RawValues, { value }: MatchPlan): Decimal | undefined {
  const { as, left: place, unit, steps } = field.rule;
  if (as !== "decimal" || unit || steps || place !== value?.left.amount) return undefined;
  const values = readBoth<Decimal>(field, raw);
  return values && absoluteDecimal(subtractDecimals(...values));
}

/** The stable id of a break. Rows without a key are told apart by their content. */
export const breakId = ({ name }: MatchPlan, { key, kind, field, ...rest }: Disagreement | Keyless): string =>
  digestJson([name, key, kind, field?.rule.left ?? null, "side" in rest ? rest.side : null]).sha256;
