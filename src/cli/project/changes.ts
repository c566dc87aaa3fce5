import type { Contract } from "../../contracts/index.ts";
import { isJsonObject, type JsonObject, type JsonValue, parsePointer } from "../../foundation/index.ts";
import { CliError } from "../errors.ts";
import type { Sample } from "./sample.ts";

/** Which member of a row is the record's key, and which are fields that can be guarded. */
interface Parts {
  readonly key: string | undefined;
  readonly fields: readonly string[];
}

/** A sample of records as a sample of their changes, in the form in which `toEvents` of `countersign/cap` gives them. @throws {CliError} `rows_unreadable` when no field could be guarded */
export function changesOf(sample: Sample): Sample {
  const parts = partsOf(sample.contract);
  if (parts.fields.length === 0) throw nothingToGuard(sample);
  return {
    ...sample,
    contract: contractOf(sample.contract, parts),
    rows: sample.rows.map((row) => changeOf(row, parts)),
  };
}

function nothingToGuard({ stream }: Sample): CliError {
  const problem = "no field beside the key has plain values";
  return new CliError("rows_unreadable", `\`${stream}\`: ${problem}; name a file with one`, { file: stream, problem });
}

/** The fields whose changes a contract is about. */
export const fieldsOf = ({ schema }: Contract): readonly string[] =>
  Object.keys(propertiesOf(propertiesOf(schema).after as JsonObject));

function partsOf({ schema, businessKey }: Contract): Parts {
  const [key, ...deeper] = businessKey === undefined ? [] : parsePointer(businessKey);
  const properties = Object.entries(propertiesOf(schema));
  const fields = properties.filter(([name, one]) => name !== key && isPlain(one)).map(([name]) => name);
  return { key: deeper.length === 0 ? key : undefined, fields };
}

const propertiesOf = ({ properties = {} }: JsonObject): JsonObject => properties as JsonObject;

const isPlain = (schema: JsonValue | undefined): boolean =>
  !isJsonObject(schema) || ![schema.type].flat().some((type) => type === "object" || type === "array");

/** Relations are left out: they may be between members that are no guarded fields. */
function contractOf({ schema, businessKey, ...contract }: Contract, { key, fields }: Parts): Contract {
  const properties = propertiesOf(schema);
  const isRequired = (name: string): boolean => [schema.required].flat().includes(name);
  const after = fields.map((name) => [name, isRequired(name) ? properties[name] : orNull(properties[name])] as const);
  return {
    ...contract,
    ...(key !== undefined && { businessKey: `/key${businessKey}` }),
    schema: closed(
      {
        key: key === undefined ? { type: "object" } : closed({ [key]: properties[key] as JsonValue }),
        // What is in the database already is not judged: it could not be corrected otherwise.
        before: { type: ["object", "null"] },
        after: closed(Object.fromEntries(after) as JsonObject),
        changedBy: { type: "string", maxLength: 255, "x-classification": "personal" },
        revision: { type: "integer", minimum: 0 },
      },
      { tenant: { type: "string", maxLength: 255 } },
    ),
  };
}

/** An element that has no value is null in CAP. */
const orNull = (schema: JsonValue | undefined): JsonObject => ({ anyOf: [schema as JsonValue, { type: "null" }] });

const closed = (required: JsonObject, optional: JsonObject = {}): JsonObject => ({
  type: "object",
  required: Object.keys(required),
  properties: { ...required, ...optional },
  additionalProperties: false,
});

const changeOf = (row: JsonObject, { key, fields }: Parts): JsonObject => ({
  key: key === undefined ? {} : { [key]: row[key] ?? null },
  before: null,
  after: Object.fromEntries(fields.map((name) => [name, row[name] ?? null])),
  changedBy: "rehearsal",
  revision: 0,
});
