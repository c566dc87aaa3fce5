import { isClean, type Signal, toObservation } from "./signal.ts";

/** Data that looks as it did before: drift counts before it breaks a contract. */
export const stability: Signal = {
  name: "stability",
  good: "as usual",
  bad: "drifted",
  observe: (facts) => toObservation("stability", facts, isClean(facts, "drift", "warning")),
};
