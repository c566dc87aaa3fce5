import { type Answer, proven, unknown } from "./answer.ts";

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** What RFC 3339 can write in UTC: the years 0000 to 9999. */
const FIRST = new Date(0).setUTCFullYear(0, 0, 1);
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * The instant of an RFC 3339 date-time in milliseconds since 1970-01-01T00:00:00Z, or `undefined` when the text is none:
 * no zone, no such day, no such hour. Digits beyond the millisecond are cut off; a leap second reads as the next second.
 */
export function parseInstant(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const local = midnight(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds;
  const offsetMinutes = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  if (!isCalendarDay(year, month, day) || hour > 23 || minute > 59 || second > 60 || offsetMinutes > 1_439)
    return undefined;
  const instant = local - (match[8] === "-" ? -1 : 1) * offsetMinutes * 60_000;
  return instant >= FIRST && instant <= LAST ? instant : undefined;
}

/** `Date.UTC` takes the years 0 to 99 for 1900 to 1999; ERPs write 0001-01-01 for "no date". */
const midnight = (year: number, month: number, day: number): number => new Date(0).setUTCFullYear(year, month - 1, day);

function isCalendarDay(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** An instant as we write it everywhere: UTC, milliseconds, `Z`. */
export const formatInstant = (at: Date | number): string => new Date(at).toISOString();

/** When something really happened: somewhere between two instants, in milliseconds since 1970, both included. */
export interface TimeInterval {
  readonly earliest: number;
  readonly latest: number;
}

/** Which of two times came first. It is known only when the intervals do not overlap. */
export function orderTimes(left: TimeInterval, right: TimeInterval): Answer<"before" | "after"> {
  if (left.latest < right.earliest) return proven("before");
  if (left.earliest > right.latest) return proven("after");
  return unknown({ code: "times_overlap", sentence: "the two times lie closer together than their uncertainty" });
}
