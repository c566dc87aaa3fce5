export { type CompatibilityMode, type Contract, contractDataschema, contractDigest } from "./contract.ts";
export { createDriftWatch, type DriftWatch, type DriftWatchOptions, restoreDriftWatch } from "./drift/watch.ts";
export {
  ContractsError,
  type ContractsFailures,
  type ContractsFinding,
  type ContractsFindings,
} from "./errors.ts";
export { type FieldRules, fieldRules, withoutClassified } from "./field-rules.ts";
export { createDataProfile, type DataProfile, type FieldReport, type ProfileReport } from "./infer/data-profile.ts";
export { type InferOptions, inferContract } from "./infer/infer-contract.ts";
export type { FoundKey } from "./infer/keys.ts";
export type { FoundRelation } from "./infer/relations.ts";
export type { UnitSuspicion } from "./infer/units.ts";
export type { Expression } from "./relation/expression.ts";
export type { Bound, Relation } from "./relation/relation.ts";
export type { Classification } from "./schema/annotations.ts";
export { type CompiledContract, compileContract, parseContract, type ValidationContext } from "./validate.ts";
