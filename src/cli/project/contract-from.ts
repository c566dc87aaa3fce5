import type { Contract } from "../../contracts/index.ts";
import { isDecimal, isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";

/** A first contract: which members there are, of which type, and whether each is always there. People take it from here. */
export function contractFrom(id: string, owner: string, rows: readonly JsonObject[]): Contract {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => ({
    name,
    values: rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined)),
  }));
  const key = columns.find(({ values }) => rows.length > 1 && isKey(values));
  return {
    formatVersion: 1,
    id,
    version: "0.1.0",
    owner,
    tier: "low",
    ...(key && { businessKey: `/${key.name.replaceAll("~", "~0").replaceAll("/", "~1")}` }),
    schema: {
      type: "object",
      required: columns.filter(({ values }) => !values.includes(undefined)).map(({ name }) => name),
      properties: Object.fromEntries(columns.map(({ name, values }) => [name, schemaOf(values)])),
      additionalProperties: false,
    },
  };
}

type Values = readonly (JsonValue | undefined)[];

const isKey = (values: Values): boolean =>
  values.every((value) => (typeof value === "string" && value !== "") || Number.isInteger(value)) &&
  new Set(values).size === values.length;

/** By JSON type: the first whose values all fit. */
const types: readonly (readonly [schema: JsonObject, is: (value: JsonValue) => boolean])[] = [
  [{ type: "string", format: "decimal" }, (value) => typeof value === "string" && isDecimal(value)],
  [{ type: "string" }, (value) => typeof value === "string"],
  [{ type: "integer" }, Number.isSafeInteger],
  [{ type: "number" }, (value) => typeof value === "number"],
  [{ type: "boolean" }, (value) => typeof value === "boolean"],
  [{ type: "array" }, Array.isArray],
  [{ type: "object" }, isJsonObject],
];

function schemaOf(values: Values): JsonObject {
  const known = values.filter((value) => value !== undefined && value !== null) as readonly JsonValue[];
  const [schema = {}] = (known.length > 0 && types.find(([, is]) => known.every(is))) || [];
  const { type } = schema;
  return values.includes(null) && typeof type === "string" ? { ...schema, type: [type, "null"] } : schema;
}
