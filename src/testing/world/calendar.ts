/** The month in which a world happens. */
export const HOUR_MS = 3_600_000;
export const DAY_MS: number = 24 * HOUR_MS;
export const DAYS = 30;
export const FROM: number = Date.UTC(2026, 2, 1);
export const UNTIL: number = FROM + DAYS * DAY_MS;

/** The beginning of a day of the month, counted from 1. */
export const dayAt = (day: number): number => FROM + (day - 1) * DAY_MS;
