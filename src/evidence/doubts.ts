import { type AdmissionAbout, answeredBy, isTurnedAway, shownAs } from "./admissions.ts";
import type { Failed } from "./verify-envelopes.ts";

export interface Doubts {
  readonly confirmed: readonly Failed[];
  readonly failed: readonly Failed[];
}

/**
 * Each admission that turned an event away as not authentic explains one event that is not proven. Where that admission
 * itself is not known to be the house's, the event may or may not be explained by it.
 */
export function confirmDoubts(
  failed: readonly Failed[],
  admissions: readonly AdmissionAbout[],
  claimed: readonly AdmissionAbout[],
): Doubts {
  const proven = countDoubts(admissions);
  const unproven = countDoubts(claimed);
  const confirmed = failed.filter((one) => takeOne(proven, shown(one)));
  const others = failed.filter((one) => !confirmed.includes(one));
  return {
    confirmed,
    failed: others.map((one) => (takeOne(unproven, shown(one)) ? { ...one, status: "unknown" } : one)),
  };
}

function countDoubts(admissions: readonly AdmissionAbout[]): Map<string, number> {
  const doubts = new Map<string, number>();
  for (const one of admissions.filter(turnedAway)) doubts.set(answeredBy(one), (doubts.get(answeredBy(one)) ?? 0) + 1);
  return doubts;
}

const shown = ({ digest, envelope }: Failed): string => shownAs(digest, envelope?.event);

function takeOne(doubts: Map<string, number>, about: string): boolean {
  const left = doubts.get(about) ?? 0;
  doubts.set(about, left - 1);
  return left > 0;
}

const turnedAway = ({ admission }: AdmissionAbout): boolean => admission !== undefined && isTurnedAway(admission);
