import {
  convertDecimal,
  type Decimal,
  equalDecimals,
  type JsonValue,
  memberOf,
  type Packs,
  parsePointer,
  parseUnit,
} from "../foundation/index.ts";
import { type FieldRule, placeOn, type Side } from "./match-rule.ts";
import { normaliseBy } from "./normaliser.ts";
import { textSteps, valueSteps } from "./step.ts";
import { compileTolerance } from "./tolerance.ts";
import { type FieldKind, isValue, kinds, type Reading, scalarText, unreadable, type Value } from "./value.ts";

/** A row that is being kept, and the side whose places it is laid out in. */
export interface Held {
  readonly layout: Side;
  readonly row: JsonValue;
}

type Access = (row: JsonValue) => JsonValue | undefined;
export type RawOf = (held: Held) => JsonValue | undefined;

/** What two readings of a field are to each other. */
export type Outcome = "same" | "differs" | "unreadable";

/** A field rule made ready: pointers, units and tolerance are read once, not for each row. */
export interface Field {
  readonly rule: FieldRule;
  readonly rawOf: RawOf;
  /** Reads a raw value as the side would mean it. */
  read(raw: JsonValue | undefined, side: Side): Reading;
  compare(left: JsonValue | undefined, right: JsonValue | undefined): Outcome;
}

/** What each side says of a field, as it stands in the row. */
export type RawValues = { readonly [On in Side]: JsonValue | undefined };

export const rawValues = (field: Field, pair: { readonly left: Held; readonly right: Held }): RawValues => ({
  left: field.rawOf(pair.left),
  right: field.rawOf(pair.right),
});

/** Both values, unless one of them is missing or cannot be read. */
export function readBoth<Own extends Value>(
  field: Field,
  raw: RawValues,
): readonly [left: Own, right: Own] | undefined {
  const left = field.read(raw.left, "left");
  const right = field.read(raw.right, "right");
  return isValue(left) && isValue(right) ? [left as Own, right as Own] : undefined;
}

export function compilePlace(place: { readonly left: string; readonly right?: string }): RawOf {
  const left = accessTo(place.left);
  const right = accessTo(placeOn(place, "right"));
  return ({ layout, row }) => (layout === "left" ? left(row) : right(row));
}

function accessTo(pointer: string): Access {
  const [first, ...rest] = parsePointer(pointer);
  if (first === undefined) return (row) => row;
  if (rest.length === 0) return (row) => memberOf(row, first);
  return (row) => rest.reduce<JsonValue | undefined>(memberOf, memberOf(row, first));
}

export function compileField(rule: FieldRule, packs: Packs = {}): Field {
  const readers = { left: compileReader(rule, "left", packs), right: compileReader(rule, "right", packs) };
  const agree = compileAgreement(rule);
  const read = (raw: JsonValue | undefined, side: Side): Reading => readers[side](raw);
  return {
    rule,
    rawOf: compilePlace(rule),
    read,
    compare: (left, right) => outcomeOf(readers.left(left), readers.right(right), agree),
  };
}

function outcomeOf(left: Reading, right: Reading, agree: Agreement): Outcome {
  if (left === unreadable || right === unreadable) return "unreadable";
  if (left === undefined || right === undefined) return left === right ? "same" : "differs";
  return agree(left, right) ? "same" : "differs";
}

type Agreement = (left: Value, right: Value) => boolean;

function compileAgreement({ as, tolerance }: FieldRule): Agreement {
  const equal = equalityOf(as);
  if (tolerance === undefined) return equal;
  const isWithin = compileTolerance(tolerance);
  return (left, right) => equal(left, right) || isWithin(left, right);
}

/** Whether two readings are the same, whatever the tolerance. */
export const sameReading = ({ rule }: Field, one: Reading, another: Reading): boolean =>
  one === another || outcomeOf(one, another, equalityOf(rule.as)) === "same";

const equalityOf = (as: FieldKind): Agreement =>
  as === "decimal" ? equalDecimalValues : (left, right) => left === right;

const equalDecimalValues: Agreement = (left, right) => {
  const [a, b] = [left as Decimal, right as Decimal];
  return a.scale === b.scale ? a.units === b.units : equalDecimals(a, b);
};

/** Text as written → normalised, text steps undone → read → unit converted → value steps undone. */
function compileReader(rule: FieldRule, side: Side, packs: Packs): (raw: JsonValue | undefined) => Reading {
  const rewrite = compileRewriting(rule, side);
  const change = compileChanges(rule, side, packs);
  const read = kinds[rule.as];
  const emptyIsNothing = rule.as !== "text" && rule.as !== "json";
  return (raw) => {
    if (raw === undefined || raw === null) return undefined;
    const written = rewrite(raw);
    if (written === "" && emptyIsNothing) return undefined;
    const value = written === undefined ? undefined : read(written);
    return value === undefined ? unreadable : change(value);
  };
}

function compileRewriting({ as, normalise, steps }: FieldRule, side: Side): (raw: JsonValue) => JsonValue | undefined {
  const undo = textSteps(steps?.[side] ?? []);
  if (!normalise && undo.length === 0) return (raw) => raw;
  const normalised = normaliseBy(normalise);
  return (raw) => {
    // A JSON number has no spelling that could be overlooked.
    if (as === "decimal" && typeof raw === "number") return raw;
    const text = scalarText(raw);
    return undo.reduce<string | undefined>(
      (current, step) => (current === undefined ? undefined : step(current)),
      text === undefined ? undefined : normalised(text),
    );
  };
}

function compileChanges({ unit, steps }: FieldRule, side: Side, packs: Packs): (value: Value) => Value {
  const changes = [
    ...(unit && side === "left" ? [compileConversion(unit, packs)] : []),
    ...valueSteps(steps?.[side] ?? []),
  ];
  return (value) => changes.reduce((current, change) => change(current), value);
}

function compileConversion(
  unit: { readonly left: string; readonly right: string },
  packs: Packs,
): (value: Value) => Value {
  const [from, to] = [parseUnit(unit.left, packs), parseUnit(unit.right, packs)];
  return (value) => convertDecimal(value as Decimal, from, to);
}
