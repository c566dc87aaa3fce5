import { fromNano, toNano } from "./arithmetic.ts";
import type { Band, TrustModel } from "./model.ts";
import { type Evidence, toOpinion } from "./opinion.ts";
import type { SignalState, Standing, TrustState } from "./state.ts";

/** The state with its standing, which depends on the one before: that is what keeps it from flapping. */
export function judged(state: TrustState, model: TrustModel): TrustState {
  const { suppressAt, reuseAt } = model.damping;
  const isDamped = state.penaltyNano >= toNano(state.isDamped ? reuseAt : suppressAt);
  const damped = { ...state, isDamped };
  return { ...damped, standing: standingOf(damped, model) };
}

function standingOf(state: TrustState, model: TrustModel): Standing {
  if (state.isDamped) return "suppressed";
  const { good, bad } = evidenceOf(state);
  if (good + bad < model.minimumEvidence) return "unknown";
  const score = scoreUnits(state, model);
  const { trusted, watch } = model.states;
  if (score >= toUnits(barOf(trusted, state.standing, ["trusted"]))) return "trusted";
  return score >= toUnits(barOf(watch, state.standing, ["trusted", "watch"])) ? "watch" : "suppressed";
}

/** The score that it takes to reach a band, or, for a source that is in it or above, to stay. */
function barOf(band: Band, standing: Standing, within: readonly Standing[]): number {
  if (within.includes(standing)) return band.leave;
  return standing === "unknown" ? band.enter : band.regain;
}

/** All evidence together, or that of some signals. */
export function evidenceOf(state: TrustState, isMeant: (signal: string) => boolean = () => true): Evidence {
  let [good, bad] = [0, 0];
  for (const name of Object.keys(state.signals)) {
    if (!isMeant(name)) continue;
    const { goodNano, badNano } = state.signals[name] as SignalState;
    good += goodNano;
    bad += badNano;
  }
  return { good: fromNano(good), bad: fromNano(bad) };
}

/** Scores are compared as they are shown: in ten-thousandths, cut off and never rounded up. */
const UNIT_NANO = 100_000;
const toUnits = (score: number): number => Math.ceil(toNano(score) / UNIT_NANO);

/** The lower bound in ten-thousandths; of a suppressed source always less than what a watched one needs to stay. */
export function scoreUnits(state: TrustState, model: TrustModel): number {
  const units = Math.floor(toNano(toOpinion(evidenceOf(state), model).lowerBound) / UNIT_NANO);
  return state.isDamped ? Math.max(0, Math.min(units, toUnits(model.states.watch.leave) - 1)) : units;
}
