import { _, type KeywordCxt, type KeywordDefinition, Name, stringify } from "ajv";
import type { SchemaRuntime } from "./runtime.ts";

/** Variables of the code that ajv writes. */
const [instancePath, rootData] = [new Name("instancePath"), new Name("rootData")];

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
