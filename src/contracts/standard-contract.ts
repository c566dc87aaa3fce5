import type { JsonValue } from "../foundation/index.ts";
import type { ContractsFinding } from "./errors.ts";
import { createPlaces, type Places, tellPath } from "./schema/place.ts";
import { type StandardIssue, type StandardSchema, toStandard } from "./standard.ts";
import { placeName, shorten } from "./text.ts";
import type { CompiledContract } from "./validate.ts";

/** Most issues told about one event. */
const MAX_ISSUES = 50;

/**
 * A contract that also asks a schema of another library (zod, valibot, ArkType: https://standardschema.dev). What that one
 * has to say becomes findings `schema_violated`, behind those of the contract; nothing of its words is told of places that
 * the contract calls confidential or personal. Transformed values are not taken over: data stays what was signed.
 *
 * The contract's digest covers its own JSON Schema and not the library's code: export that one into the contract where
 * the library can (`z.toJSONSchema`).
 *
 * @throws {TypeError} from `validate`, when the schema answers asynchronously.
 */
export function withStandardSchema(compiled: CompiledContract, schema: StandardSchema): CompiledContract {
  const places = createPlaces(compiled.contract.schema);
  const validate: CompiledContract["validate"] = (data, context) => {
    const findings = compiled.validate(data, context);
    if (findings.some(({ code }) => code === "data_unreadable")) return findings;
    return [...findings, ...issuesOf(schema, data).map((issue) => toFinding(issue, data, places))];
  };
  return { ...compiled, validate, "~standard": toStandard(validate) };
}

function issuesOf(schema: StandardSchema, data: JsonValue): readonly StandardIssue[] {
  const result = schema["~standard"].validate(data);
  if (result instanceof Promise) throw new TypeError("a contract cannot ask a schema that answers asynchronously");
  return (result.issues ?? []).slice(0, MAX_ISSUES);
}

function toFinding({ message, path: keys = [] }: StandardIssue, data: JsonValue, places: Places): ContractsFinding {
  const tokens = keys.map((step) => String(typeof step === "object" ? step.key : step));
  const steps = places.along(data, tokens);
  const isHidden = places.root.hidden || steps.some(({ place }) => place.hidden);
  const path = tellPath(steps);
  const expected = isHidden ? "what the schema asks for" : shorten(message);
  const sentence = `${placeName(path)} does not fit the schema; expected ${expected}`;
  return { code: "schema_violated", severity: "error", path, sentence, facts: { rule: "", expected, actual: "" } };
}
