import { appendToken, isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";

/** Where subschemas stand in the keywords of draft-07, 2019-09 and 2020-12, and whether they judge the same value. */
const places: Readonly<Record<string, { readonly holds: "schema" | "list" | "map"; readonly inPlace?: true }>> = {
  allOf: { holds: "list", inPlace: true },
  anyOf: { holds: "list", inPlace: true },
  oneOf: { holds: "list", inPlace: true },
  not: { holds: "schema", inPlace: true },
  if: { holds: "schema", inPlace: true },
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema, and nobody awaits this table
  then: { holds: "schema", inPlace: true },
  else: { holds: "schema", inPlace: true },
  dependentSchemas: { holds: "map", inPlace: true },
  dependencies: { holds: "map", inPlace: true },
  properties: { holds: "map" },
  patternProperties: { holds: "map" },
  additionalProperties: { holds: "schema" },
  unevaluatedProperties: { holds: "schema" },
  propertyNames: { holds: "schema" },
  items: { holds: "schema" },
  prefixItems: { holds: "list" },
  additionalItems: { holds: "schema" },
  unevaluatedItems: { holds: "schema" },
  contains: { holds: "schema" },
  $defs: { holds: "map" },
  definitions: { holds: "map" },
};

export interface Subschema {
  /** RFC 6901 pointer from the schema's root. */
  readonly pointer: string;
  readonly schema: JsonObject;
}

/** The subschemas directly below; with `inPlace`, only those that judge the same value. */
export function subschemas(
  { pointer, schema }: Subschema,
  { inPlace = false }: { readonly inPlace?: boolean } = {},
): readonly Subschema[] {
  return Object.entries(places).flatMap(([keyword, place]) =>
    Object.hasOwn(schema, keyword) && (place.inPlace || !inPlace)
      ? schemasIn(schema[keyword] as JsonValue, appendToken(pointer, keyword))
      : [],
  );
}

/** A keyword's value may be a schema, a list or a map of them; draft-07 has lists under `items` and names under `dependencies`. */
function schemasIn(value: JsonValue, pointer: string): readonly Subschema[] {
  if (Array.isArray(value)) return objectsAmong(value, pointer);
  if (!isJsonObject(value)) return [];
  const keyword = pointer.slice(pointer.lastIndexOf("/") + 1);
  return places[keyword]?.holds === "map" ? objectsAmong(value, pointer) : [{ pointer, schema: value }];
}

const objectsAmong = (container: JsonValue, pointer: string): readonly Subschema[] =>
  Object.entries(container as JsonObject).flatMap(([token, schema]) =>
    isJsonObject(schema) ? [{ pointer: appendToken(pointer, token), schema }] : [],
  );

/** The schema and every subschema in it, outermost first. */
export function everySchema(root: JsonObject): readonly Subschema[] {
  const found: Subschema[] = [{ pointer: "", schema: root }];
  // The list grows while it is walked: what is found is searched in turn.
  for (const subschema of found) for (const inner of subschemas(subschema)) found.push(inner);
  return found;
}
