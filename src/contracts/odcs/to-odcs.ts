import { isJsonObject, type JsonObject, type JsonValue, parsePointer } from "../../foundation/index.ts";
import type { Contract } from "../contract.ts";
import { parseContract } from "../validate.ts";
import { CONTRACT } from "./from-odcs.ts";
import { writeProperty } from "./property.ts";
import { writeQuality, writeSla } from "./stream-rules.ts";

/** The version of the standard that is written. */
const API_VERSION = "v3.1.0";

/** Keywords that properties of ODCS can say and its objects cannot. A schema with one of them is kept as a whole, as is one that is not of an object. */
const notForObjects = ["title", "examples", "x-classification", "minProperties", "maxProperties"];

/**
 * A contract as a document of the Open Data Contract Standard, 3.1: fields, types, classification, key, rules over many
 * records and promises where its words are; what it has no word for (units, owners of fields, relations, tier …) as custom
 * properties, so that {@link fromOdcs} makes the same contract again.
 *
 * @throws {ContractsError} as {@link parseContract}: `contract_malformed`, `contract_schema_invalid`, `contract_pattern_unsafe`
 */
export function toOdcs(contract: Contract): JsonObject {
  const { id, version, owner, title, schema, sla, ...kept } = parseContract(contract);
  const isPlain = schema.type === "object" && notForObjects.every((keyword) => !Object.hasOwn(schema, keyword));
  const { customProperties = [], ...object } = writeProperty(id, isPlain ? schema : { type: "object" }, false);
  const value = { id, ...kept, ...(!isPlain && { schema }) } as unknown as JsonObject;
  const written: JsonObject = {
    ...object,
    ...(title !== undefined && { businessName: title }),
    customProperties: [...(customProperties as readonly JsonValue[]), { property: CONTRACT, value }],
  };
  return {
    apiVersion: API_VERSION,
    kind: "DataContract",
    id,
    version,
    status: "active",
    team: { name: owner },
    schema: [withMarks(written, kept)],
    ...(sla && { slaProperties: writeSla(sla) as JsonValue }),
  };
}

/** The business key and the rules over many records, at the fields that they are about. */
function withMarks(
  object: JsonObject,
  { businessKey, quality = [] }: Pick<Contract, "businessKey" | "quality">,
): JsonObject {
  const key =
    businessKey === undefined ? object : markAt(object, parsePointer(businessKey), () => ({ primaryKey: true }));
  return quality.reduce(
    (marked, rule) =>
      markAt(marked, parsePointer(rule.field), ({ quality: others = [] }) => ({
        quality: [...(others as readonly JsonValue[]), writeQuality(rule)],
      })),
    key,
  );
}

/** A copy in which the property at a place has more members; where there is none, nothing is changed. */
function markAt(
  object: JsonObject,
  [name, ...rest]: readonly string[],
  mark: (property: JsonObject) => JsonObject,
): JsonObject {
  const { properties } = object;
  if (name === undefined || !Array.isArray(properties)) return object;
  const marked = properties.map((property: JsonValue) => {
    if (!isJsonObject(property) || property.name !== name) return property;
    return rest.length === 0 ? { ...property, ...mark(property) } : markAt(property, rest, mark);
  });
  return { ...object, properties: marked };
}
