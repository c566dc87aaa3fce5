import type { Observation } from "../state.ts";
import { conformance } from "./conformance.ts";
import { integrity } from "./integrity.ts";
import type { Signal, SignalFacts } from "./signal.ts";
import { stability } from "./stability.ts";
import { timeliness } from "./timeliness.ts";

/** Everything that sources are watched by; a further one is a further row, and a weight in the model. */
export const signals: readonly Signal[] = [integrity, conformance, stability, timeliness];

/** All that an admission says about its source. */
export const observationsOf = (facts: SignalFacts): readonly Observation[] =>
  signals.flatMap((signal) => signal.observe(facts) ?? []);
