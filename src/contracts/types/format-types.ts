import { isJsonObject, type JsonObject, type JsonValue, memberOf, parsePointer } from "../../foundation/index.ts";
import type { Contract } from "../contract.ts";
import { findResources, type Resources, resolveReference } from "../schema/reference.ts";
import { docComment } from "./doc-comment.ts";
import { nameOf, quoteText } from "./names.ts";

/** Schemas nested deeper than this are `unknown`. */
const DEEPEST = 60;

interface Writer {
  readonly resources: Resources;
  /** Names of the types that references lead to, by pointer. */
  readonly named: Map<string, string>;
  /** Pointers whose types are still to be written. */
  readonly waiting: string[];
}

/**
 * The data of a contract as TypeScript declarations, with units, classifications and owners as doc comments. Where a type
 * cannot say what the schema says it is wider: whatever keeps to the contract has the type.
 */
export function formatTypes(contract: Contract): string {
  const { id, version, schema } = contract;
  const root = nameOf(id, new Set());
  const writer: Writer = { resources: findResources(schema), named: new Map([["#", root]]), waiting: [] };
  const parts = [declare(root, schema, writer, [`Data contract ${id} ${version}.`])];
  // The list grows while it is walked: a type may refer to further ones.
  for (const reference of writer.waiting) {
    const target = resolveReference(reference, writer.resources);
    parts.push(declare(writer.named.get(reference) as string, target as JsonValue, writer, []));
  }
  return parts.join("\n");
}

function declare(name: string, schema: JsonValue, writer: Writer, lines: readonly string[]): string {
  const comment = docComment([...lines, ...(isJsonObject(schema) ? annotationLines(schema) : [])], "");
  return `${comment}export type ${name} = ${typeOf(schema, writer, 0)};\n`;
}

function typeOf(schema: JsonValue | undefined, writer: Writer, depth: number): string {
  if (schema === false) return "never";
  if (!isJsonObject(schema) || depth > DEEPEST) return "unknown";
  const parts = [ownType(schema, writer, depth), ...combined(schema, writer, depth)].filter(
    (part) => part !== "unknown",
  );
  return parts.length === 0
    ? "unknown"
    : parts.length === 1
      ? (parts[0] as string)
      : parts.map(inParentheses).join(" & ");
}

/** What stands beside a schema's own keywords has to hold as well. */
function combined(schema: JsonObject, writer: Writer, depth: number): readonly string[] {
  const typesOf = (keyword: string): readonly string[] =>
    listAt(schema, keyword).map((part) => typeOf(part, writer, depth + 1));
  const anyOf = union([...typesOf("anyOf")]);
  const oneOf = union([...typesOf("oneOf")]);
  const reference = typeof schema.$ref === "string" ? refer(schema.$ref, writer) : "unknown";
  return [...typesOf("allOf"), anyOf, oneOf, reference];
}

function refer(reference: string, writer: Writer): string {
  const known = writer.named.get(reference);
  if (known !== undefined) return known;
  const last = reference.slice(reference.lastIndexOf("/") + 1).replace(/^#/, "");
  const name = nameOf(last, new Set(writer.named.values()));
  writer.named.set(reference, name);
  writer.waiting.push(reference);
  return name;
}

function ownType(schema: JsonObject, writer: Writer, depth: number): string {
  if (Object.hasOwn(schema, "const")) return literal(schema.const as JsonValue);
  if (Array.isArray(schema.enum)) return union(schema.enum.map(literal));
  const names = [schema.type ?? []].flat().map(String);
  return names.length === 0
    ? untyped(schema, writer, depth)
    : union(names.map((name) => typeNamed(name, schema, writer, depth)));
}

/** Without `type` the keywords of objects say nothing about other values; a contract that has them means objects. */
const untyped = (schema: JsonObject, writer: Writer, depth: number): string =>
  Object.hasOwn(schema, "properties") ? objectType(schema, writer, depth) : "unknown";

function typeNamed(name: string, schema: JsonObject, writer: Writer, depth: number): string {
  if (name === "object") return objectType(schema, writer, depth);
  if (name === "array") return arrayType(schema, writer, depth);
  return scalars[name] ?? "unknown";
}

const scalars: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

function objectType(schema: JsonObject, writer: Writer, depth: number): string {
  const properties = Object.entries(isJsonObject(schema.properties) ? schema.properties : {});
  const required = new Set(listAt(schema, "required"));
  const indent = "  ".repeat(depth + 1);
  const lines = properties.map(([name, member]) => {
    const comment = docComment(isJsonObject(member) ? annotationLines(member) : [], indent);
    return `${comment}${indent}readonly ${quoteText(name)}${required.has(name) ? "" : "?"}: ${typeOf(member, writer, depth + 1)};\n`;
  });
  const undeclared = [...required].filter(
    (name) => typeof name === "string" && !properties.some(([one]) => one === name),
  );
  lines.push(...undeclared.map((name) => `${indent}readonly ${quoteText(String(name))}: unknown;\n`));
  const isClosed = schema.additionalProperties === false || schema.unevaluatedProperties === false;
  if (!isClosed) lines.push(`${indent}readonly [name: string]: unknown;\n`);
  return lines.length === 0 ? "{ readonly [name: string]: never }" : `{\n${lines.join("")}${"  ".repeat(depth)}}`;
}

function arrayType(schema: JsonObject, writer: Writer, depth: number): string {
  const isTuple = Array.isArray(schema.items) || Array.isArray(schema.prefixItems);
  return isTuple ? "readonly unknown[]" : `readonly ${inParentheses(typeOf(schema.items, writer, depth))}[]`;
}

const inParentheses = (type: string): string => (/^[\w"]+$/.test(type) ? type : `(${type})`);

/** `unknown` swallows every other type. */
function union(types: readonly string[]): string {
  const different = [...new Set(types)];
  return different.length === 0 || different.includes("unknown")
    ? "unknown"
    : different.map((type) => (different.length > 1 ? inParentheses(type) : type)).join(" | ");
}

function literal(value: JsonValue): string {
  if (typeof value === "string") return quoteText(value);
  return typeof value === "object" && value !== null ? "unknown" : String(value);
}

const listAt = (schema: JsonObject, keyword: string): readonly JsonValue[] => {
  const value = memberOf(schema, keyword);
  return Array.isArray(value) ? value : [];
};

/** What a field means, one line each. */
function annotationLines(schema: JsonObject): readonly string[] {
  const unit = schema["x-unit"];
  const said: readonly (readonly [string, unknown])[] = [
    ["", schema.title],
    ["", schema.description],
    [
      "Unit: ",
      isJsonObject(unit) ? `in the field \`${parsePointer(String(unit.pointer)).join(".")}\` beside it` : unit,
    ],
    ["Format: ", schema.format],
    ["Owner: ", schema["x-owner"]],
    ["Classification: ", schema["x-classification"]],
    [
      "Stands for no value: ",
      Array.isArray(schema["x-sentinels"]) ? schema["x-sentinels"].map(String).map(quoteText).join(", ") : undefined,
    ],
  ];
  return said.flatMap(([label, value]) => (typeof value === "string" && value !== "" ? [`${label}${value}`] : []));
}
