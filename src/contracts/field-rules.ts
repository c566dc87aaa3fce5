import { isJsonObject, type JsonObject, type JsonValue, memberOf, parsePointer } from "../foundation/index.ts";
import type { Contract } from "./contract.ts";
import type { Classification, UnitAnnotation } from "./schema/annotations.ts";
import { createPlaces, type Place, type Places } from "./schema/place.ts";
import { everySchema } from "./schema/walk.ts";

/** What a contract says about one field. */
export interface FieldRules {
  /** Systems, or people, that alone may change it (`x-owner`). */
  readonly owners: readonly string[];
  readonly units: readonly UnitAnnotation[];
  /** Classified personal or confidential, here or further out. */
  readonly hidden: boolean;
  /** Only whole numbers are allowed. */
  readonly whole: boolean;
}

/** The rules for the field that a pointer pattern stands for, `*` for the items of a list. @throws {FoundationError} `pointer_malformed` */
export function fieldRules({ schema }: Contract, pattern: string): FieldRules {
  const places = createPlaces(schema);
  const { annotations, hidden, schemas } = parsePointer(pattern).reduce(
    (place, token) => step(places, place, token),
    places.root,
  );
  const types = schemas.flatMap((one) => memberOf(one, "type") ?? []).flat();
  return {
    owners: annotations.owners,
    units: annotations.units,
    hidden,
    whole: types.includes("integer") && !types.includes("number"),
  };
}

function step(places: Places, place: Place, token: string): Place {
  const item = token === "*" ? places.item(place) : undefined;
  return item && item.schemas.length > 0 ? item : places.member(place, token);
}

const classes: readonly Classification[] = ["public", "internal", "confidential", "personal"];

/** The strictest class that a contract gives to any value (`x-classification`), from public over internal and confidential to personal. Default `internal`. */
export function strictestClass({ schema }: Contract): Classification {
  const given = everySchema(schema).flatMap(({ schema: one }) => memberOf(one, "x-classification") ?? []);
  const found = classes.findLast((name) => given.includes(name));
  return found ?? "internal";
}

/** Stands where a value was that the reader may not see. */
const KEPT_BACK = "[kept back]";

/**
 * A copy of data in which every value that is classified personal or confidential says only that it is kept back, but for
 * the classes that the reader may see. What stands in a value that he may not see is kept back with it.
 */
export function withoutClassified(
  { schema }: Contract,
  data: JsonValue,
  sees: readonly Classification[] = [],
): JsonValue {
  const places = createPlaces(schema);
  const isKeptBack = ({ annotations, schemas }: Place): boolean =>
    annotations.hidden && classesGiven(schemas).some((one) => isHiddenClass(one) && !sees.includes(one));
  const shown = (value: JsonValue, place: Place): JsonValue =>
    isKeptBack(place) ? KEPT_BACK : mapMembers(value, place, places, shown);
  return shown(data, places.root);
}

const classesGiven = (schemas: readonly JsonObject[]): readonly Classification[] =>
  schemas.flatMap((schema) => (memberOf(schema, "x-classification") ?? []) as Classification);

const isHiddenClass = (name: Classification): boolean => name === "confidential" || name === "personal";

function mapMembers(
  value: JsonValue,
  place: Place,
  places: Places,
  map: (value: JsonValue, place: Place) => JsonValue,
): JsonValue {
  if (Array.isArray(value)) return value.map((one) => map(one, places.item(place)));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, map(member, places.member(place, name))]),
  );
}
