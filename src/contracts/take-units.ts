import {
  appendToken,
  canonicalJson,
  formatPointer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "../foundation/index.ts";
import { everySchema, type Subschema } from "./schema/walk.ts";
import { isUnit } from "./shapes.ts";

/** A schema whose fields say in which unit they are, as the metadata of their system does. */
export interface TakenUnits {
  readonly schema: JsonObject;
  /** Pointers, into the schema, of the fields that have a unit now. */
  readonly taken: readonly string[];
  /** Fields for which the metadata names a unit that is not known, or a field that the schema does not declare. */
  readonly missed: readonly { readonly field: string; readonly unit: string }[];
}

/**
 * Takes over units that others have written down already, so that nobody has to type them again.
 *
 * From the schema itself: `quantity` beside `uom` (EPCIS 2.0 QuantityElement), and a value beside `unitCode` or
 * `currencyID` (UBL 2 in JSON). From `elements`, the fields of an entity by name with their annotations, as in the
 * metadata of OData 2 (`sap:unit`), OData 4 (`@Org.OData.Measures.V1.Unit`, `…ISOCurrency`) and CAP's CSN (`@Measures.Unit`,
 * `@Semantics.amount.currencyCode` …). A unit that a field has already stays. The schema that is handed in is not changed.
 */
export function takeUnits(schema: JsonObject, elements: JsonObject = {}): TakenUnits {
  // Not a structured clone: that keeps two places one object where the caller used one object twice.
  const copy = parseJson(canonicalJson(schema)) as JsonObject;
  const taken = everySchema(copy).flatMap((subschema) => takeBesides(subschema));
  const missed: { field: string; unit: string }[] = [];
  for (const [field, element] of Object.entries(elements)) {
    const named = isJsonObject(element) ? unitNamedBy(element) : undefined;
    if (!named) continue;
    const unit = toAnnotation(named, copy);
    const member = memberSchema(copy, field);
    if (unit === undefined || !member) missed.push({ field, unit: named.unit });
    else if (setUnit(member, unit)) taken.push(formatPointer(["properties", field]));
  }
  return { schema: copy, taken, missed };
}

/** What stands beside what, by convention: names of a value, and the name of its unit. */
const besides: readonly { readonly values: readonly string[]; readonly unit: string }[] = [
  { values: ["quantity"], unit: "uom" },
  { values: ["_", "value", "content", "#text"], unit: "unitCode" },
  { values: ["_", "value", "content", "#text"], unit: "currencyID" },
];

function takeBesides({ pointer, schema }: Subschema): string[] {
  return besides.flatMap(({ values, unit }) =>
    memberSchema(schema, unit) === undefined
      ? []
      : values.flatMap((name) => {
          const member = memberSchema(schema, name);
          const isSet = member !== undefined && setUnit(member, { pointer: appendToken("", unit) });
          return isSet ? [appendToken(appendToken(pointer, "properties"), name)] : [];
        }),
  );
}

/** A field's name, or a code, in which an annotation says the unit. */
interface NamedUnit {
  readonly unit: string;
  readonly isField: boolean;
}

/** Annotations that name a unit, and whether a plain text there is a field's name. */
const annotations: Readonly<Record<string, { readonly textIsField: boolean }>> = {
  "sap:unit": { textIsField: true },
  "@sap:unit": { textIsField: true },
  "@Semantics.amount.currencyCode": { textIsField: true },
  "@Semantics.quantity.unitOfMeasure": { textIsField: true },
  "@Measures.Unit": { textIsField: false },
  "@Measures.ISOCurrency": { textIsField: false },
  "@Org.OData.Measures.V1.Unit": { textIsField: false },
  "@Org.OData.Measures.V1.ISOCurrency": { textIsField: false },
};

function unitNamedBy(element: JsonObject): NamedUnit | undefined {
  for (const [name, { textIsField }] of Object.entries(annotations)) {
    const value = Object.hasOwn(element, name) ? element[name] : undefined;
    if (typeof value === "string") return { unit: value, isField: textIsField };
    // A path: `{ "=": "currency" }` in CSN, `{ "$Path": "Currency" }` in CSDL JSON.
    const path = isJsonObject(value) ? (value["="] ?? value.$Path) : undefined;
    if (typeof path === "string") return { unit: path, isField: true };
  }
  return undefined;
}

/** Paths lead from the entity, `to_Order/Currency`; in CSN a point divides them. */
function toAnnotation({ unit, isField }: NamedUnit, schema: JsonObject): JsonValue | undefined {
  if (!isField) return isUnit(unit, {}) ? unit : undefined;
  const tokens = unit.split(/[/.]/);
  const isDeclared = tokens.reduce<JsonObject | undefined>((at, token) => at && memberSchema(at, token), schema);
  return isDeclared && { pointer: formatPointer(tokens) };
}

function memberSchema({ properties }: JsonObject, name: string): JsonObject | undefined {
  const member = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(member) ? member : undefined;
}

/** The copy is ours, so it is changed in place. */
function setUnit(member: JsonObject, unit: JsonValue): boolean {
  if (Object.hasOwn(member, "x-unit")) return false;
  Object.assign(member, { "x-unit": unit });
  return true;
}
