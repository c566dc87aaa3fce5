export type { Admission, AdmissionReason, Problem } from "./admission.ts";
export { countObserved, type Observed } from "./census.ts";
export type { GateConfig, StreamConfig, TenantConfig } from "./config.ts";
export { keyFiles, toKeyHolder } from "./config-keys.ts";
export type { RetryOptions } from "./dead-letters.ts";
export { GateError, type GateFailures, type GateFindings } from "./errors.ts";
export {
  createGate,
  type EvidenceOptions,
  type Gate,
  type OverdueQuestion,
  type SampleOptions,
  type TenantOptions,
} from "./gate.ts";
export { countHolds, type HoldPrecision } from "./hold-precision.ts";
export { findOverdue, type Overdue, type OverdueOptions } from "./overdue.ts";
export type { AdmitOptions } from "./passage.ts";
export type { EffectContext, EffectFunction, EffectOutcome, Processed, ProcessOptions } from "./process.ts";
export type { DryRunRequest, Repairs, SubmittedPlan } from "./repairs.ts";
export type { GateReplayOptions, ReplayEffect } from "./replay.ts";
export type {
  Degraded,
  HoldBudget,
  HouseKeys,
  KeyHolder,
  Limits,
  Lookup,
  Novelties,
  PresetName,
  RepairRules,
  Stake,
} from "./settings.ts";
export type { Settlement, SettleOptions } from "./settle.ts";
export type { SwitchChange } from "./switches.ts";
export type { Committable, Intent, Intents, UnitOfWork } from "./unit-of-work.ts";
