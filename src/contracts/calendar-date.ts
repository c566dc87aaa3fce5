import { parseInstant } from "../foundation/index.ts";

/** A day of the calendar, `2026-02-28` (RFC 3339 full-date). */
export const isCalendarDate = (text: string): boolean =>
  text.length === 10 && parseInstant(`${text}T00:00:00Z`) !== undefined;
