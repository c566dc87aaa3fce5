import { isIntegrityError, isJsonObject, type JsonObject } from "../foundation/index.ts";
import { type Contract, readContract } from "./contract.ts";
import type { ContractsAdvice } from "./errors.ts";
import { schemaChecks } from "./schema/lint.ts";
import { everySchema, type Subschema } from "./schema/walk.ts";
import { parseContract } from "./validate.ts";

/** Something about a contract: an error keeps it from being used, advice does not. */
export interface ContractRemark {
  readonly code: string;
  readonly severity: "error" | "warning";
  /** Pointer into the contract. */
  readonly path: string;
  readonly sentence: string;
  /** What to write instead. */
  readonly fix?: string;
}

/** Most remarks told about one contract. */
const MOST_REMARKS = 200;

/**
 * Everything that is wrong with a contract, each with its place; and, where it can be used, what would make it safer. What
 * {@link parseContract} would throw, such as `contract_schema_invalid`, is a remark here.
 */
export function lintContract(json: unknown): readonly ContractRemark[] {
  const errors = errorsIn(json);
  return (errors.length > 0 ? errors : adviceOn(readContract(json))).slice(0, MOST_REMARKS);
}

function errorsIn(json: unknown): readonly ContractRemark[] {
  const document = errorOf(() => readContract(json));
  if (document) return [document];
  const places = schemaChecks(readContract(json)).flatMap((check) => errorOf(check) ?? []);
  const compiled = places.length === 0 ? errorOf(() => parseContract(json)) : undefined;
  return compiled ? [compiled] : places;
}

function errorOf(check: () => unknown): ContractRemark | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    const { path = "" } = error.details as { path?: string };
    return { code: error.code, severity: "error", path, sentence: error.message };
  }
}

/** One piece of advice. To add one, write a row, and its code in `errors.ts`. */
interface Advice {
  readonly code: keyof ContractsAdvice;
  /** Whether it is meant for a field of that name; the name of the whole data is empty. */
  readonly isFor: (schema: JsonObject, name: string) => boolean;
  readonly sentence: string;
  readonly fix: string;
}

const hasType = ({ type }: JsonObject, ...names: readonly string[]): boolean =>
  [type ?? []].flat().some((one) => names.includes(String(one)));
const hasNone = (schema: JsonObject, ...keywords: readonly string[]): boolean =>
  keywords.every((keyword) => !Object.hasOwn(schema, keyword));

const advice: readonly Advice[] = [
  {
    code: "amount_as_number",
    isFor: (schema, name) => hasType(schema, "number") && /price|amount|total|cost|value/i.test(name),
    sentence: "an amount that is a JSON number loses its zeros, and digits beyond fifteen",
    fix: '"type": "string", "format": "decimal"',
  },
  {
    code: "unit_not_declared",
    isFor: (schema, name) =>
      hasType(schema, "number", "integer") &&
      hasNone(schema, "x-unit") &&
      /minutes|seconds|hours|weight|length|distance|temperature|volume/i.test(name),
    sentence: "its name promises a unit that nobody can check",
    fix: '"x-unit": "min"',
  },
  {
    code: "personal_not_marked",
    isFor: (schema, name) =>
      hasNone(schema, "x-classification") && /e-?mail|phone|iban|firstname|lastname|birth/i.test(name),
    sentence: "it looks like data about a person, and findings would show it",
    fix: '"x-classification": "personal"',
  },
  {
    code: "text_unbounded",
    isFor: (schema) => hasType(schema, "string") && hasNone(schema, "maxLength", "enum", "const", "format", "pattern"),
    sentence: "a text of any length fits",
    fix: '"maxLength": 100',
  },
  {
    code: "list_unbounded",
    isFor: (schema) => hasType(schema, "array") && hasNone(schema, "maxItems", "enum", "const"),
    sentence: "a list of any length fits",
    fix: '"maxItems": 1000',
  },
  {
    code: "object_open",
    isFor: (schema) =>
      isJsonObject(schema.properties) &&
      hasNone(schema, "additionalProperties", "unevaluatedProperties", "patternProperties"),
    sentence: "a member that nobody declared is no finding",
    fix: '"additionalProperties": false, or true to say that it is meant',
  },
];

function adviceOn(contract: Contract): readonly ContractRemark[] {
  const fields = everySchema(contract.schema).flatMap((subschema) => adviceFor(subschema));
  if (contract.businessKey !== undefined) return fields;
  const sentence = "nothing says which member is the business key: stories and exceptions cannot be found by it";
  return [
    { code: "key_not_declared", severity: "warning", path: "", sentence, fix: '"businessKey": "/id"' },
    ...fields,
  ];
}

function adviceFor({ pointer, schema }: Subschema): readonly ContractRemark[] {
  const [, name = ""] = /\/properties\/([^/]*)$/.exec(pointer) ?? [];
  return advice
    .filter(({ isFor }) => isFor(schema, name))
    .map(({ code, sentence, fix }) => ({ code, severity: "warning", path: `/schema${pointer}`, sentence, fix }));
}
