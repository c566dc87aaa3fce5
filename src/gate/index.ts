export type { Admission, AdmissionReason, Problem } from "./admission.ts";
export type { GateConfig, StreamConfig, TenantConfig } from "./config.ts";
export { keyFiles, toKeyHolder } from "./config-file.ts";
export { GateError, type GateFailures, type GateFindings } from "./errors.ts";
export { createGate, type EvidenceOptions, type Gate, type TenantOptions } from "./gate.ts";
export type { AdmitOptions } from "./passage.ts";
export type { EffectContext, EffectFunction, EffectOutcome, Processed, ProcessOptions } from "./process.ts";
export type { Degraded, HouseKeys, KeyHolder, Limits, Lookup, PresetName } from "./settings.ts";
