export {
  type Mode,
  parseSealedAdmission,
  type ReasonCode,
  type Ruling,
  type SealedAdmission,
} from "./admission.ts";
export {
  type Audience,
  type Bundle,
  type Part,
  parseBundle,
  type SealBundleOptions,
  sealBundle,
  sealBundlePieces,
} from "./bundle.ts";
export type { CompletenessClaim } from "./check-completeness.ts";
export { collectEvidence, collectRun, collectRunPieces } from "./collect.ts";
export type { CollectOptions } from "./collecting/options.ts";
export { type EvidenceCheckCode, type EvidenceChecks, EvidenceError, type EvidenceFailures } from "./errors.ts";
export {
  type AdmissionEntry,
  type AdmissionNote,
  type ApprovalEntry,
  changedRecord,
  changedRepair,
  createLedger,
  type EventRecord,
  isHeldKey,
  isIdentityKey,
  isRecordKey,
  type Ledger,
  type LoggedStatement,
  newRecord,
  newRepair,
  newRules,
  newSwitch,
  type RepairRecord,
  type RuleKind,
  type StoredRecord,
} from "./ledger.ts";
export type { PartKind } from "./part-kinds.ts";
export { isRenewed, parseRenewed, type RenewedBundle, type SealRenewalOptions, sealRenewal } from "./renewal.ts";
export { type CollectSampleOptions, collectSample } from "./sample/collect.ts";
export type { AuditSample, SamplePlan } from "./sample/plan.ts";
export type { Spool } from "./spool.ts";
export type { BundleSummary } from "./story.ts";
export { parseStreamSwitch, type StreamSwitch } from "./switch.ts";
export { verifyBundle } from "./verify.ts";
export type { VerifyBundleOptions } from "./verify-options.ts";
