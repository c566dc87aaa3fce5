import { type Signal, type SignalFacts, toObservation } from "./signal.ts";

/** Deliveries in time. Where the times are too uncertain to tell, nothing is said. */
export const timeliness: Signal = {
  name: "timeliness",
  good: "in time",
  bad: "late",
  observe: (facts) => toObservation("timeliness", facts, isInTime(facts)),
};

function isInTime({ delayMs, allowedDelayMs = 0 }: SignalFacts): boolean | undefined {
  if (!delayMs) return undefined;
  if (delayMs.latest <= allowedDelayMs) return true;
  return delayMs.earliest > allowedDelayMs ? false : undefined;
}
