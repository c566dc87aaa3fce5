import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";

/** Keywords in whose schemas less is asked when less is asked of a part. In `not`, `if` and `oneOf` it is not so. */
const maps = ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];
const lists = ["allOf", "anyOf", "prefixItems", "items"];
const single = ["items", "additionalItems", "additionalProperties", "then", "else", "unevaluatedItems"];
const closing = ["additionalProperties", "unevaluatedProperties"];

/** The schema of a reader that passes over members which it does not know: nothing in it closes an object. */
export function tolerantSchema(schema: JsonValue): JsonValue {
  if (!isJsonObject(schema)) return schema;
  const open = Object.entries(schema).filter(([keyword, value]) => !(closing.includes(keyword) && value === false));
  return Object.fromEntries(open.map(([keyword, value]) => [keyword, tolerantKeyword(keyword, value)]));
}

function tolerantKeyword(keyword: string, value: JsonValue): JsonValue {
  if (lists.includes(keyword) && Array.isArray(value)) return value.map(tolerantSchema);
  if (maps.includes(keyword) && isJsonObject(value)) return mapMembers(value, tolerantSchema);
  return single.includes(keyword) ? tolerantSchema(value) : value;
}

const mapMembers = (members: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]));
