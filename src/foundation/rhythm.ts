import { closed, count, countFrom, finite, listOf, type Shape } from "./shape.ts";
import { deviation, learnSpread, noSpread, type Spread } from "./spread.ts";

/** When something usually comes, learned from when it came. */
export interface Rhythm {
  lastAt: number;
  readonly firstAt: number;
  /** Times between two arrivals, without the hours in which nothing usually comes. */
  gaps: Spread;
  /** The week in which something last came in each hour of the week; -1 where nothing ever did. */
  readonly hours: Int32Array;
}

/** How long a silence may be before it says something. */
export interface Patience {
  /** Standard deviations above the mean. */
  readonly deviations: number;
  /** Arrivals before silence says anything. */
  readonly warmUp: number;
}

/** Gaps that the usual one is learned from. */
const MEMORY = 128;
/** One that is lost by something that is never late is no silence. */
const LEAST_GAPS = 3;
const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
/** Weeks before a night, or a Sunday, is known to be quiet; and after which an hour without anything is a quiet one. */
const [WEEKS_TO_LEARN, WEEKS_TO_FORGET] = [3, 4];

export const startRhythm = (at: number): Rhythm => ({
  lastAt: at,
  firstAt: at,
  gaps: noSpread,
  hours: withHour(new Int32Array(WEEK_HOURS).fill(-1), at),
});

/** Since 1970-01-01T00:00Z; weeks begin on Thursdays, which matters to nobody. */
const hourOf = (at: number): number => Math.floor(at / HOUR_MS);
const weekOf = (hour: number): number => Math.floor(hour / WEEK_HOURS);
const slotOf = (hour: number): number => ((hour % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;

function withHour(hours: Int32Array, at: number): Int32Array {
  const hour = hourOf(at);
  hours[slotOf(hour)] = weekOf(hour);
  return hours;
}

/** Takes an arrival. An outage is not learned as a habit; what really is slower is learned bit by bit. */
export function noteArrival(rhythm: Rhythm, at: number, patience: Patience): void {
  const gap = Math.min(usualTimeBetween(rhythm, rhythm.lastAt, at), allowedSilence(rhythm, patience));
  const wasLearned = knowsItsWeek(rhythm);
  if (at >= rhythm.lastAt) rhythm.gaps = learnSpread(rhythm.gaps, gap, MEMORY);
  rhythm.lastAt = Math.max(rhythm.lastAt, at);
  withHour(rhythm.hours, at);
  // Nights no longer count: what was learned while they did is of no use.
  if (!wasLearned && hasQuietHours(rhythm)) rhythm.gaps = noSpread;
}

/** How long nothing may come, in hours in which something usually does; in milliseconds. */
export const allowedSilence = ({ gaps }: Rhythm, { deviations, warmUp }: Patience): number =>
  gaps.count < warmUp ? Infinity : Math.max(LEAST_GAPS * gaps.mean, gaps.mean + deviations * deviation(gaps));

/** How long nothing has come by then, in hours in which something usually does; in milliseconds. */
export const silenceOf = (rhythm: Rhythm, at: number): number => usualTimeBetween(rhythm, rhythm.lastAt, at);

/** Whether there are hours of the week, known by now, in which nothing comes. */
const hasQuietHours = (rhythm: Rhythm): boolean => knowsItsWeek(rhythm) && activeSlots(rhythm) < WEEK_HOURS;

const knowsItsWeek = ({ firstAt, lastAt }: Rhythm): boolean =>
  lastAt - firstAt >= WEEKS_TO_LEARN * WEEK_HOURS * HOUR_MS;

const isActive = ({ hours, lastAt }: Rhythm, slot: number): boolean =>
  (hours[slot] as number) > weekOf(hourOf(lastAt)) - WEEKS_TO_FORGET;

function activeSlots(rhythm: Rhythm): number {
  let active = 0;
  for (let slot = 0; slot < WEEK_HOURS; slot += 1) if (isActive(rhythm, slot)) active += 1;
  return active;
}

function usualTimeBetween(rhythm: Rhythm, from: number, to: number): number {
  const [first, last] = [hourOf(from), hourOf(to)];
  if (first === last || to < from || !hasQuietHours(rhythm)) return to - from;
  const weeks = Math.floor((last - first) / WEEK_HOURS);
  let active = weeks * activeSlots(rhythm) * HOUR_MS;
  for (let hour = first + weeks * WEEK_HOURS; hour <= last; hour += 1) {
    const start = Math.max(hour * HOUR_MS, from + weeks * WEEK_HOURS * HOUR_MS);
    if (isActive(rhythm, slotOf(hour))) active += Math.min((hour + 1) * HOUR_MS, to) - start;
  }
  return active;
}

// ── saved ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface SavedRhythm {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly gaps: Spread;
  readonly hours: readonly number[];
}

const spread: Shape<Spread> = closed({ count, mean: finite, variance: finite });
const hour: Shape<number> = countFrom(-1, 1_000_000);
/** Exactly one for each hour of the week. */
const hours: Shape<readonly number[]> = (value, path) => {
  const read = listOf(hour)(value, path);
  countFrom(WEEK_HOURS, WEEK_HOURS)(read.length, path);
  return read;
};

export const savedRhythm: Shape<SavedRhythm> = closed({ firstAt: finite, lastAt: finite, gaps: spread, hours });

export const saveRhythm = ({ firstAt, lastAt, gaps, hours: known }: Rhythm): SavedRhythm => ({
  firstAt,
  lastAt,
  gaps,
  hours: [...known],
});

export const restoreRhythm = ({ firstAt, lastAt, gaps, hours: known }: SavedRhythm): Rhythm => ({
  firstAt,
  lastAt,
  gaps,
  hours: Int32Array.from(known),
});
