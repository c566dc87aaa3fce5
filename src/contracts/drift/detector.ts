import type { JsonObject, JsonValue } from "../../foundation/index.ts";
import type { ContractsFinding } from "../errors.ts";
import type { Places } from "../schema/place.ts";
import type { PathNode, Stratum } from "./paths.ts";
import type { Measures } from "./quantities/measures.ts";
import type { ValueType } from "./value-type.ts";

/**
 * Takes one value of an event, at a path that is declared or was learned, with the object or list that holds it and the
 * part of the stream that it belongs to.
 */
export type TakeValue = (
  node: PathNode,
  type: ValueType,
  value: JsonValue,
  holder: JsonValue,
  stratum: Stratum | undefined,
) => void;

/** As things are, or as they were when the last inspection began. */
export type SnapshotTime = "now" | "before-inspection";

/**
 * Watches single values while the watch walks an event once. A further detector is a further file and a row in
 * `detectors.ts`.
 *
 * What was learned changes in `learn` only; what is suspected changes in `conclude` only, and the detector remembers how
 * it was before, so that the last inspection can be repeated elsewhere.
 */
export interface Detector {
  /** Absent where only what was accepted counts. */
  readonly look?: TakeValue;
  /** Judges the event as a whole, after its last value. */
  readonly conclude: (data: JsonValue) => readonly ContractsFinding[];
  /** What was found in the event, by all detectors, holds it or does not. */
  readonly judged?: (isHeld: boolean) => void;
  /** An event is about to be learned that came at this time, where that is known. */
  readonly arrive?: (at: number | undefined) => void;
  readonly learn: TakeValue;
  /** `undefined` where nothing is known yet. */
  readonly snapshot: (when: SnapshotTime) => JsonObject | undefined;
}

/** What detectors are given. */
export interface DetectorOptions {
  readonly measures: Measures;
  readonly places: Places;
  /** Values of a field that prove anything against others. */
  readonly warmUpValues: number;
  /** Score at which values are held, as a natural logarithm, by how many tests there are in all. */
  readonly suspectAt: (tests: number) => number;
  /** Events after which a suspicion is looked at. */
  readonly confirmAfter: number;
}
