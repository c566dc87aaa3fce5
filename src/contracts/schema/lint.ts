import { isJsonObject, type JsonObject, memberOf } from "../../foundation/index.ts";
import { readShape } from "../../foundation/shape.ts";
import type { Contract } from "../contract.ts";
import { ContractsError } from "../errors.ts";
import { quote } from "../text.ts";
import { annotationShapes, annotationsSince } from "./annotations.ts";
import { refuseUnsafePattern } from "./pattern.ts";
import { findResources, type Resources, referenceKeywords, resolveReference } from "./reference.ts";
import { everySchema, type Subschema, subschemas } from "./walk.ts";

/**
 * Refuses, with its place, what a schema compiler would let pass or would only notice later: annotations that say
 * nothing, patterns that take too long, references that lead outside or back to themselves.
 *
 * @throws {ContractsError} `contract_schema_invalid`, `contract_pattern_unsafe`
 */
export function refuseUnsafeSchema(contract: Contract): void {
  for (const check of schemaChecks(contract)) check();
}

/** What {@link refuseUnsafeSchema} asks, one by one: each throws where its place is wrong. */
export function schemaChecks({ formatVersion, schema, packs = {} }: Contract): readonly (() => void)[] {
  const resources = findResources(schema);
  const all = everySchema(schema);
  return [
    ...all.flatMap((subschema) => [
      () => refuseForbiddenKeywords(subschema),
      () => refuseLaterAnnotations(subschema, formatVersion),
      () => refuseAnnotations(subschema, packs),
      () => refusePatterns(subschema),
      () => refuseForeignReferences(subschema, resources),
    ]),
    () => refuseEndlessReferences(all, resources),
  ];
}

/** Keywords that change what the other keywords mean, or when the answer comes. */
const forbidden: Readonly<Record<string, (pointer: string) => string | undefined>> = {
  $async: () => "asynchronous schemas are not allowed",
  $id: (pointer) =>
    pointer === "" ? undefined : "a schema within the schema has no `$id`: use `$defs` and `#/$defs/…`",
  $vocabulary: () => "own vocabularies are not allowed",
  $recursiveAnchor: () => "use `$ref` with `#`",
};

function refuseForbiddenKeywords({ pointer, schema }: Subschema): void {
  for (const [keyword, problemAt] of Object.entries(forbidden)) {
    const problem = Object.hasOwn(schema, keyword) ? problemAt(pointer) : undefined;
    if (problem !== undefined) throw invalidSchema(`${pointer}/${keyword}`, problem);
  }
}

function refuseLaterAnnotations({ pointer, schema }: Subschema, formatVersion: number): void {
  for (const [keyword, since] of Object.entries(annotationsSince)) {
    if (formatVersion >= since || !Object.hasOwn(schema, keyword)) continue;
    throw invalidSchema(`${pointer}/${keyword}`, `it came with format ${since}: set the contract's \`formatVersion\``);
  }
}

function refuseAnnotations({ pointer, schema }: Subschema, packs: NonNullable<Contract["packs"]>): void {
  for (const [keyword, shapeFor] of Object.entries(annotationShapes)) {
    if (!Object.hasOwn(schema, keyword)) continue;
    try {
      readShape(keyword, shapeFor(packs), schema[keyword]);
    } catch (error) {
      const { path, problem } = (error as { details: { path: string; problem: string } }).details;
      throw invalidSchema(`${pointer}/${keyword}${path}`, problem, error);
    }
  }
}

function refusePatterns({ pointer, schema }: Subschema): void {
  const { pattern, patternProperties } = schema;
  if (typeof pattern === "string") refuseUnsafePattern(pattern, `/schema${pointer}/pattern`);
  for (const name of Object.keys((patternProperties as JsonObject | undefined) ?? {})) {
    refuseUnsafePattern(name, `/schema${pointer}/patternProperties`);
  }
}

function refuseForeignReferences({ pointer, schema }: Subschema, resources: Resources): void {
  for (const keyword of referenceKeywords) {
    const reference = memberOf(schema, keyword);
    if (reference === undefined || resolveReference(reference, resources) !== undefined) continue;
    const problem = `${quote(String(reference))} leads to nothing within the schema, and nothing is fetched from outside`;
    throw invalidSchema(`${pointer}/${keyword}`, problem);
  }
}

/** Schemas that apply one another to the same value: more than these, and nobody can follow. */
const MAX_CHAIN = 100;

/** A schema that applies itself to the same value would never come to an end. */
function refuseEndlessReferences(all: readonly Subschema[], resources: Resources): void {
  const finished = new Set<JsonObject>();
  const open = new Set<JsonObject>();
  const visit = (subschema: Subschema): void => {
    const { schema, pointer } = subschema;
    if (finished.has(schema)) return;
    if (open.has(schema)) throw invalidSchema(pointer, "it applies itself to the same value without end");
    if (open.size >= MAX_CHAIN) throw invalidSchema(pointer, `more than ${MAX_CHAIN} schemas apply one another`);
    open.add(schema);
    for (const next of appliedInPlace(subschema, resources)) visit(next);
    open.delete(schema);
    finished.add(schema);
  };
  for (const subschema of all) visit(subschema);
}

const appliedInPlace = (subschema: Subschema, resources: Resources): readonly Subschema[] => [
  ...subschemas(subschema, { inPlace: true }),
  ...referenceKeywords.flatMap((keyword): readonly Subschema[] => {
    const schema = resolveReference(memberOf(subschema.schema, keyword), resources);
    return isJsonObject(schema) ? [{ pointer: `${subschema.pointer}/${keyword}`, schema }] : [];
  }),
];

/** `pointer` is the place within the schema. */
export function invalidSchema(pointer: string, problem: string, cause?: unknown): ContractsError {
  const path = `/schema${pointer}`;
  return new ContractsError(
    "contract_schema_invalid",
    `schema: at ${quote(path)}, ${problem}`,
    { path, problem },
    { cause },
  );
}
