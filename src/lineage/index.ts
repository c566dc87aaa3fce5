export type { LineageAnswer, Step } from "./answer.ts";
export {
  type Consumption,
  type Derivation,
  parseConsumption,
  parseDerivation,
  type RecordVersion,
  type Transformation,
} from "./derivation.ts";
export type { Changed, Divergence } from "./divergence.ts";
export { LineageError, type LineageFailures, type LineageReasons } from "./errors.ts";
export type { LineageOptions } from "./graph.ts";
export { createLineage, type Lineage } from "./lineage.ts";
export type { Impact, Trace } from "./trace.ts";
export type { WalkOptions } from "./walk.ts";
