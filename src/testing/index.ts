export { type FaultyStore, faultyStore, type StoreFaults } from "./faulty-store.ts";
export { type GamedayScore, runGameday } from "./gameday/gameday.ts";
export type { Part, Scenario, Switches, Transported } from "./gameday/scenario.ts";
export { scenarios } from "./gameday/scenarios/scenarios.ts";
export { type StoreConformanceCase, storeConformance } from "./store-conformance.ts";
export type { Delivery } from "./world/delivery.ts";
export {
  type FaultKind,
  type FaultScore,
  faultKinds,
  type RunWorldOptions,
  runWorld,
  type WorldResult,
  worldClock,
} from "./world/run.ts";
export type { Posting } from "./world/scene.ts";
export { type Account, createWorld, DEFAULT_EVENTS, type World, type WorldOptions } from "./world/world.ts";
