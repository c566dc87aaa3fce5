import { formatInstant, parseInstant } from "../foundation/index.ts";
import { sinceMidnight } from "./sap-times.ts";

/** The middle of a day, and how far from it the day reaches: when something really happened of which only the day is known. */
export interface DayTime {
  readonly time: string;
  readonly timeuncertaintyms: number;
}

const HOUR_MS = 3_600_000;

/**
 * The time of a calendar day, `YYYY-MM-DD`, in a zone such as `Z` or `-05:00`. Without a zone it may be the day anywhere:
 * it begins at UTC+14 and ends at UTC-12, fifty hours later.
 */
export function toDayTime(day: string, zone: string | undefined): DayTime {
  if (zone === undefined) return aroundNoon(`${day}T11:00:00Z`, 25);
  return aroundNoon(`${day}T12:00:00${zone}`, 12);
}

const aroundNoon = (middle: string, halfHours: number): DayTime => ({
  time: formatInstant(parseInstant(middle) ?? Number.NaN),
  timeuncertaintyms: halfHours * HOUR_MS,
});

/**
 * The time of a calendar day and a clock, `HH:MM:SS` up to `24:00:00`: known to the second in a zone. Without one it may
 * be the clock anywhere, from UTC+14 to UTC-12.
 */
export function toClockTime(day: string, clock: string, zone: string | undefined): DayTime {
  const midnight = parseInstant(`${day}T00:00:00${zone ?? "Z"}`) ?? Number.NaN;
  const instant = midnight + sinceMidnight(clock);
  if (zone !== undefined) return { time: formatInstant(instant), timeuncertaintyms: 1_000 };
  return { time: formatInstant(instant - HOUR_MS), timeuncertaintyms: 13 * HOUR_MS };
}
