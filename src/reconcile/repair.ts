import {
  convertDecimal,
  type Decimal,
  equalDecimals,
  formatDecimal,
  formatInstant,
  formatPointer,
  isJsonObject,
  type JsonValue,
  type Patch,
  type PatchOperation,
  parsePointer,
  parseUnit,
  valueAt,
} from "../foundation/index.ts";
import type { Difference } from "./break.ts";
import type { Field, Held } from "./field.ts";
import type { Key } from "./key.ts";
import { type MatchPlan, otherSide, placeOn, type Side } from "./match-rule.ts";
import { canonicalText, type FieldKind, isValue, readDecimal, type Value } from "./value.ts";

/**
 * The patch that would give the row of the side that does not own a field the value of the side that does. It tests the
 * key, so that it fits no other row, and what it replaces, so that it is refused once the row has moved on.
 *
 * `undefined` when nobody owns the field, when the owner has no value that can be read, and when that value cannot be
 * said exactly in the way the other side says it. Nothing is ever removed, and nothing applied here.
 */
export function proposeRepair({ field, pair, raw }: Difference, key: Key, plan: MatchPlan): Patch | undefined {
  const owner = field.rule.owner ?? plan.owner;
  if (owner === undefined) return undefined;
  const target = otherSide(owner);
  const wanted = wantedValue(field, raw[owner], owner, plan);
  const value = wanted === undefined ? undefined : inStyleOf(raw[target], wanted, field.rule.as);
  const write =
    value === undefined ? undefined : writeValue(pair[target].row, placeOn(field.rule, target), raw[target], value);
  return write && [...keyTests(pair[target], key, target), ...write];
}

/** What the other side should say: the owner's own spelling where nothing has to be converted. */
function wantedValue(field: Field, raw: JsonValue | undefined, owner: Side, plan: MatchPlan): JsonValue | undefined {
  const { unit, steps = {}, as } = field.rule;
  const value = field.read(raw, owner);
  if (!isValue(value)) return undefined;
  if (!unit && !steps.left && !steps.right) return raw;
  // Steps are known in one direction only: from what the left says to what the right says.
  if (steps.right || (steps.left && owner === "right")) return undefined;
  return owner === "left" ? spell(value, as) : convertBack(value as Decimal, field, plan);
}

function convertBack(value: Decimal, { rule }: Field, { packs }: MatchPlan): JsonValue | undefined {
  if (!rule.unit) return undefined;
  const [left, right] = [parseUnit(rule.unit.left, packs), parseUnit(rule.unit.right, packs)];
  const converted = convertDecimal(value, right, left);
  return equalDecimals(convertDecimal(converted, left, right), value) ? formatDecimal(converted) : undefined;
}

const spellings: Readonly<Record<FieldKind, (value: Value) => JsonValue>> = {
  decimal: (value) => formatDecimal(value as Decimal),
  text: (value) => value as string,
  instant: (value) => formatInstant(value as number),
  date: (value) => formatInstant(value as number).slice(0, 10),
  flag: (value) => value as boolean,
  json: (value) => JSON.parse(value as string) as JsonValue,
};

const spell = (value: Value, as: FieldKind): JsonValue => spellings[as](value);

/** A decimal goes as a JSON number where one stood, if a number can hold it exactly; as text where text stood. */
function inStyleOf(current: JsonValue | undefined, wanted: JsonValue, as: FieldKind): JsonValue | undefined {
  const decimal = as === "decimal" ? readDecimal(wanted) : undefined;
  if (decimal === undefined) return wanted;
  if (typeof current === "string") return formatDecimal(decimal);
  return typeof current === "number" ? exactNumber(decimal) : wanted;
}

function exactNumber(decimal: Decimal): number | undefined {
  const number = Number(formatDecimal(decimal));
  const read = readDecimal(number);
  return read !== undefined && equalDecimals(read, decimal) ? number : undefined;
}

function keyTests(held: Held, key: Key, target: Side): Patch {
  return key.parts.flatMap((part, at): PatchOperation[] => {
    const value = key.rawOf[at]?.(held);
    return value === undefined ? [] : [{ op: "test", path: placeOn(part, target), value }];
  });
}

/** Guarded by the value, or the lack of it, that was compared. What cannot be tested exactly is not written. */
function writeValue(row: JsonValue, path: string, current: JsonValue | undefined, value: JsonValue): Patch | undefined {
  // A patch cannot test that a member is absent: the object that lacks it is tested as a whole.
  const guardPath = current === undefined ? formatPointer(parsePointer(path).slice(0, -1)) : path;
  const guard = valueAt(row, guardPath);
  if (guard === undefined || canonicalText(guard) === undefined) return undefined;
  if (current === undefined && !isJsonObject(guard)) return undefined;
  return [
    { op: "test", path: guardPath, value: guard },
    { op: current === undefined ? "add" : "replace", path, value },
  ];
}
