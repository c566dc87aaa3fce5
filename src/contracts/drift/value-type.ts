import { isDecimal, isJsonObject, type JsonValue, memberOf } from "../../foundation/index.ts";
import type { Place } from "../schema/place.ts";

/** What a value is, as far as shapes care. In fields of numbers, a number as text is told apart from other texts. */
export const valueTypes = ["null", "flag", "number", "decimal text", "text", "list", "object", "no value"] as const;
export type ValueType = (typeof valueTypes)[number];

/** A set of types, one bit each. */
export type TypeSet = number;

const bits = Object.fromEntries(valueTypes.map((type, at) => [type, 1 << at])) as Readonly<Record<ValueType, TypeSet>>;

export const setOf = (...types: readonly ValueType[]): TypeSet => types.reduce((set, type) => set | bits[type], 0);
export const hasType = (set: TypeSet, type: ValueType): boolean => (set & bits[type]) !== 0;
export const withType = (set: TypeSet, type: ValueType): TypeSet => set | bits[type];

const positions = Object.fromEntries(valueTypes.map((type, at) => [type, at])) as Readonly<Record<ValueType, number>>;

/** Where a type is counted. */
export const positionOf = (type: ValueType): number => positions[type];

/** The types in a set, those with the largest counts first; a missing value has none. */
export const typesIn = (set: TypeSet, counts: readonly number[]): readonly ValueType[] =>
  valueTypes
    .filter((type) => type !== "no value" && hasType(set, type))
    .sort((a, b) => (counts[valueTypes.indexOf(b)] ?? 0) - (counts[valueTypes.indexOf(a)] ?? 0));

/** The types that a contract declares for values of a place: they are no news. */
export function declaredTypes({ schemas, annotations }: Place): TypeSet {
  const names = schemas.flatMap((schema) => (memberOf(schema, "type") as string | readonly string[] | undefined) ?? []);
  const declared = setOf(...names.flatMap((name) => typesOfKeyword[name] ?? []));
  // A measured value that turns into words is news even where the schema lets texts pass.
  return annotations.units.length > 0 ? declared & ~setOf("text") : declared;
}

const typesOfKeyword: Readonly<Record<string, readonly ValueType[]>> = {
  null: ["null"],
  boolean: ["flag"],
  number: ["number"],
  integer: ["number"],
  string: ["text", "decimal text"],
  array: ["list"],
  object: ["object"],
};

/** Whether a place holds numbers, be it as texts. */
export const isNumericPlace = ({ schemas, annotations }: Place): boolean =>
  annotations.units.length > 0 ||
  schemas.some(
    (schema) =>
      [memberOf(schema, "type")].flat().some((name) => name === "number" || name === "integer") ||
      memberOf(schema, "format") === "decimal",
  );

export interface TypingOptions {
  readonly isNumeric: boolean;
  readonly sentinels: readonly string[];
}

export function typeOfValue(value: JsonValue, { isNumeric, sentinels }: TypingOptions): ValueType {
  if (typeof value === "number")
    return sentinels.length > 0 && sentinels.includes(String(value)) ? "no value" : "number";
  if (typeof value === "string") return typeOfText(value, { isNumeric, sentinels });
  if (typeof value === "boolean") return "flag";
  if (Array.isArray(value)) return "list";
  return isJsonObject(value) ? "object" : "null";
}

function typeOfText(value: string, { isNumeric, sentinels }: TypingOptions): ValueType {
  if (sentinels.length > 0 && sentinels.includes(value)) return "no value";
  return isNumeric && isDecimal(value) ? "decimal text" : "text";
}
