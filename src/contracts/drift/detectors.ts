import type { Packs } from "../../foundation/index.ts";
import { closed, type Shape } from "../../foundation/shape.ts";
import type { Places } from "../schema/place.ts";
import type { Detector } from "./detector.ts";
import { createUnitDetector, unitSnapshotShape } from "./unit-detector.ts";
import type { UnitTestThresholds } from "./unit-test.ts";

/** What detectors are given. */
export interface DetectorOptions extends UnitTestThresholds {
  readonly packs: Packs;
  readonly places: Places;
  readonly warmUpValues: number;
}

interface DetectorKind<Saved> {
  readonly shape: (packs: Packs) => Shape<Saved>;
  readonly create: (options: DetectorOptions, saved: Saved | undefined) => Detector;
}

/** Detectors by the name that their state has in a snapshot. */
const detectorKinds: Readonly<Record<string, DetectorKind<never>>> = {
  units: { shape: unitSnapshotShape, create: createUnitDetector } as DetectorKind<never>,
};

export type SavedDetectors = Readonly<Record<string, unknown>>;

/** One that a snapshot does not know starts anew. */
export const savedDetectorsShape = (packs: Packs): Shape<SavedDetectors> =>
  closed({}, Object.fromEntries(Object.entries(detectorKinds).map(([name, kind]) => [name, kind.shape(packs)])));

export interface NamedDetector {
  readonly name: string;
  readonly detector: Detector;
}

export const createDetectors = (options: DetectorOptions, saved: SavedDetectors): readonly NamedDetector[] =>
  Object.entries(detectorKinds).map(([name, { create }]) => ({
    name,
    detector: create(options, saved[name] as never),
  }));
