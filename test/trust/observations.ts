import { type Observation, observe, type TrustModel, type TrustState } from "../../src/trust/index.ts";

const start = Date.UTC(2026, 0, 1, 12);

/** Noon of a day, counted from 1 January 2026. */
export const day = (at: number): Date => new Date(start + at * 86_400_000);

export const observed = (at: number, good: boolean, signal = "conformance"): Observation => ({
  subject: "carrier/dhl",
  signal,
  good,
  at: day(at).toISOString(),
});

export const fold = (observations: readonly Observation[], model: TrustModel): TrustState | undefined =>
  observations.reduce<TrustState | undefined>((state, observation) => observe(state, observation, model), undefined);
