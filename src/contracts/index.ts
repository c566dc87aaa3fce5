export { type ContractRemark, lintContract } from "./advice.ts";
export { parseConsumers } from "./compatibility/consumers.ts";
export type {
  CompatibilityReport,
  CompatibilityRules,
  CompatibilityVerdict,
  ConsumerVerdict,
  Counterexample,
  SuggestedEdit,
  VersionReport,
} from "./compatibility/report.ts";
export type { ContractOrCompiled } from "./compatibility/sides.ts";
export {
  type CompatibilityOptions,
  checkCompatibility,
  checkSchemas,
  compatibilityChecker,
  diffContracts,
} from "./compatibility.ts";
export { type CompatibilityMode, type Contract, contractDataschema, contractDigest } from "./contract.ts";
export { contractAround } from "./counterexample/side.ts";
export type {
  CompatibilityDirection,
  Difference,
  DifferenceCode,
  DifferenceVerdict,
} from "./diff/difference.ts";
export { createDriftWatch, type DriftWatch, type DriftWatchOptions, restoreDriftWatch } from "./drift/watch.ts";
export {
  type ContractsAdvice,
  ContractsError,
  type ContractsFailures,
  type ContractsFinding,
  type ContractsFindings,
} from "./errors.ts";
export { createEventRules, type EventRules } from "./event-rules.ts";
export { type FieldRules, fieldRules, strictestClass, withoutClassified } from "./field-rules.ts";
export { createDataProfile, type DataProfile, type FieldReport, type ProfileReport } from "./infer/data-profile.ts";
export { type InferOptions, inferContract } from "./infer/infer-contract.ts";
export type { FoundKey } from "./infer/keys.ts";
export type { FoundRelation } from "./infer/relations.ts";
export type { UnitSuspicion } from "./infer/units.ts";
export type { Direction } from "./migrate/compile.ts";
export { type Migration, parseMigration } from "./migrate/migration.ts";
export {
  createMigrator,
  type Migrated,
  type MigrationTaken,
  type Migrator,
  type MigratorOptions,
  type UpcastEvent,
} from "./migrate/migrator.ts";
export type { MigrationStep } from "./migrate/operations/table.ts";
export type { Journey } from "./migrate/path.ts";
export { type RoundTripFault, testRoundTrip } from "./migrate/round-trip.ts";
export {
  createObserver,
  type Observation,
  type Observer,
  type ObserverOptions,
  restoreObserver,
} from "./observe/observer.ts";
export type { PlaceReport } from "./observe/report.ts";
export { fromOdcs, type ImportedOdcs } from "./odcs/from-odcs.ts";
export { toOdcs } from "./odcs/to-odcs.ts";
export type { QualityMetric, QualityRule } from "./quality/rule.ts";
export { createQualityWatch, type QualityWatch } from "./quality/watch.ts";
export type { AuditOptions } from "./registry/audit.ts";
export type { Consumer } from "./registry/consumer.ts";
export type { Listing, PublishedMigration, PublishedVersion } from "./registry/listing.ts";
export type {
  CompatibilityAnswer,
  CompatibilityChecker,
  ConsumerAnswer,
  Published,
  PublishOptions,
} from "./registry/publish.ts";
export {
  createRegistry,
  type Registry,
  type RegistryContent,
  type RegistryOptions,
} from "./registry/registry.ts";
export type { Expression } from "./relation/expression.ts";
export type { Bound, Relation } from "./relation/relation.ts";
export type { Classification } from "./schema/annotations.ts";
export { classifiedPointers, spellsClassified } from "./schema/classified.ts";
export type { ContractModule } from "./schema/module.ts";
export type { Sla } from "./sla.ts";
export type { StandardIssue, StandardProps, StandardResult, StandardSchema } from "./standard.ts";
export { withStandardSchema } from "./standard-contract.ts";
export { type TakenUnits, takeUnits } from "./take-units.ts";
export { formatTypes } from "./types/format-types.ts";
export {
  type CompileContractOptions,
  type CompiledContract,
  compileContract,
  formatContractModule,
  parseContract,
  type ValidationContext,
} from "./validate.ts";
