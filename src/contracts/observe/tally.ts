import { closed, count, listOf, type Shape, text } from "../../foundation/shape.ts";
import { where } from "../shapes.ts";

/** How often a text came. */
export interface Counted {
  readonly text: string;
  times: number;
}

/** Counts the texts of a place that has few of them; once there are too many it is full, and holds none. */
export interface Tally {
  readonly limit: number;
  readonly known: Map<string, Counted>;
  /** Texts that came only once: while there are any, another may well be new. */
  singles: number;
  isFull: boolean;
}

export const createTally = (limit: number): Tally => ({ limit, known: new Map(), singles: 0, isFull: limit === 0 });

/** Longer texts are no codes, and no names of states. */
const LONGEST = 60;

/** Counts a text for the first time. */
export function addText(tally: Tally, added: string, times = 1): void {
  if (tally.isFull) return;
  if (tally.known.size >= tally.limit || added.length > LONGEST) giveUp(tally);
  else {
    tally.known.set(added, { text: added, times });
    if (times === 1) tally.singles += 1;
  }
}

/** Counts a text that came before. */
export function countAgain(tally: Tally, counted: Counted, times = 1): void {
  if (counted.times === 1) tally.singles -= 1;
  counted.times += times;
}

export function giveUp(tally: Tally): void {
  tally.isFull = true;
  tally.singles = 0;
  tally.known.clear();
}

/** Times that each text came, on average, before it is believed that there are no others. */
const TIMES_EACH = 30;

/** Whether a text that is not among those counted is news. */
export const isClosed = (tally: Tally, all: number): boolean =>
  !tally.isFull && tally.singles === 0 && tally.known.size > 0 && all >= tally.known.size * TIMES_EACH;

/** Most frequent first. */
export const listTexts = ({ known }: Tally): readonly Counted[] =>
  [...known.values()].sort((a, b) => b.times - a.times || (a.text < b.text ? -1 : 1));

// ── saved ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `null` of one that is full. */
export type SavedTally = readonly Counted[] | null;

export const savedTally = (limit: number): Shape<SavedTally> => {
  const list = where(listOf(closed({ text, times: count })), ({ length }) => length <= limit, `at most ${limit} texts`);
  return (value, path) => (value === null ? null : list(value, path));
};

export const saveTally = ({ isFull, known }: Tally): SavedTally =>
  isFull ? null : [...known.values()].map(({ text: own, times }) => ({ text: own, times }));

export function restoreTally(limit: number, saved: SavedTally): Tally {
  const tally = createTally(saved ? limit : 0);
  for (const { text: own, times } of saved ?? []) addText(tally, own, times);
  return tally;
}
