import { formatInstant, parseInstant } from "../foundation/index.ts";
import { remainingAfter } from "./arithmetic.ts";
import type { TrustModel } from "./model.ts";
import { type DayCount, type SignalState, type TrustState, WINDOW_DAYS } from "./state.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const millis = (at: string): number => parseInstant(at) ?? Number.NaN;

/** Whole days since 1970-01-01, UTC. */
export const toDay = (at: number): number => Math.floor(at / DAY_MS);

export const dayStart = (day: number): number => day * DAY_MS;

export const hoursLater = (at: number, hours: number): number => at + hours * HOUR_MS;

/** What is left of an observation after a time, and of a penalty. */
export const evidenceLeft = (elapsedMs: number, { halfLifeHours }: TrustModel): number =>
  remainingAfter(elapsedMs, halfLifeHours * HOUR_MS);

const penaltyLeft = (elapsedMs: number, { penaltyHalfLifeHours }: TrustModel): number =>
  remainingAfter(elapsedMs, penaltyHalfLifeHours * HOUR_MS);

/** The same state seen from a later time; from an earlier one it is left as it is. */
export function ageTo(state: TrustState, at: number, model: TrustModel): TrustState {
  const elapsed = at - millis(state.at);
  if (elapsed <= 0) return state;
  const left = evidenceLeft(elapsed, model);
  const signals: Record<string, SignalState> = {};
  for (const name of Object.keys(state.signals))
    signals[name] = ageSignal(state.signals[name] as SignalState, left, at);
  const penaltyNano = Math.round(state.penaltyNano * penaltyLeft(elapsed, model));
  return { ...state, at: formatInstant(at), penaltyNano, signals };
}

const ageSignal = (
  { goodNano, badNano, testNano, days, failures }: SignalState,
  left: number,
  at: number,
): SignalState => ({
  goodNano: Math.round(goodNano * left),
  badNano: Math.round(badNano * left),
  testNano,
  days: inWindow(days, at),
  failures,
});

/** The days that still count; the same list while all of them do. */
export function inWindow(days: readonly DayCount[], at: number): readonly DayCount[] {
  const ended = toDay(at) - WINDOW_DAYS;
  return days.every(({ day }) => day > ended) ? days : days.filter(({ day }) => day > ended);
}
