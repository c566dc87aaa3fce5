import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";
import { refuseUnsafePattern } from "../schema/pattern.ts";
import type { Taking } from "./taking.ts";

/** The custom property under which a field keeps the keywords of its schema that ODCS has no word for. */
export const REST = "countersignSchema";

/** ODCS's logical types, and what they are in JSON Schema. */
const logicalTypes: Readonly<Record<string, { readonly type: string; readonly format?: string }>> = {
  string: { type: "string" },
  date: { type: "string", format: "date" },
  timestamp: { type: "string", format: "date-time" },
  time: { type: "string", format: "time" },
  number: { type: "number" },
  integer: { type: "integer" },
  boolean: { type: "boolean" },
  object: { type: "object" },
  array: { type: "array" },
};

/** Options of logical types that are keywords of JSON Schema of the same name, by logical type. */
const options: Readonly<Record<string, readonly string[]>> = {
  string: ["minLength", "maxLength", "pattern"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  array: ["minItems", "maxItems", "uniqueItems"],
  object: ["minProperties", "maxProperties"],
};

/** Formats of texts that both sides know. */
const sharedFormats: ReadonlySet<unknown> = new Set(["email", "hostname", "ipv4", "ipv6", "uri", "uuid"]);

const classifications: Readonly<Record<string, string>> = {
  public: "public",
  internal: "internal",
  confidential: "confidential",
  restricted: "confidential",
  personal: "personal",
  pii: "personal",
};

/** Words for people; ODCS's name, and JSON Schema's. */
const words = [
  ["description", "description"],
  ["businessName", "title"],
] as const;

/** The schema of a property. Where it is not `required`, ODCS lets it be null, too. */
export function readProperty(property: Taking): JsonObject {
  const rest = takeRest(property);
  const logicalType = typeof property.object.logicalType === "string" ? property.object.logicalType : "";
  const known = Object.hasOwn(logicalTypes, logicalType) ? logicalTypes[logicalType] : undefined;
  if (known) property.take("logicalType");
  const isRequired = property.object.required === true;
  return {
    ...(known && { ...known, type: isRequired ? known.type : [known.type, "null"] }),
    ...readWords(property),
    ...readOptions(property, logicalType),
    ...readClassification(property),
    ...readMembers(property, logicalType),
    ...(property.object.examples !== undefined &&
      Array.isArray(property.object.examples) && { examples: property.take("examples") as JsonValue }),
    ...rest,
  };
}

export function takeRest(holder: Taking): JsonObject {
  const custom = holder
    .each("customProperties")
    .find(({ object }) => object.property === REST && isJsonObject(object.value));
  custom?.take("property");
  return (custom?.take("value") ?? {}) as JsonObject;
}

export const readWords = (holder: Taking): JsonObject =>
  Object.fromEntries(
    words.flatMap(([theirs, ours]): [string, string][] => {
      const text = holder.text(theirs);
      return text === undefined ? [] : [[ours, text]];
    }),
  );

function readOptions(property: Taking, logicalType: string): JsonObject {
  const given = property.inner("logicalTypeOptions");
  if (!given) return {};
  const names = (options[logicalType] ?? []).filter((name) => isUsable(name, given.object[name]));
  const taken = Object.fromEntries(names.map((name) => [name, given.take(name) as JsonValue]));
  const hasFormat = logicalType === "string" && sharedFormats.has(given.object.format);
  return { ...taken, ...(hasFormat && { format: given.take("format") as string }) };
}

/** Older documents say `exclusiveMinimum: true`; and a pattern that takes too long is none. */
function isUsable(name: string, value: JsonValue | undefined): boolean {
  if (name === "uniqueItems") return typeof value === "boolean";
  if (name !== "pattern")
    return (
      typeof value === "number" && value >= (name.startsWith("m") && /Length|Items|Properties/.test(name) ? 0 : value)
    );
  try {
    if (typeof value === "string") refuseUnsafePattern(value, "");
    return typeof value === "string";
  } catch {
    return false;
  }
}

function readClassification(property: Taking): JsonObject {
  const word = String(property.object.classification ?? "").toLowerCase();
  const ours = Object.hasOwn(classifications, word) ? classifications[word] : undefined;
  if (ours === undefined) return {};
  property.take("classification");
  return { "x-classification": ours };
}

/** The members of an object, or the items of a list. */
export function readMembers(holder: Taking, logicalType: string): JsonObject {
  if (logicalType === "array") {
    const items = holder.inner("items");
    return items ? { items: readProperty(items) } : {};
  }
  const members = holder.each("properties").filter(({ object }) => isName(object.name));
  if (members.length === 0) return {};
  const properties = Object.fromEntries(members.map((member) => [member.take("name") as string, readProperty(member)]));
  const required = members
    .filter((member) => member.take("required") === true)
    .map(({ object }) => object.name as string);
  return { properties, ...(required.length > 0 && { required }) };
}

const isName = (name: unknown): boolean => typeof name === "string" && name !== "__proto__";

/** A property of ODCS, and under {@link REST} what it has no word for. Both together make the schema again. */
export function writeProperty(name: string | undefined, schema: JsonObject, isRequired: boolean): JsonObject {
  const written = writeLogical(schema, isRequired);
  const named: JsonObject = {
    ...(name !== undefined && { name }),
    ...written.property,
    ...(isRequired && name !== undefined && { required: true }),
  };
  const rest = Object.entries(schema).filter(([keyword]) => !written.told.has(keyword));
  return rest.length === 0
    ? named
    : { ...named, customProperties: [{ property: REST, value: Object.fromEntries(rest) }] };
}

interface Written {
  readonly property: JsonObject;
  /** Keywords that the property says by itself. */
  readonly told: ReadonlySet<string>;
}

function writeLogical(schema: JsonObject, isRequired: boolean): Written {
  const [logicalType = "", logical] =
    Object.entries(logicalTypes).find(([, known]) => isLogical(schema, known)) ??
    Object.entries(logicalTypes).find(
      ([, known]) => known.format === undefined && typesIn(schema).includes(known.type),
    ) ??
    [];
  if (!logical) return { property: {}, told: new Set() };
  const told = new Set<string>(logical.format === undefined ? [] : ["format"]);
  if (JSON.stringify(schema.type) === JSON.stringify(isRequired ? logical.type : [logical.type, "null"]))
    told.add("type");
  const property: Record<string, JsonValue> = { logicalType };
  for (const [theirs, ours] of words) if (typeof schema[ours] === "string") move(schema, ours, property, theirs, told);
  const given: Record<string, JsonValue> = {};
  for (const keyword of options[logicalType] ?? [])
    if (isUsable(keyword, schema[keyword])) move(schema, keyword, given, keyword, told);
  if (logicalType === "string" && sharedFormats.has(schema.format)) move(schema, "format", given, "format", told);
  if (Object.keys(given).length > 0) property.logicalTypeOptions = given;
  if (typeof schema["x-classification"] === "string")
    move(schema, "x-classification", property, "classification", told);
  if (Array.isArray(schema.examples)) move(schema, "examples", property, "examples", told);
  return { property: { ...property, ...writeMembers(schema, logicalType, told) }, told };
}

const typesIn = ({ type }: JsonObject): readonly JsonValue[] => [type ?? []].flat();
const isLogical = (schema: JsonObject, known: { readonly type: string; readonly format?: string }): boolean =>
  known.format !== undefined && known.format === schema.format && typesIn(schema).includes(known.type);

function move(from: JsonObject, keyword: string, to: Record<string, JsonValue>, name: string, told: Set<string>): void {
  to[name] = from[keyword] as JsonValue;
  told.add(keyword);
}

/** Members and items become properties where all of them can. */
export function writeMembers(schema: JsonObject, logicalType: string, told: Set<string>): JsonObject {
  if (logicalType === "array" && isJsonObject(schema.items)) {
    told.add("items");
    return { items: writeProperty(undefined, schema.items, false) };
  }
  const { properties, required = [] } = schema;
  if (logicalType !== "object" || !isJsonObject(properties) || !Object.values(properties).every(isJsonObject))
    return {};
  if (Object.keys(properties).length === 0) return {};
  told.add("properties");
  const names = Object.keys(properties).filter((name) => (required as readonly JsonValue[]).includes(name));
  if (JSON.stringify(names) === JSON.stringify(required)) told.add("required");
  const isTold = (name: string): boolean => told.has("required") && names.includes(name);
  return {
    properties: Object.entries(properties).map(([name, member]) =>
      writeProperty(name, member as JsonObject, isTold(name)),
    ),
  };
}
