import type { Status } from "../../foundation/index.ts";
import { isClean, type Signal, type SignalFacts, toObservation } from "./signal.ts";

const byStatus: Readonly<Record<Status, boolean | undefined>> = { proven: true, refuted: false, unknown: undefined };

/** Signatures that hold, and nothing replayed. A signature that could not be checked says nothing about the source. */
export const integrity: Signal = {
  name: "integrity",
  good: "authentic",
  bad: "not authentic",
  observe: (facts) => toObservation("integrity", facts, isAuthentic(facts)),
};

function isAuthentic(facts: SignalFacts): boolean | undefined {
  const isSigned = facts.provenance === undefined ? undefined : byStatus[facts.provenance];
  return isClean(facts, "provenance", "error") === false ? false : isSigned;
}
