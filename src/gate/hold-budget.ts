import type { Contract } from "../contracts/index.ts";
import type { PassageReason } from "./passage.ts";
import type { HoldBudget, Stream } from "./settings.ts";

export const defaultHoldBudget: HoldBudget = { percent: 5, minutes: 15 };

/** What the stream says goes before what its contract does. */
export const holdBudgetOf = ({ holdBudget }: Stream, contract: Contract | undefined): HoldBudget => ({
  ...defaultHoldBudget,
  ...contract?.holdBudget,
  ...holdBudget,
});

/** How an event stands to the budget of its stream. */
export interface HoldStanding {
  /** More was suspected than the budget allows, this event among it. */
  readonly spent: boolean;
  /** Everything that was found in the event was found in another one within the time. */
  readonly isKnown: boolean;
  readonly suspected: number;
  readonly events: number;
  /** What was found in how many events, the most frequent first. */
  readonly findings: readonly (readonly [name: string, events: number])[];
}

/** Counts the events of one stream, and those of them that are suspected, over the last few minutes. */
export interface HoldWindow {
  /** Counts an event with the names of what was found in it, and answers how it stands. */
  note(at: Date, found: readonly string[]): HoldStanding;
}

/** So few may always be held: one of three events is no flood. */
const ALWAYS_HELD = 10;
/** Findings that are told apart in one minute; the others count as one. */
const MOST_NAMES = 100;
const OTHERS = "others";
const MINUTE_MS = 60_000;

interface Bucket {
  readonly minute: number;
  events: number;
  suspected: number;
  readonly found: Map<string, number>;
}

/** Memory: for each minute of the budget two numbers, and one for each finding, at most 101. Time: the same, for a suspected event; else constant. */
export function createHoldWindow({ percent, minutes }: HoldBudget): HoldWindow {
  const buckets: Bucket[] = [];
  const totals = { events: 0, suspected: 0 };

  const forget = (minute: number): void => {
    while (buckets[0] && buckets[0].minute <= minute - minutes) {
      const old = buckets.shift() as Bucket;
      totals.events -= old.events;
      totals.suspected -= old.suspected;
    }
  };
  const bucketAt = (at: Date): Bucket => {
    const last = buckets.at(-1);
    // A clock that was set back counts where it was: time does not run twice.
    const minute = Math.max(Math.floor(at.getTime() / MINUTE_MS), last?.minute ?? Number.NEGATIVE_INFINITY);
    forget(minute);
    if (last?.minute === minute) return last;
    const bucket: Bucket = { minute, events: 0, suspected: 0, found: new Map() };
    buckets.push(bucket);
    return bucket;
  };
  return {
    note(at, found) {
      const bucket = bucketAt(at);
      const names = [...new Set(found)];
      const before = names.length > 0 ? sumFindings(buckets) : new Map<string, number>();
      for (const total of [bucket, totals]) {
        total.events += 1;
        total.suspected += names.length > 0 ? 1 : 0;
      }
      for (const name of names) countName(bucket.found, name);
      const allowed = Math.max(ALWAYS_HELD, (totals.events * percent) / 100);
      return {
        spent: percent < 100 && names.length > 0 && totals.suspected > allowed,
        isKnown: names.every((name) => before.has(name) || before.has(OTHERS)),
        ...totals,
        findings: names.length > 0 ? [...sumFindings(buckets)].sort(([, a], [, b]) => b - a) : [],
      };
    },
  };
}

function countName(found: Map<string, number>, name: string): void {
  const counted = found.has(name) || found.size < MOST_NAMES ? name : OTHERS;
  found.set(counted, (found.get(counted) ?? 0) + 1);
}

function sumFindings(buckets: readonly Bucket[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { found } of buckets) for (const [name, events] of found) sums.set(name, (sums.get(name) ?? 0) + events);
  return sums;
}

/** The windows of a house's streams, one for each budget that their contracts name. After a restart they begin anew: ten more of each stream may be held. */
export interface HoldBudgets {
  windowOf(stream: Stream, budget: HoldBudget): HoldWindow;
}

export function createHoldBudgets(): HoldBudgets {
  const windows = new Map<string, HoldWindow>();
  return {
    windowOf({ name }, budget) {
      const key = JSON.stringify([name, budget.percent, budget.minutes]);
      const window = windows.get(key) ?? createHoldWindow(budget);
      windows.set(key, window);
      return window;
    },
  };
}

export const BUDGET_SPENT = "hold_budget_spent";
/** Findings that the sentence names. */
const MOST_NAMED = 3;

/** The one cause that those beyond the budget have in common. */
export function budgetSpent(
  { suspected, events, findings }: HoldStanding,
  { name }: Stream,
  { percent, minutes }: HoldBudget,
): PassageReason {
  const named = findings.slice(0, MOST_NAMED).map(([finding, count]) => `${finding} (${count})`);
  const more = findings.length > MOST_NAMED ? `, and ${findings.length - MOST_NAMED} more` : "";
  const what = `${suspected} of ${events} events of the stream \`${name}\` look changed within ${minutes} minutes`;
  const sentence = `${what}, over its budget of ${percent} %: ${named.join(", ")}${more}`;
  return { stage: "drift", code: BUDGET_SPENT, effect: "quarantine", sentence, path: "" };
}
