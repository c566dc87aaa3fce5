import { formatInstant, parseInstant } from "../foundation/index.ts";
import { sinceMidnight } from "./sap-times.ts";

/** The middle of a day, and how far from it the day reaches: when something really happened of which only the day is known. */
export interface DayTime {
  readonly time: string;
  readonly timeuncertaintyms: number;
}

const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;

/**
 * The time of a calendar day, `YYYY-MM-DD`, in a zone such as `Z` or `-05:00`. Without a zone it may be the day anywhere:
 * it begins at UTC+14 and ends at UTC-12, fifty hours later. `undefined` for what lies beyond the year 9999 in UTC.
 */
export function toDayTime(day: string, zone: string | undefined): DayTime | undefined {
  if (zone === undefined) return aroundNoon(`${day}T11:00:00Z`, 25);
  return aroundNoon(`${day}T12:00:00${zone}`, 12);
}

const aroundNoon = (middle: string, halfHours: number): DayTime | undefined =>
  around(parseInstant(middle), halfHours * HOUR_MS);

/** No time where RFC 3339 cannot write it: the last day of the year 9999, west of Greenwich. */
const around = (instant: number | undefined, uncertaintyMs: number): DayTime | undefined =>
  instant === undefined || instant > LAST
    ? undefined
    : { time: formatInstant(instant), timeuncertaintyms: uncertaintyMs };
const LAST = parseInstant("9999-12-31T23:59:59.999Z") as number;

/**
 * The time of a calendar day and a clock, `HH:MM:SS` up to `24:00:00`: known to the second in a zone. Without one it may
 * be the clock anywhere, from UTC+14 to UTC-12.
 */
export function toClockTime(day: string, clock: string, zone: string | undefined): DayTime | undefined {
  const midnight = parseInstant(`${day}T00:00:00${zone ?? "Z"}`);
  if (midnight === undefined) return undefined;
  const instant = midnight + sinceMidnight(clock);
  return zone === undefined ? around(instant - HOUR_MS, 13 * HOUR_MS) : around(instant, SECOND_MS);
}
