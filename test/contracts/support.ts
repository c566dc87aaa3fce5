import { type CompiledContract, type Contract, compileContract } from "../../src/contracts/index.ts";
import type { JsonObject } from "../../src/foundation/index.ts";

/** A contract around a schema. */
export const contractWith = (schema: JsonObject, more: Partial<Contract> = {}): Contract => ({
  formatVersion: 1,
  id: "purchase-order",
  version: "1.0.0",
  owner: "procurement",
  tier: "material",
  schema,
  ...more,
});

export const compiledWith = (schema: JsonObject, more: Partial<Contract> = {}): CompiledContract =>
  compileContract(contractWith(schema, more));

/** The schema of an object with these members, all of them optional. */
export const objectWith = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  ...more,
});
