import type { WatchFinding } from "./errors.ts";
import { type Contradiction, createNeighbours, type Neighbours } from "./neighbours.ts";
import { createStuck, type Stuck } from "./stuck.ts";

/** One measured value. */
export interface Reading {
  readonly source: string;
  /** What it measures together with others: a cold room, a tank. */
  readonly group: string;
  readonly value: number;
  /** When it was measured. */
  readonly at: Date;
}

/** Settings of a reading watch. */
export interface ReadingWatchOptions {
  /** How old a neighbour's last reading may be to be compared with, in milliseconds. */
  readonly freshMs: number;
}

/** Watches sensors: one that repeats itself, and one that its neighbours contradict. */
export interface ReadingWatch {
  /** Takes readings in the order of arrival. Nothing is found in the first 30 of a source. */
  readonly note: (reading: Reading) => readonly WatchFinding[];
}

/** Starts to watch readings. Memory: about 1 KiB for each source; at most 10,000 sources, those beyond are not watched. */
export function createReadingWatch({ freshMs }: ReadingWatchOptions): ReadingWatch {
  const stuck = new Map<string, Stuck>();
  const groups = new Map<string, Neighbours>();
  return {
    note(reading) {
      const { source, group, value, at } = reading;
      const own = known(stuck, source, createStuck);
      const neighbours = known(groups, group, () => createNeighbours(freshMs));
      if (!own || !neighbours || !Number.isFinite(value)) return [];
      const repeated = own.take(value);
      const contradiction = neighbours.take(source, value, at.getTime());
      return [
        ...(repeated ? [describeStuck(reading, repeated)] : []),
        ...(contradiction ? [describeContradiction(reading, contradiction)] : []),
      ];
    },
  };
}

const MAX_SOURCES = 10_000;

function known<Value>(map: Map<string, Value>, key: string, create: () => Value): Value | undefined {
  if (!map.has(key) && map.size < MAX_SOURCES) map.set(key, create());
  return map.get(key);
}

const describeStuck = (
  { source, value }: Reading,
  { repeats, odds }: { readonly repeats: number; readonly odds: number },
): WatchFinding => ({
  code: "reading_stuck",
  severity: "warning",
  path: "/data",
  sentence: `\`${source}\` has said ${value} ${repeats + 1} times in a row, which is ${odds} times rarer than chance`,
  facts: { source, repeats, odds },
});

function describeContradiction({ source, group }: Reading, { distance, usual }: Contradiction): WatchFinding {
  const facts = { source, group, distance: rounded(distance), usual: rounded(usual) };
  const sentence = `\`${source}\` is ${facts.distance} away from where it usually is among the others of \`${group}\`, where ${facts.usual} is usual`;
  return { code: "reading_contradicted", severity: "warning", path: "/data", sentence, facts };
}

const rounded = (value: number): number => Number(value.toPrecision(3));
