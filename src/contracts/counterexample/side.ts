import type { JsonObject, JsonValue } from "../../foundation/index.ts";
import { type Contract, readContract } from "../contract.ts";
import type { ContractsFinding } from "../errors.ts";
import type { SchemaOptions } from "../schema/compile.ts";
import { describeProblems } from "../schema/describe.ts";
import { PatternUndecided } from "../schema/pattern.ts";
import { createPlaces, type Places } from "../schema/place.ts";
import { measureData } from "../schema/readable.ts";
import { type CompiledContract, compileRules } from "../validate.ts";
import { readRules } from "./read-rules.ts";
import type { Rules } from "./rule.ts";

/** What a validator says of a document: nothing, what it found first, or that it cannot tell. */
export type Ruling = "valid" | "undecided" | ContractsFinding;

/** One of two contracts that are compared: as rules, and as the validator that events meet. */
export interface Side {
  readonly contract: Contract;
  readonly rules: Rules;
  readonly places: Places;
  judge(document: JsonValue): Ruling;
}

/**
 * @throws {ContractsError} `contract_malformed`, `contract_schema_invalid`, `contract_pattern_unsafe`
 * @throws {FoundationError} `newer_format`
 */
export function createSide(contract: Contract, options: SchemaOptions): Side {
  const own = readContract(contract);
  const { schema, places, meter } = compileRules(own, options);
  return {
    contract: own,
    rules: readRules(own.schema),
    places,
    judge(document) {
      if (typeof measureData(document) === "string") return "undecided";
      meter.spent = 0;
      try {
        const [problem] = schema.first(document);
        return problem === undefined ? "valid" : (describeProblems([problem], document, places)[0] ?? "undecided");
      } catch (error) {
        if (error instanceof PatternUndecided) return "undecided";
        throw error;
      }
    },
  };
}

/** The side of a contract that is compiled already. */
export const compiledSide = ({ contract, validate }: CompiledContract): Side => ({
  contract,
  rules: readRules(contract.schema),
  places: createPlaces(contract.schema),
  judge(document) {
    const [finding] = validate(document);
    if (finding === undefined) return "valid";
    return finding.code === "data_unreadable" || finding.code === "pattern_undecided" ? "undecided" : finding;
  },
});

/** A contract around a schema that stands by itself, for what takes contracts. It says nothing that the schema does not. */
export const contractAround = (schema: JsonObject): Contract => ({
  formatVersion: 1,
  id: "schema",
  version: "0.0.0",
  owner: "nobody",
  tier: "low",
  schema,
});
