import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../src/foundation/index.ts";

const names = ["a", "b", "kind"] as const;
const name = fc.constantFrom(...names);
const scalar: fc.Arbitrary<JsonValue> = fc.constantFrom(
  null,
  true,
  0,
  1,
  2,
  5,
  6,
  7.5,
  "",
  "x",
  "yy",
  "A",
  "2026-01-02",
);

/** One rule of a schema, over a vocabulary so small that rules meet. */
const rule = (tie: fc.Arbitrary<JsonValue>, isModern: boolean): fc.Arbitrary<JsonObject> => {
  const small = fc.integer({ min: 0, max: 3 });
  const schemas = fc.array(tie, { minLength: 1, maxLength: 3 });
  const byName = fc.dictionary(name, tie, { minKeys: 1, maxKeys: 2 });
  const types = fc.constantFrom("null", "boolean", "integer", "number", "string", "array", "object");
  const as = <Value extends JsonValue>(keyword: string, value: fc.Arbitrary<Value>): fc.Arbitrary<JsonObject> =>
    value.map((one) => ({ [keyword]: one }));
  return fc.oneof(
    { arbitrary: as("type", fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 }))), weight: 4 },
    as("enum", fc.uniqueArray(scalar, { minLength: 1, maxLength: 4, selector: (one) => JSON.stringify(one) })),
    as("const", scalar),
    as("minimum", fc.constantFrom(0, 1, 5)),
    as("exclusiveMinimum", fc.constantFrom(0, 5)),
    as("maximum", fc.constantFrom(1, 5, 7)),
    as("exclusiveMaximum", fc.constantFrom(1, 6)),
    as("multipleOf", fc.constantFrom(1, 2, 3, 0.5)),
    as("minLength", small),
    as("maxLength", small),
    as("pattern", fc.constantFrom("^x", "y$", "^[a-z]*$", "[A-Z]", "^(x|yy)$")),
    as("format", fc.constantFrom("date", "decimal")),
    as("properties", byName),
    as("patternProperties", fc.dictionary(fc.constantFrom("^a", "b$"), tie, { minKeys: 1, maxKeys: 2 })),
    as("additionalProperties", fc.oneof(fc.constant(false), tie)),
    as("required", fc.uniqueArray(name, { minLength: 1, maxLength: 2 })),
    as("minProperties", small),
    as("maxProperties", small),
    as("propertyNames", tie),
    as("minItems", small),
    as("maxItems", small),
    as("items", tie),
    as("uniqueItems", fc.constant(true)),
    as("contains", tie),
    as("allOf", schemas),
    as("anyOf", schemas),
    as("oneOf", schemas),
    as("not", tie),
    fc
      .tuple(tie, tie, tie)
      .map((parts) => Object.fromEntries(parts.map((part, at) => [["if", "then", "else"][at], part])) as JsonObject),
    isModern ? as("dependentSchemas", byName) : as("dependencies", byName),
    ...(isModern
      ? [
          as("prefixItems", schemas),
          as("dependentRequired", fc.dictionary(name, fc.constant([...names]), { minKeys: 1, maxKeys: 1 })),
          fc.record({ contains: tie, minContains: small, maxContains: small }) as fc.Arbitrary<JsonObject>,
          as("unevaluatedProperties", fc.oneof(fc.constant(false), tie)),
          as("unevaluatedItems", fc.constant(false)),
          as("$ref", fc.constantFrom("#/$defs/a", "#/$defs/b")),
        ]
      : [as("items", schemas), fc.record({ items: schemas, additionalItems: tie }) as fc.Arbitrary<JsonObject>]),
  );
};

const joined = (rules: readonly JsonObject[]): JsonObject => Object.assign({}, ...rules);

/** A small schema of one of the drafts, with two definitions that it may refer to. */
export const schemas = (isModern = true): fc.Arbitrary<JsonObject> => {
  const { schema } = fc.letrec<{ schema: JsonValue }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, depthIdentifier: "schema", withCrossShrink: true },
      fc.constantFrom<JsonValue>({}, { type: "string" }, { type: "integer", minimum: 0 }, true, { enum: ["x", 1] }),
      fc.array(rule(tie("schema"), isModern), { minLength: 1, maxLength: 3 }).map(joined),
    ),
  }));
  return fc
    .record({ rules: fc.array(rule(schema, isModern), { minLength: 1, maxLength: 4 }), a: schema, b: schema })
    .map(({ rules, a, b }) => ({
      ...joined(rules),
      ...(isModern ? { $defs: { a, b } } : { $schema: "http://json-schema.org/draft-07/schema#" }),
    }));
};

/** Documents over the same names and values. */
export const documents: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthIdentifier: "document" },
    scalar,
    fc.integer({ min: -2, max: 12 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names, "ab", "zz", ""), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** The schema after one random change: a rule more, a rule less, or another one in its place. */
export const changed = (schema: JsonObject, rules: JsonObject, drop: number): JsonObject => {
  const entries = Object.entries(schema).filter(([keyword]) => !keyword.startsWith("$"));
  const kept = entries.filter((_, at) => at !== drop % (entries.length + 1));
  const own = Object.entries(schema).filter(([keyword]) => keyword.startsWith("$"));
  return { ...Object.fromEntries(kept), ...rules, ...Object.fromEntries(own) };
};
