import { appendToken, isJsonObject, type JsonObject, type JsonValue, parsePointer } from "../../foundation/index.ts";
import { patternLanguage } from "../language/pattern-language.ts";
import { pointersIn } from "../relation/expression.ts";
import type { Bound, Relation } from "../relation/relation.ts";
import { formats } from "../schema/formats.ts";
import { findResources, type Resources, resolveReference } from "../schema/reference.ts";
import { anything, impossible, type Kind, type Rule, type Rules } from "./rule.ts";
import { knownMembers } from "./unevaluated.ts";

/** What the keywords of a schema are read with. */
interface Reader {
  readonly resources: Resources;
  /** Whether the schema says `prefixItems` for tuples (2020-12). */
  readonly hasPrefixItems: boolean;
  /** Whether keywords that came with 2019-09 count. */
  readonly isModern: boolean;
  readonly known: Map<JsonObject, Rules>;
}

/** A keyword's value with what stands around it. */
interface Keyword {
  readonly value: JsonValue;
  readonly schema: JsonObject;
  readonly pointer: string;
  readonly reader: Reader;
}

/**
 * Reads a schema, of whichever of the three drafts, into rules. References become the rules that they lead to, so that
 * a schema which refers to itself becomes rules that hold themselves.
 */
export function readRules(schema: JsonObject): Rules {
  const draft = String(schema.$schema ?? "2020-12");
  return readSchema(schema, "", {
    resources: findResources(schema),
    hasPrefixItems: draft.includes("2020-12"),
    isModern: !draft.includes("draft-07"),
    known: new Map(),
  });
}

function readSchema(schema: JsonValue | undefined, pointer: string, reader: Reader): Rules {
  if (!isJsonObject(schema)) return schema === false ? { ...impossible, pointer } : { ...anything, pointer };
  const before = reader.known.get(schema);
  if (before) return before;
  const list: Rule[] = [];
  const rules: Rules = { pointer, source: schema, list };
  // Known before its list is full: a reference within it may lead back here.
  reader.known.set(schema, rules);
  for (const [name, read] of Object.entries(keywords)) {
    if (Object.hasOwn(schema, name)) {
      list.push(...read({ value: schema[name] as JsonValue, schema, pointer: appendToken(pointer, name), reader }));
    }
  }
  return rules;
}

const inner = ({ value, pointer, reader }: Keyword): Rules => readSchema(value, pointer, reader);

const listed = ({ value, pointer, reader }: Keyword): readonly Rules[] =>
  (Array.isArray(value) ? value : []).map((item, at) => readSchema(item, `${pointer}/${at}`, reader));

const mapped = ({ value, pointer, reader }: Keyword): readonly (readonly [name: string, rules: Rules])[] =>
  Object.entries(isJsonObject(value) ? value : {}).map(([name, schema]) => [
    name,
    readSchema(schema, appendToken(pointer, name), reader),
  ]);

/** Another keyword of the same schema. */
const beside = (keyword: Keyword, name: string): Keyword => ({
  ...keyword,
  value: keyword.schema[name] ?? true,
  pointer: appendToken(keyword.pointer.slice(0, keyword.pointer.lastIndexOf("/")), name),
});

const has = ({ schema }: Keyword, name: string): boolean => Object.hasOwn(schema, name);
const numberAt = ({ schema }: Keyword, name: string, otherwise: number): number =>
  typeof schema[name] === "number" ? schema[name] : otherwise;

const INFINITE = Number.POSITIVE_INFINITY;

type ReadKeyword = (keyword: Keyword) => readonly Rule[];

/** Several keywords make one rule; the first of them that is there, in this order, reads it. */
const together = (names: readonly string[], read: ReadKeyword): Readonly<Record<string, ReadKeyword>> =>
  Object.fromEntries(
    names.map((name, at) => [
      name,
      (keyword: Keyword) => (names.slice(0, at).some((earlier) => has(keyword, earlier)) ? [] : read(keyword)),
    ]),
  );

const counted = (
  kind: "length" | "count" | "size",
  least: string,
  most: string,
): Readonly<Record<string, ReadKeyword>> =>
  together([least, most], (keyword) => [
    { kind, least: numberAt(keyword, least, 0), most: numberAt(keyword, most, INFINITE) },
  ]);

const limit =
  (kind: "least" | "most", open: boolean): ReadKeyword =>
  ({ value }) =>
    typeof value === "number" ? [{ kind, limit: value, open }] : [];

const branches =
  (kind: "all" | "any" | "one"): ReadKeyword =>
  (keyword) => [{ kind, of: listed(keyword) }];

const modern =
  (read: ReadKeyword): ReadKeyword =>
  (keyword) =>
    keyword.reader.isModern ? read(keyword) : [];

const reference: ReadKeyword = ({ value, reader }) => {
  const target = resolveReference(value, reader.resources);
  return target === undefined ? [] : [{ kind: "all", of: [readSchema(target, placeOf(value), reader)] }];
};

/** The place that a reference names, for people; an anchor keeps its name. */
const placeOf = (value: JsonValue): string => decodeURIComponent(String(value).slice(1));

/** How each keyword is read. What is not listed asks nothing of a value. */
const keywords: Readonly<Record<string, ReadKeyword>> = {
  type: ({ value, schema }) => {
    const names = [value].flat() as string[];
    const types = names.map((name) => (name === "integer" ? "number" : name) as Kind);
    if (schema.nullable === true) types.push("null");
    return [{ kind: "types", types: new Set(types), integer: names.includes("integer") && !names.includes("number") }];
  },
  enum: ({ value }) => [{ kind: "values", values: value as readonly JsonValue[] }],
  const: ({ value }) => [{ kind: "values", values: [value] }],
  minimum: limit("least", false),
  exclusiveMinimum: limit("least", true),
  maximum: limit("most", false),
  exclusiveMaximum: limit("most", true),
  multipleOf: ({ value }) => [{ kind: "step", of: Number(value) }],
  ...counted("length", "minLength", "maxLength"),
  pattern: ({ value }) => [{ kind: "pattern", source: String(value), language: patternLanguage(String(value)) }],
  format: ({ value }) => (Object.hasOwn(formats, String(value)) ? [{ kind: "format", name: String(value) }] : []),
  ...together(["properties", "patternProperties", "additionalProperties"], readMembers),
  required: ({ value }) => [{ kind: "required", names: value as readonly string[] }],
  ...counted("count", "minProperties", "maxProperties"),
  propertyNames: (keyword) => [{ kind: "names", rules: inner(keyword) }],
  dependentRequired: modern(readDependents),
  dependentSchemas: modern(readDependents),
  dependencies: readDependents,
  ...together(["prefixItems", "items", "additionalItems"], readItems),
  ...counted("size", "minItems", "maxItems"),
  uniqueItems: ({ value }) => (value === true ? [{ kind: "unique" }] : []),
  contains: readContains,
  allOf: branches("all"),
  anyOf: branches("any"),
  oneOf: branches("one"),
  not: (keyword) => [{ kind: "not", of: inner(keyword) }],
  if: (keyword) => [
    {
      kind: "condition",
      if: inner(keyword),
      // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema, and nobody awaits this rule
      then: inner(beside(keyword, "then")),
      else: inner(beside(keyword, "else")),
    },
  ],
  $ref: reference,
  $recursiveRef: reference,
  $dynamicRef: ({ value, reader }) => [
    { kind: "opaque", keyword: "$dynamicRef", value: [value, reader.resources.root] },
  ],
  unevaluatedProperties: modern(readUnevaluated("members")),
  unevaluatedItems: modern(readUnevaluated("items")),
  "x-relation": (keyword) =>
    (keyword.value as unknown as readonly Relation[]).map((relation) => readRelation(relation)),
  "x-unit": ({ value }) => (isJsonObject(value) ? [{ kind: "opaque", keyword: "x-unit", value }] : []),
};

function readMembers(keyword: Keyword): readonly Rule[] {
  const named = has(keyword, "properties") ? mapped(beside(keyword, "properties")) : [];
  const patterns = has(keyword, "patternProperties") ? mapped(beside(keyword, "patternProperties")) : [];
  const rest = has(keyword, "additionalProperties") ? inner(beside(keyword, "additionalProperties")) : undefined;
  return [
    {
      kind: "members",
      named: new Map(named),
      patterns: patterns.map(([source, rules]) => ({ source, rules, language: patternLanguage(source) })),
      rest,
    },
  ];
}

function readDependents(keyword: Keyword): readonly Rule[] {
  return Object.entries(keyword.value as JsonObject).map(([name, value]) => {
    const pointer = appendToken(keyword.pointer, name);
    const rules: Rules = Array.isArray(value)
      ? { pointer, source: { required: value }, list: [{ kind: "required", names: value as readonly string[] }] }
      : readSchema(value, pointer, keyword.reader);
    return { kind: "dependent", name, rules };
  });
}

function readItems(keyword: Keyword): readonly Rule[] {
  const { hasPrefixItems } = keyword.reader;
  const items = has(keyword, "items") ? beside(keyword, "items") : undefined;
  if (hasPrefixItems) {
    const prefix = has(keyword, "prefixItems") ? listed(beside(keyword, "prefixItems")) : [];
    return [{ kind: "items", prefix, rest: items && inner(items) }];
  }
  if (!items) return [];
  if (!Array.isArray(items.value)) return [{ kind: "items", prefix: [], rest: inner(items) }];
  const rest = has(keyword, "additionalItems") ? inner(beside(keyword, "additionalItems")) : undefined;
  return [{ kind: "items", prefix: listed(items), rest }];
}

function readContains(keyword: Keyword): readonly Rule[] {
  const { isModern } = keyword.reader;
  const least = isModern ? numberAt(keyword, "minContains", 1) : 1;
  const most = isModern ? numberAt(keyword, "maxContains", INFINITE) : INFINITE;
  return [{ kind: "contains", rules: inner(keyword), least, most }];
}

function readUnevaluated(of: "members" | "items"): ReadKeyword {
  return (keyword) => {
    const rules = inner(keyword);
    const known = of === "members" ? knownMembers(keyword.schema, keyword.reader.resources) : undefined;
    if (!known) return [{ kind: "unevaluated", of, rules }];
    if (known.all) return [];
    const patterns = known.patterns.map((source) => ({ source, rules: anything, language: patternLanguage(source) }));
    return [{ kind: "members", named: new Map(known.names.map((name) => [name, anything])), patterns, rest: rules }];
  };
}

function readRelation(relation: Relation): Rule {
  const pointers = [...new Set(inputsOf(relation))];
  const list: Rule[] = [{ kind: "all", of: pointers.map((pointer) => isThere(parsePointer(pointer))) }];
  return { kind: "relation", relation: relation as unknown as JsonValue, inputs: { pointer: "", source: true, list } };
}

function inputsOf(relation: Relation): readonly string[] {
  if ("order" in relation) return relation.order;
  const bounds = [relation.within ?? []].flat() as readonly Bound[];
  const sides = [relation.left, relation.right].flatMap(pointersIn);
  return [...sides, ...bounds.flatMap((bound) => (typeof bound === "string" ? [] : [bound.rounding]))];
}

/** That a value stands at a place below; `*` is the first item. */
function isThere([token, ...rest]: readonly string[]): Rules {
  if (token === undefined) return anything;
  const below = isThere(rest);
  const list: readonly Rule[] =
    token === "*"
      ? [
          { kind: "items", prefix: [below], rest: undefined },
          { kind: "size", least: 1, most: INFINITE },
        ]
      : [
          { kind: "members", named: new Map([[token, below]]), patterns: [], rest: undefined },
          { kind: "required", names: [token] },
        ];
  return { pointer: "", source: true, list };
}
