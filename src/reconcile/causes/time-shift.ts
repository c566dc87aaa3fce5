import { formatDuration } from "../wording.ts";
import {
  type Candidate,
  type Evidence,
  type Hypothesis,
  mostFrequent,
  sayPlace,
  valuePairs,
  withSteps,
} from "./hypothesis.ts";

/** Time zones lie on quarters of an hour (Nepal, +05:45), and at most 26 hours apart (Baker Island, Kiribati). */
const QUARTER_MS = 15 * 60_000;
const WIDEST_MS = 26 * 3_600_000;
const DAY_MS = 86_400_000;
const MONTH_MS = 31 * DAY_MS;

/** One side's times are the other's, in another zone; or its dates are so many days off. */
export const timeShift: Hypothesis<"time_shift"> = {
  kind: "time_shift",
  fits: ["instant", "date"],
  canBePartial: true,
  candidates: shiftCandidates,
};

function shiftCandidates(evidence: Evidence): readonly Candidate[] {
  const voted = mostFrequent(valuePairs<number>(evidence), ([left, right]) => String(right - left));
  const ms = Number(voted);
  if (voted === undefined || !isPlausible(ms, evidence)) return [];
  const direction = `${formatDuration(Math.abs(ms))} ${ms < 0 ? "earlier" : "later"}`;
  return [
    {
      rule: withSteps(evidence.field.rule, "left", { step: "shift", ms }),
      says: `${sayPlace(evidence, "right")} is ${direction} than ${sayPlace(evidence, "left")}`,
    },
  ];
}

const isPlausible = (ms: number, { field }: Evidence): boolean =>
  field.rule.as === "date" ? Math.abs(ms) <= MONTH_MS : ms % QUARTER_MS === 0 && Math.abs(ms) <= WIDEST_MS;
