import { formatInstant, parseInstant } from "../foundation/index.ts";

/** The middle of a day, and how far from it the day reaches: when something really happened of which only the day is known. */
export interface DayTime {
  readonly time: string;
  readonly timeuncertaintyms: number;
}

const HOUR_MS = 3_600_000;

/**
 * The time of a calendar day, `YYYY-MM-DD`, in a zone such as `Z` or `-05:00`. Without a zone it may be the day anywhere:
 * it begins at UTC+14 and ends at UTC-12, fifty hours later. `undefined` for what lies beyond the year 9999 in UTC.
 */
export function toDayTime(day: string, zone: string | undefined): DayTime | undefined {
  if (zone === undefined) return aroundNoon(`${day}T11:00:00Z`, 25);
  return aroundNoon(`${day}T12:00:00${zone}`, 12);
}

function aroundNoon(middle: string, halfHours: number): DayTime | undefined {
  const instant = parseInstant(middle);
  return instant === undefined ? undefined : { time: formatInstant(instant), timeuncertaintyms: halfHours * HOUR_MS };
}
