import { appendToken, isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";
import type { Contract } from "../contract.ts";
import { annotationsOf } from "./annotations.ts";
import { createPlaces, type Place, type Places } from "./place.ts";
import { everySchema, subschemas } from "./walk.ts";

/**
 * Where data holds what an outsider may not see: pointers of values that a contract classifies confidential or personal,
 * and of those that it does not know. The outermost ones only; `""` when that is all of the data.
 */
export function classifiedPointers(contract: Contract): (data: JsonValue) => readonly string[] {
  const places = createPlaces(contract.schema);
  return (data) => hiddenWithin(data, "", places.root, places);
}

function hiddenWithin(value: JsonValue, pointer: string, place: Place, places: Places): readonly string[] {
  if (place.hidden || place.schemas.length === 0) return [pointer];
  if (Array.isArray(value))
    return value.flatMap((item, at) => hiddenWithin(item, `${pointer}/${at}`, places.item(place), places));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    hiddenWithin(member, appendToken(pointer, name), places.member(place, name), places),
  );
}

const LITERALS = ["examples", "enum", "const", "default"] as const;

/**
 * Whether a contract spells values that it classifies: in `examples`, `enum`, `const` or `default`. In doubt it does: a
 * literal in a definition may be referred to by a classified place, and one that is an object may hold such a member.
 */
export function spellsClassified({ schema }: Contract): boolean {
  const classifies = everySchema(schema).some((one) => annotationsOf([one.schema]).hidden);
  return classifies && spells({ pointer: "", schema }, false);
}

function spells(one: { readonly pointer: string; readonly schema: JsonObject }, wasHidden: boolean): boolean {
  const alike = [one, ...subschemas(one, { inPlace: true })].map(({ schema }) => schema);
  const hidden = wasHidden || annotationsOf(alike).hidden || /\/(?:\$defs|definitions)\//.test(one.pointer);
  const literals = LITERALS.flatMap((keyword) => literalsAt(one.schema, keyword));
  if (literals.some((literal) => hidden || (typeof literal === "object" && literal !== null))) return true;
  return subschemas(one).some((inner) => spells(inner, hidden));
}

function literalsAt(schema: JsonObject, keyword: string): readonly JsonValue[] {
  if (!Object.hasOwn(schema, keyword)) return [];
  const value = schema[keyword] as JsonValue;
  return Array.isArray(value) ? value : [value];
}
