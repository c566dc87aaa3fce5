import { isJsonObject, isSha256Hex, type JsonObject } from "../../foundation/index.ts";
import {
  closed,
  count,
  flag,
  listOf,
  oneOf,
  readFormat,
  type Shape,
  satisfying,
  text,
} from "../../foundation/shape.ts";
import { where } from "../shapes.ts";
import { type SavedDetectors, type SnapshotVersion, savedDetectorsShape } from "./detectors.ts";
import type { Measures } from "./quantities/measures.ts";
import { type SavedPath, savedPaths, savedRoot } from "./saved-paths.ts";
import { type FirstSettings, settingsShape, type WatchSettings } from "./settings.ts";
import { MAX_CHANGES } from "./shape.ts";

/** Everything that a watch knows. */
export interface WatchSnapshot {
  /** 1 holds another test of units, and no budget. A watch that goes on from one stays with it. */
  readonly formatVersion: SnapshotVersion;
  /** SHA-256 of the contract. */
  readonly contract: string;
  readonly settings: WatchSettings | FirstSettings;
  /** Events learned. */
  readonly events: number;
  readonly overflowed: boolean;
  readonly announced: boolean;
  readonly changes: readonly { readonly change: string; readonly count: number }[];
  readonly paths: readonly SavedPath[];
  readonly detectors: SavedDetectors;
}

/** @throws {FoundationError} `newer_format`, `format_malformed` */
export function readSnapshot(snapshot: unknown, measures: Measures): WatchSnapshot {
  const version = isJsonObject(snapshot) && snapshot.formatVersion === 1 ? 1 : 2;
  const shape: Shape<WatchSnapshot> = closed({
    formatVersion: oneOf<SnapshotVersion>(version),
    contract: satisfying("a SHA-256 in hexadecimal", isSha256Hex),
    settings: settingsShape(version),
    events: count,
    overflowed: flag,
    announced: flag,
    changes: where(listOf(closed({ change: text, count })), ({ length }) => length <= MAX_CHANGES, "fewer changes"),
    paths: savedPaths,
    detectors: savedDetectorsShape(version, measures),
  });
  return readFormat("drift snapshot", 2, shape, snapshot);
}

export const emptySnapshot = (contract: string, settings: WatchSettings): WatchSnapshot => ({
  formatVersion: 2,
  contract,
  settings,
  events: 0,
  overflowed: false,
  announced: false,
  changes: [],
  paths: [savedRoot],
  detectors: {},
});

export const writeSnapshot = (snapshot: WatchSnapshot): JsonObject => snapshot as unknown as JsonObject;
