export { TrustError, type TrustFailures } from "./errors.ts";
export { defaultTrustModel, modelDigest, parseTrustModel, type TrustModel } from "./model.ts";
export { observe, observeAll } from "./observe.ts";
export { type Evidence, type Opinion, toOpinion } from "./opinion.ts";
export { type Contribution, type Score, scoreTrust } from "./score.ts";
export { observationsOf } from "./signals/index.ts";
export type { SignalFacts } from "./signals/signal.ts";
export { type Observation, parseTrustState, type Standing, type TrustState } from "./state.ts";
