import { _, type Code, type KeywordCxt, type KeywordDefinition, Name, stringify } from "ajv";
import type { JsonValue } from "../../foundation/index.ts";
import type { SchemaRuntime } from "./runtime.ts";

/** Variables of the code that ajv writes. */
const [instancePath, rootData] = [new Name("instancePath"), new Name("rootData")];

/**
 * The keywords that compare values, in place of ajv's: that calls `valueOf` and `toString` where data brings members of
 * these names (fast-deep-equal), which throws or is answered by the data, and compares every item of a list with every
 * other.
 */
export function equalityKeywords(runtime: SchemaRuntime): readonly KeywordDefinition[] {
  return [
    {
      keyword: "const",
      error: { message: "", params: ({ schemaCode }) => _`{allowedValue: ${schemaCode}}` },
      code: (context) => failUnlessListed(context, runtime, [context.schema]),
    },
    {
      keyword: "enum",
      schemaType: "array",
      error: { message: "", params: ({ schemaCode }) => _`{allowedValues: ${schemaCode}}` },
      code: (context) => failUnlessListed(context, runtime, context.schema),
    },
    {
      keyword: "uniqueItems",
      type: "array",
      schemaType: "boolean",
      error: { message: "", params: ({ params }) => _`${params.repeat}` },
      code(context: KeywordCxt) {
        const { gen, schema, data } = context;
        if (!schema) return;
        const findRepeat = gen.scopeValue("keyword", { ref: runtime.findRepeat, code: _`runtime.findRepeat` });
        const repeat = gen.const("repeat", _`${data}.length > 1 ? ${findRepeat}(${data}) : undefined`);
        context.setParams({ repeat });
        context.fail(_`${repeat} !== undefined`);
      },
    },
  ];
}

/**
 * The keywords that count characters, in place of ajv's, which counts those of every text. There are at most as many as
 * UTF-16 has units, and at least half as many: nearly every text is judged by these alone.
 */
export function lengthKeywords(runtime: SchemaRuntime): readonly KeywordDefinition[] {
  return Object.entries(lengthTests).map(([keyword, fails]) => ({
    keyword,
    type: "string",
    schemaType: "number",
    // Where ajv has them: problems are told in that order.
    before: "pattern",
    error: { message: "", params: ({ schemaCode }) => _`{limit: ${schemaCode}}` },
    code(context: KeywordCxt) {
      const { gen, schema, data } = context;
      const count = gen.scopeValue("keyword", { ref: runtime.countCharacters, code: _`runtime.countCharacters` });
      context.fail(fails(data, schema, _`${count}(${data})`));
    },
  }));
}

const lengthTests: Readonly<Record<string, (text: Code, limit: number, characters: Code) => Code>> = {
  maxLength: (text, limit, characters) => _`${text}.length > ${limit} && ${characters} > ${limit}`,
  minLength: (text, limit, characters) =>
    limit <= 1 ? _`${text}.length < ${limit}` : _`${text}.length < ${2 * limit} && ${characters} < ${limit}`,
};

function failUnlessListed(context: KeywordCxt, runtime: SchemaRuntime, values: readonly JsonValue[]): void {
  context.fail(areFewScalars(values) ? differsFromAll(context, values) : isInNoTable(context, runtime, values));
}

function differsFromAll({ data }: KeywordCxt, values: readonly JsonValue[]): Code {
  const [first = _`true`, ...others] = values.map((value) => _`${data} !== ${stringify(value)}`);
  return others.reduce((code, other) => _`${code} && ${other}`, first);
}

function isInNoTable({ gen, data }: KeywordCxt, runtime: SchemaRuntime, values: readonly JsonValue[]): Code {
  const ref = runtime.isOneOf(values);
  const isListed = gen.scopeValue("keyword", { ref, code: _`runtime.isOneOf(${stringify(values)})` });
  return _`!${isListed}(${data})`;
}

/** Comparing with so few in turn is faster than any table. */
const FEW = 16;

const areFewScalars = (values: readonly JsonValue[]): boolean =>
  values.length <= FEW && values.every((value) => value === null || typeof value !== "object");

/**
 * Our annotations as keywords of the schema compiler. Two of them judge values; the others are read elsewhere. What they
 * call is named twice: as the function itself, and as the code that makes it again where a schema is compiled to a file.
 */
export function annotationKeywords(runtime: SchemaRuntime): readonly KeywordDefinition[] {
  return [
    { keyword: "x-owner" },
    { keyword: "x-classification" },
    { keyword: "x-sentinels" },
    { keyword: "x-key" },
    { keyword: "x-strata" },
    unitKeyword(runtime),
    relationKeyword(runtime),
  ];
}

/** A unit in a field beside the value has to be known. One that is written in the schema was read with it. */
const unitKeyword = (runtime: SchemaRuntime): KeywordDefinition => ({
  keyword: "x-unit",
  error: { message: "", params: ({ schema }) => stringify(schema) },
  code(context: KeywordCxt) {
    const { gen, schema, parentSchema, data, it } = context;
    if (typeof schema === "string") return;
    const sentinels = parentSchema["x-sentinels"] ?? [];
    const isKnown = gen.scopeValue("keyword", {
      ref: runtime.unit(schema, sentinels),
      code: _`runtime.unit(${stringify(schema)}, ${stringify(sentinels)})`,
    });
    context.fail(_`!${isKnown}(${data}, ${it.parentData})`);
  },
});

const relationKeyword = (runtime: SchemaRuntime): KeywordDefinition => ({
  keyword: "x-relation",
  type: "object",
  schemaType: "array",
  error: { message: "", params: ({ params }) => _`{broken: ${params.broken}}` },
  code(context: KeywordCxt) {
    const { gen, schema, data, it } = context;
    const check = gen.scopeValue("keyword", {
      ref: runtime.relation(schema),
      code: _`runtime.relation(${stringify(schema)})`,
    });
    const broken = gen.const("broken", _`${check}(${data}, ${instancePath} + ${it.errorPath}, ${rootData})`);
    context.setParams({ broken });
    context.fail(_`${broken} !== undefined`);
  },
});
