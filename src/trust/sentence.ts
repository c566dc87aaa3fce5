import { formatInstant } from "../foundation/index.ts";
import { dayStart, hoursLater, inWindow, millis, toDay } from "./age.ts";
import { fromNano, naturalLog } from "./arithmetic.ts";
import type { TrustModel } from "./model.ts";
import { signals as known } from "./signals/index.ts";
import { memberOf, type TrustState, WINDOW_DAYS } from "./state.ts";

const IN_WINDOW = `in the last ${WINDOW_DAYS} days`;
const MOST_PHRASES = 3;

interface Count {
  readonly signal: string;
  readonly good: number;
  readonly total: number;
}

/** What a person is told: the standing, and the strongest reason for it in numbers. `signals` come most helpful first. */
export function sentenceOf(
  state: TrustState,
  model: TrustModel,
  signals: readonly (readonly [signal: string, delta: number])[],
): string {
  const counts = signals.map(([signal]) => countOf(state, signal)).filter(({ total }) => total > 0);
  return `${state.standing}: ${explanations[state.standing](counts, state, model)}`;
}

type Explain = (counts: readonly Count[], state: TrustState, model: TrustModel) => string;

const explanations: Readonly<Record<TrustState["standing"], Explain>> = {
  unknown: (counts) => onlySoMany(counts),
  trusted: (counts) => (counts.length === 0 ? `nothing seen ${IN_WINDOW}, but well known from before` : praise(counts)),
  watch: (counts) => (counts.some(hasFailures) ? blame(counts) : `${onlySoMany(counts)}, none of them bad`),
  suppressed: (counts, state, model) =>
    [
      ...(state.isDamped ? [`failures came too often, released on ${releaseDay(state, model)} at the earliest`] : []),
      blame(counts),
    ].join("; "),
};

function onlySoMany(counts: readonly Count[]): string {
  const total = counts.reduce((sum, count) => sum + count.total, 0);
  return total === 0
    ? `no observations ${IN_WINDOW}`
    : `only ${total} observation${total === 1 ? "" : "s"} ${IN_WINDOW}`;
}

const hasFailures = ({ good, total }: Count): boolean => good < total;

/** The most helpful signal, then what failed in the others, worst first. */
function praise([strongest, ...others]: readonly Count[]): string {
  const best = strongest ? `${strongest.good} of ${strongest.total} ${wordsOf(strongest.signal).good}` : "";
  const failures = others.filter(hasFailures).map(failurePhrase).reverse();
  return [`${best} ${IN_WINDOW}`, ...failures.slice(0, MOST_PHRASES - 1)].join("; ");
}

function blame(counts: readonly Count[]): string {
  const failures = counts.filter(hasFailures).map(failurePhrase).reverse().slice(0, MOST_PHRASES);
  return failures.length === 0 ? `no failures ${IN_WINDOW}, but some before` : `${failures.join(", ")} ${IN_WINDOW}`;
}

const failurePhrase = ({ signal, good, total }: Count): string => `${total - good} of ${total} ${wordsOf(signal).bad}`;

const wordsOf = (signal: string): { readonly good: string; readonly bad: string } =>
  known.find(({ name }) => name === signal) ?? { good: `good by \`${signal}\``, bad: `bad by \`${signal}\`` };

function countOf(state: TrustState, signal: string): Count {
  const days = inWindow(memberOf(state.signals, signal)?.days ?? [], millis(state.at));
  const good = days.reduce((sum, day) => sum + day.good, 0);
  return { signal, good, total: days.reduce((sum, day) => sum + day.bad, good) };
}

/** The first whole day on which the penalty will have decayed below the point of reuse. */
function releaseDay({ penaltyNano, at }: TrustState, { damping, penaltyHalfLifeHours }: TrustModel): string {
  const halfLives = naturalLog(fromNano(penaltyNano) / damping.reuseAt) / naturalLog(2);
  const released = hoursLater(millis(at), halfLives * penaltyHalfLifeHours);
  return formatInstant(dayStart(toDay(released) + 1)).replace(/T.*$/, "");
}
