export {
  type Capsule,
  capsuleBytes,
  createCapsule,
  formatCapsule,
  type HeldEvent,
  parseCapsule,
} from "./capsule.ts";
export { type DryRun, type DryRunOptions, dryRun, type RepairExample } from "./dry-run.ts";
export { QuarantineError, type QuarantineFailures } from "./errors.ts";
export { createJudge, type Judge } from "./judge.ts";
export type { MoveOrder, MoveRecord } from "./move.ts";
export type { MigrationStep, RepairTools } from "./operations/operation.ts";
export { applyOperations, type RepairOperation } from "./operations/operations.ts";
export { type ProposeOptions, proposeRepairs, type RepairProposal } from "./propose.ts";
export { repairEvent } from "./repair.ts";
export {
  formatRepairPlan,
  ownersOf,
  parseRepairPlan,
  type RepairPlan,
  type RepairSelection,
  readRepairPlan,
  repairPlanDigest,
  tellRepairPlan,
} from "./repair-plan.ts";
export { type Rerun, rerunCapsule } from "./rerun.ts";
export {
  createShelf,
  type MoveResult,
  type Shelf,
  type ShelfOptions,
  type ShelfRoom,
  type ShelvedCapsule,
} from "./shelf.ts";
export type { ShelfItem } from "./shelf-records.ts";
