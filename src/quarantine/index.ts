export {
  type Capsule,
  capsuleBytes,
  createCapsule,
  formatCapsule,
  type HeldEvent,
  parseCapsule,
} from "./capsule.ts";
export type { ShelfRoom } from "./census.ts";
export { isConfirmedBy } from "./confirmed.ts";
export { createDeadLetters, type Reread, type RetryReport, retryDeadLetters } from "./dead-letter.ts";
export { type DryRun, type DryRunOptions, dryRun, isMeant, needsNothing, type RepairExample } from "./dry-run.ts";
export { QuarantineError, type QuarantineFailures } from "./errors.ts";
export { type Held, readHeld } from "./held-event.ts";
export { createJudge, createLook, type Judge, type Look } from "./judge.ts";
export { NO_LANE } from "./lanes.ts";
export { type MaskedCapsule, maskCapsule } from "./mask.ts";
export type { MoveOrder, MoveRecord } from "./move.ts";
export type { RepairTools } from "./operations/operation.ts";
export { applyOperations, type RepairOperation } from "./operations/operations.ts";
export type { Sleep } from "./pace.ts";
export { versionNamed } from "./proposals/versions.ts";
export { type ProposeOptions, proposeRepairs, type RepairProposal } from "./propose.ts";
export type { PurgeResult } from "./purge.ts";
export { repairEvent } from "./repair.ts";
export {
  checkRepairPlan,
  formatRepairPlan,
  ownersOf,
  parseRepairPlan,
  type RepairPlan,
  type RepairSelection,
  readRepairPlan,
  repairPlanDigest,
  tellRepairPlan,
} from "./repair-plan.ts";
export {
  BEHIND_HELD,
  type Readmission,
  type Readmit,
  type ReplayOptions,
  type ReplayProgress,
  type ReplayReport,
  replay,
} from "./replay.ts";
export { type Rerun, rerunCapsule } from "./rerun.ts";
export {
  type Expired,
  findExpired,
  purgeDecided,
  type RetentionDays,
  type RetentionOptions,
  type RetentionRules,
} from "./retention.ts";
export { createShelf, type ReplaceOrder, type Shelf, type ShelfOptions } from "./shelf.ts";
export type { MoveResult } from "./shelf-moves.ts";
export type { PurgedCapsule, ShelvedCapsule } from "./shelf-reading.ts";
export type { ShelfItem, Tombstone } from "./shelf-records.ts";
