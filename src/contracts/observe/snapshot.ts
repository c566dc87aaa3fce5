import { isSha256Hex, type JsonObject } from "../../foundation/index.ts";
import { type SavedRhythm, savedRhythm } from "../../foundation/rhythm.ts";
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
import { type SavedPath, savedPaths } from "../drift/saved-paths.ts";
import { where } from "../shapes.ts";
import { limits, type Profile, settle } from "./profile.ts";
import { type ObserverSettings, settingsShape } from "./settings.ts";
import { restoreSketch, type SavedSketch, savedSketch, saveSketch } from "./sketch.ts";
import { restoreTally, type SavedTally, savedTally, saveTally } from "./tally.ts";
import { textStyles } from "./text-style.ts";

/** Everything that an observer knows. */
export interface ObserverSnapshot {
  readonly formatVersion: 1;
  /** SHA-256 of the contract, or `null` where there is none. */
  readonly contract: string | null;
  readonly settings: ObserverSettings;
  /** Whether it was said that there is no room for more sources. */
  readonly announced: boolean;
  readonly sources: readonly SavedSource[];
}

export interface SavedSource {
  /** `null` of what stands for all sources that there was no room for. */
  readonly source: string | null;
  readonly events: number;
  readonly overflowed: boolean;
  readonly announced: boolean;
  readonly rhythm: SavedRhythm | null;
  readonly paths: readonly SavedPath[];
  /** One for each path; `null` where neither texts nor numbers came. */
  readonly profiles: readonly (SavedProfile | null)[];
}

export interface SavedProfile {
  readonly texts: number;
  readonly blank: number;
  readonly phase: Profile["phase"];
  readonly inStyle: readonly number[];
  readonly styles: readonly string[];
  readonly others: readonly string[];
  readonly words: SavedTally;
  readonly sentinels: readonly string[];
  readonly pictures: SavedTally;
  readonly values: SavedTally;
  readonly sketch: SavedSketch | null;
}

const orNull =
  <Value>(shape: Shape<Value>): Shape<Value | null> =>
  (value, path) =>
    value === null ? null : shape(value, path);

const styleNames = listOf(oneOf(...textStyles.map(({ name }) => name)));

const savedProfile: Shape<SavedProfile> = closed({
  texts: count,
  blank: count,
  phase: oneOf("undecided", "styled", "plain"),
  inStyle: where(listOf(count), ({ length }) => length === textStyles.length, "a count for each style"),
  styles: styleNames,
  others: styleNames,
  words: savedTally(limits.words),
  sentinels: where(listOf(text), ({ length }) => length <= limits.words, `at most ${limits.words} words`),
  pictures: savedTally(limits.pictures),
  values: savedTally(limits.values),
  sketch: orNull(savedSketch),
});

const savedSource: Shape<SavedSource> = where(
  closed({
    source: orNull(text),
    events: count,
    overflowed: flag,
    announced: flag,
    rhythm: orNull(savedRhythm),
    paths: savedPaths,
    profiles: listOf(orNull(savedProfile)),
  }),
  ({ paths, profiles }) => paths.length === profiles.length,
  "a profile, or null, for each path",
);

const snapshotShape: Shape<ObserverSnapshot> = closed({
  formatVersion: oneOf(1),
  contract: orNull(satisfying("a SHA-256 in hexadecimal", isSha256Hex)),
  settings: settingsShape,
  announced: flag,
  sources: listOf(savedSource),
});

/** @throws {FoundationError} `newer_format`, `format_malformed` */
export const readSnapshot = (snapshot: unknown): ObserverSnapshot =>
  readFormat("observer snapshot", 1, snapshotShape, snapshot);

export const writeSnapshot = (snapshot: ObserverSnapshot): JsonObject => snapshot as unknown as JsonObject;

const nameOf = ({ name }: { readonly name: string }): string => name;

export function saveProfile(profile: Profile): SavedProfile {
  settle(profile);
  return {
    texts: profile.texts,
    blank: profile.blank,
    phase: profile.phase,
    inStyle: [...profile.inStyle],
    styles: profile.styles.map(nameOf),
    others: profile.others.map(nameOf),
    words: saveTally(profile.words),
    sentinels: [...profile.sentinels],
    pictures: saveTally(profile.pictures),
    values: saveTally(profile.values),
    sketch: profile.sketch ? saveSketch(profile.sketch) : null,
  };
}

const stylesNamed = (names: readonly string[]): Profile["styles"] =>
  textStyles.filter(({ name }) => names.includes(name));

export const restoreProfile = (saved: SavedProfile): Profile => ({
  texts: saved.texts,
  blank: saved.blank,
  phase: saved.phase,
  inStyle: [...saved.inStyle],
  styles: stylesNamed(saved.styles),
  others: stylesNamed(saved.others),
  words: restoreTally(limits.words, saved.words),
  sentinels: new Set(saved.sentinels),
  pictures: restoreTally(limits.pictures, saved.pictures),
  values: restoreTally(limits.values, saved.values),
  sketch: saved.sketch ? restoreSketch(saved.sketch) : undefined,
  last: undefined,
  again: 0,
  lastCounted: undefined,
  lastTally: undefined,
});
