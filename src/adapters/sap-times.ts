/** What SAP writes in a field of type `DATS` that holds no day. */
export const NO_DATE = "00000000";

const DAY_MS = 86_400_000;

/**
 * A time of day as SAP's `TIMS`, six digits, as `HH:MM:SS`. `240000` is the end of the day, and stays `24:00:00`: midnight
 * is another moment. Six zeros are midnight, although SAP also writes them where nobody entered a time.
 */
export function readTims(text: string): string | undefined {
  const [matched, hours = "", minutes = "", seconds = ""] = /^(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  const isTime = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
  return matched !== undefined && (isTime || text === "240000") ? `${hours}:${minutes}:${seconds}` : undefined;
}

/** Milliseconds from the beginning of the day to a time that {@link readTims} wrote; a day for its end. */
export function sinceMidnight(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return time === "24:00:00" ? DAY_MS : ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}
