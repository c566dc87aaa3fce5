export {
  type Capsule,
  capsuleBytes,
  createCapsule,
  formatCapsule,
  type HeldEvent,
  parseCapsule,
} from "./capsule.ts";
export { QuarantineError, type QuarantineFailures } from "./errors.ts";
export type { MoveOrder, MoveRecord } from "./move.ts";
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
