import { closed, type Shape } from "../../foundation/shape.ts";
import type { Detector, DetectorOptions } from "./detector.ts";
import { createUnitDetector, unitSnapshotShape } from "./first-format/unit-detector.ts";
import { createMixDetector } from "./mix/mix-detector.ts";
import { mixSnapshotShape } from "./mix/saved.ts";
import type { Measures } from "./quantities/measures.ts";
import { createQuantityDetector } from "./quantities/quantity-detector.ts";
import { quantitySnapshotShape } from "./quantities/saved.ts";

interface DetectorKind<Saved> {
  readonly shape: (measures: Measures) => Shape<Saved>;
  readonly create: (options: DetectorOptions, saved: Saved | undefined) => Detector;
}

type DetectorKinds = Readonly<Record<string, DetectorKind<unknown>>>;

/** What its own shape has read is what it is made with. */
const kind = <Saved>({ shape, create }: DetectorKind<Saved>): DetectorKind<unknown> => ({
  shape,
  create: (options, saved) => create(options, saved as Saved | undefined),
});

/**
 * Detectors by the name that their state has in a snapshot, for each version of its format. Those of an old version stay
 * as they are: what was found with them must be found again.
 */
const kinds: Readonly<Record<SnapshotVersion, DetectorKinds>> = {
  1: {
    units: kind({
      shape: ({ packs }) => unitSnapshotShape(packs),
      create: ({ measures, suspectAt, ...options }, saved) =>
        createUnitDetector({ ...options, packs: measures.packs, suspectAt: suspectAt(1) }, saved),
    }),
  },
  2: {
    quantities: kind({ shape: quantitySnapshotShape, create: createQuantityDetector }),
    mixes: kind({ shape: () => mixSnapshotShape, create: createMixDetector }),
  },
};

export type SnapshotVersion = 1 | 2;
export type SavedDetectors = Readonly<Record<string, unknown>>;

/** One that a snapshot does not know starts anew. */
export const savedDetectorsShape = (version: SnapshotVersion, measures: Measures): Shape<SavedDetectors> =>
  closed({}, Object.fromEntries(Object.entries(kinds[version]).map(([name, kind]) => [name, kind.shape(measures)])));

export interface NamedDetector {
  readonly name: string;
  readonly detector: Detector;
}

export const createDetectors = (
  version: SnapshotVersion,
  options: DetectorOptions,
  saved: SavedDetectors,
): readonly NamedDetector[] =>
  Object.entries(kinds[version]).map(([name, { create }]) => ({
    name,
    detector: create(options, saved[name]),
  }));
