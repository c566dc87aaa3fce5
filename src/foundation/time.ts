import { type Answer, proven, unknown } from "./answer.ts";

/** What RFC 3339 can write in UTC: the years 0000 to 9999. */
const FIRST = new Date(0).setUTCFullYear(0, 0, 1);
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const codeOf = (sign: string): number => sign.charCodeAt(0);
const [DASH, PLUS, COLON, POINT] = [codeOf("-"), codeOf("+"), codeOf(":"), codeOf(".")];
const [SMALL_T, SMALL_Z] = [codeOf("t"), codeOf("z")];
/** What makes a capital letter a small one. */
const SMALL = 32;

/**
 * The instant of an RFC 3339 date-time in milliseconds since 1970-01-01T00:00:00Z, or `undefined` when the text is none:
 * no zone, no such day, no such hour. Digits beyond the millisecond are cut off; a leap second, which is 23:59:60 in UTC
 * and nowhere else, reads as the next second.
 *
 * Read by the codes of its characters: every event and every date of a contract comes through here, and a pattern takes
 * several times as long.
 */
export function parseInstant(text: string): number | undefined {
  const midnight = readDay(text);
  const timeOfDay = readTimeOfDay(text);
  const fractionEnd = endOfFraction(text);
  const offset = readOffset(text, fractionEnd);
  if (midnight === undefined || timeOfDay === undefined || offset === undefined) return undefined;
  const seconds = midnight + timeOfDay - offset;
  if (two(text, 17) === 60 && seconds % DAY_MS !== 0) return undefined;
  const instant = seconds + readMilliseconds(text, fractionEnd);
  return instant >= FIRST && instant <= LAST ? instant : undefined;
}

/** `YYYY-MM-DD` in front, as its midnight. */
function readDay(text: string): number | undefined {
  const [year, month, day] = [100 * two(text, 0) + two(text, 2), two(text, 5), two(text, 8)];
  const isMarked = text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH;
  if (!isMarked || !(year >= 0) || !isCalendarDay(year, month, day)) return undefined;
  return daysUntil(year, month, day) * DAY_MS;
}

/**
 * Days from 1970-01-01 to a day of the Gregorian calendar. Counted in years that begin in March, so that the day that some
 * years have more is their last (Hinnant, "chrono-compatible low-level date algorithms"); `Date.UTC` takes several times
 * as long, and the years 0 to 99 for 1900 to 1999.
 */
function daysUntil(year: number, month: number, day: number): number {
  const [years, months] = month > 2 ? [year, month - 3] : [year - 1, month + 9];
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return years * 365 + leapDays + Math.floor((153 * months + 2) / 5) + day - 719_469;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const isCalendarDay = (year: number, month: number, day: number): boolean =>
  day >= 1 && day <= (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && isLeapYear(year) ? 1 : 0);

/** `Thh:mm:ss` behind the day. */
function readTimeOfDay(text: string): number | undefined {
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)];
  const areMarked = text.charCodeAt(13) === COLON && text.charCodeAt(16) === COLON;
  const isTime = areMarked && (text.charCodeAt(10) | SMALL) === SMALL_T;
  return isTime && hour <= 23 && minute <= 59 && second <= 60
    ? hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS
    : undefined;
}

/** Where a fraction of the second ends; 19 where there is none, and -1 where a point has no digits behind it. */
function endOfFraction(text: string): number {
  if (text.charCodeAt(19) !== POINT) return 19;
  let end = 20;
  while (digit(text, end) >= 0) end += 1;
  return end === 20 ? -1 : end;
}

function readMilliseconds(text: string, end: number): number {
  let milliseconds = 0;
  for (let at = 20, weight = 100; at < end && at < 23; at += 1, weight /= 10) milliseconds += digit(text, at) * weight;
  return milliseconds;
}

/** `Z`, `+hh:mm` or `-hh:mm` at the end, in milliseconds. */
function readOffset(text: string, at: number): number | undefined {
  const [sign, left] = [text.charCodeAt(at), text.length - at];
  if (left === 1) return (sign | SMALL) === SMALL_Z ? 0 : undefined;
  if (left !== 6 || (sign !== PLUS && sign !== DASH) || text.charCodeAt(at + 3) !== COLON) return undefined;
  const [hours, minutes] = [two(text, at + 1), two(text, at + 4)];
  if (!(hours <= 23 && minutes <= 59)) return undefined;
  return (sign === DASH ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
}

/** The number that two ASCII digits write, `NaN` where one of them is none. */
const two = (text: string, at: number): number => 10 * digit(text, at) + digit(text, at + 1);

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
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

const durationText = /^P(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})(?:\.(\d{1,3}))?S)?)?$/;

/**
 * An ISO 8601 duration of days and smaller, `PT15M`, `P1DT12H`, in milliseconds; `undefined` for anything else, and for
 * none at all. Months and years have no fixed length, and are none here.
 */
export function parseDuration(text: string): number | undefined {
  const [matched, days = 0, hours = 0, minutes = 0, seconds = 0, fraction = ""] = durationText.exec(text) ?? [];
  const whole = Number(days) * DAY_MS + Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS;
  const all = whole + Number(seconds) * SECOND_MS + Number(fraction.padEnd(3, "0"));
  return matched === undefined || all === 0 ? undefined : all;
}
