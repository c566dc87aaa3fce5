import { isClean, type Signal, toObservation } from "./signal.ts";

/** Data that its contract allows. */
export const conformance: Signal = {
  name: "conformance",
  good: "valid",
  bad: "not valid",
  observe: (facts) => toObservation("conformance", facts, isClean(facts, "contract", "error")),
};
