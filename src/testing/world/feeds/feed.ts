import type { SeededRandom } from "../../../foundation/index.ts";
import { DAY_MS, DAYS, FROM, HOUR_MS } from "../calendar.ts";
import type { Scene } from "../scene.ts";

/** One kind of message that reaches the house all month, and what the house's tables say of it. */
export interface Feed {
  readonly name: string;
  /** Its share of the world's events. */
  readonly share: number;
  readonly fill: (scene: Scene, random: SeededRandom, count: number) => void;
}

/** Moments of the month, at any hour. */
export const anyTime = (random: SeededRandom, count: number): readonly number[] =>
  Array.from({ length: count }, () => FROM + Math.floor(random.next() * DAYS * DAY_MS)).sort((a, b) => a - b);

/** Moments of the month, three quarters of them between six and eighteen o'clock. */
export const byDay = (random: SeededRandom, count: number): readonly number[] =>
  Array.from({ length: count }, () => {
    const day = FROM + random.integer(0, DAYS - 1) * DAY_MS;
    const hour = random.next() < 0.75 ? 6 + 12 * random.next() : (18 + 12 * random.next()) % 24;
    return day + Math.floor(hour * HOUR_MS);
  }).sort((a, b) => a - b);

/** A number for people, as wide as six digits. */
export const numbered = (prefix: string, number: number): string => `${prefix}-${String(number + 1).padStart(6, "0")}`;
