export { type FaultyStore, faultyStore, type StoreFaults } from "./faulty-store.ts";
export { type StoreConformanceCase, storeConformance } from "./store-conformance.ts";
export { type FaultKind, type FaultName, faultKinds } from "./world/faults.ts";
export { type FaultScore, type RunWorldOptions, runWorld, type WorldResult, worldClock } from "./world/run.ts";
export { createWorld, type Delivery, type Posting, type World, type WorldOptions } from "./world/world.ts";
