import { type Clock, type Finding, formatInstant } from "../foundation/index.ts";
import type { Store, Write } from "../stores/index.ts";
import type { Capsule } from "./capsule.ts";
import { isMeant } from "./dry-run.ts";
import {
  beginRun,
  countOutcomes,
  endRun,
  type OutcomeRecord,
  outcomeWrite,
  type ReplayOutcome,
  type ReplayRun,
  readOutcome,
} from "./outcomes.ts";
import { createPace, platformSleep, type Sleep } from "./pace.ts";
import { type RepairPlan, repairPlanDigest, tellRepairPlan } from "./repair-plan.ts";
import type { Shelf } from "./shelf.ts";
import type { Shelved } from "./shelf-reading.ts";

/** The finding of an event that is only held because an earlier one of its business key is. */
export const BEHIND_HELD = "behind_held";

/** How a held event fared when it was sent on. */
export type Readmission =
  /** It went on, under this id, and its effect has come about. */
  | { readonly outcome: "replayed"; readonly event: string; readonly closing?: Closing }
  | { readonly outcome: "stays"; readonly findings: readonly Finding[]; readonly sentence: string }
  /** The plan would only make it worse: as it came, nothing is found. */
  | { readonly outcome: "right"; readonly sentence: string }
  | { readonly outcome: "failed"; readonly sentence: string };

/** What is still to be written about an event that went on: it becomes durable together with the close of its capsule. */
export interface Closing {
  /** All or nothing. Without writes where somebody else has closed the capsule meanwhile. */
  commit(writes: readonly Write[]): Promise<{ readonly committed: boolean }>;
  /** Whatever came of it, this is the end. */
  leave(): void;
}

/**
 * Sends a held event on: as a plan makes it, or as it is. It may be called again for an event that it was called for
 * before a crash, and must then answer the same and let the effect come about only once.
 */
export type Readmit = (capsule: Capsule, plan: RepairPlan | undefined) => Promise<Readmission>;

export interface ReplayOptions {
  /** Who has it done. */
  readonly by: string;
  readonly readmit: Readmit;
  readonly clock: Clock;
  /** Held events sent on in a second, at most. Default: as fast as it goes. */
  readonly perSecond?: number;
  /** Business keys under way at the same time; the events of one go in order. Default 16. */
  readonly concurrency?: number;
  /** Ends the replay after what is under way. What is left is gone on with by the next call. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReplayProgress) => void;
  readonly sleep?: Sleep;
}

/** How far a replay has come, of this call. */
export type ReplayProgress = Readonly<Record<ReplayOutcome, number>>;

/** What became of a replay. Counts are of the plan, over all calls. */
export interface ReplayReport extends ReplayProgress {
  /** `stopped`: by its signal, before the end. */
  readonly state: "finished" | "stopped";
  readonly plan: string;
  readonly round: number;
}

/**
 * Sends held events on, lane by lane: the events of one business key in the order in which they came, and those that only
 * waited behind them as they are. A lane stops at the first event that stays held: nothing overtakes it.
 *
 * Each event is closed by a sealed move that names the plan, together with its outcome, after its effect has come about.
 * A crash at any point loses nothing and repeats nothing: what is not closed yet is sent on again, as the same event.
 * Memory: one capsule for each lane under way.
 *
 * @throws {TypeError} for a rate or a number of lanes out of range
 * @throws {QuarantineError} `record_altered`, `shelf_contended` @throws the store's errors
 */
export async function replay(
  store: Store,
  shelf: Shelf,
  plan: RepairPlan | undefined,
  options: ReplayOptions,
): Promise<ReplayReport> {
  const work = await begin(store, shelf, plan, options);
  await inLanes(work, options.concurrency ?? 16);
  const isFinished = options.signal?.aborted !== true;
  if (isFinished) await endRun(store, work.run);
  const { plan: digest, round } = work.run;
  return { state: isFinished ? "finished" : "stopped", plan: digest, round, ...(await countOutcomes(store, digest)) };
}

interface Work {
  readonly store: Store;
  readonly shelf: Shelf;
  readonly plan: RepairPlan | undefined;
  readonly run: ReplayRun;
  readonly options: ReplayOptions;
  readonly pace: (signal?: AbortSignal) => Promise<void>;
  readonly progress: Record<ReplayOutcome, number>;
  isStopped(): boolean;
  stop(): void;
}

/** What is known of a replay of everything that only waited: there is no plan to be known by. */
const NO_PLAN = "0".repeat(64);

async function begin(store: Store, shelf: Shelf, plan: RepairPlan | undefined, options: ReplayOptions): Promise<Work> {
  const { clock, perSecond, signal, sleep = platformSleep } = options;
  const pace = createPace(perSecond, clock, sleep);
  const digest = plan ? repairPlanDigest(plan) : NO_PLAN;
  const run = await beginRun(store, digest, formatInstant(clock.now()));
  let stopped = false;
  return {
    store,
    shelf,
    plan,
    run,
    options,
    pace,
    progress: { replayed: 0, stays: 0, right: 0, failed: 0 },
    isStopped: () => stopped || signal?.aborted === true,
    stop: () => {
      stopped = true;
    },
  };
}

/** As many lanes at a time as wanted. When one fails, the others end what they are at before the failure is told. */
async function inLanes(work: Work, concurrency: number): Promise<void> {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new TypeError("`concurrency` must be a whole number from 1");
  const lanes = work.shelf.lanes()[Symbol.asyncIterator]();
  const worker = async (): Promise<void> => {
    for (let next = await lanes.next(); !next.done && !work.isStopped(); next = await lanes.next())
      await walkLane(next.value.lane, work);
  };
  const workers = Array.from({ length: concurrency }, () =>
    worker().catch((error: unknown) => {
      work.stop();
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

async function walkLane(lane: string, work: Work): Promise<void> {
  for (let id = await work.shelf.firstInLane(lane); id !== undefined && !work.isStopped(); ) {
    const goesOn = await sendOn(id, work);
    const next = await work.shelf.firstInLane(lane);
    // Somebody else may be moving the same lane; what is still first was not moved.
    if (!goesOn || next === id) return;
    id = next;
  }
}

/** Whether the event is out of the way of those behind it. */
async function sendOn(id: string, work: Work): Promise<boolean> {
  const { plan, run, options, store } = work;
  const found = await work.shelf.find(id);
  if (found?.state.state !== "held") return true;
  const { capsule } = found;
  const isRepaired = plan !== undefined && isMeant(capsule, plan);
  if (!isRepaired && !isOnlyBehind(capsule)) return false;
  const before = await readOutcome(store, run.plan, id);
  if (before?.round === run.round && (before.outcome === "stays" || before.outcome === "right")) return false;
  await work.pace(options.signal);
  if (work.isStopped()) return false;
  const result = await options.readmit(capsule, isRepaired ? plan : undefined);
  await conclude(found, result, work);
  work.progress[result.outcome] += 1;
  options.onProgress?.({ ...work.progress });
  return result.outcome === "replayed";
}

/** Nothing is wrong with it but that an earlier one was held. */
const isOnlyBehind = ({ findings }: Capsule): boolean => findings.some(({ code }) => code === BEHIND_HELD);

async function conclude(
  found: Shelved,
  result: Readmission,
  { shelf, store, plan, run, options }: Work,
): Promise<void> {
  const { by, clock } = options;
  const { capsule } = found;
  const at = clock.now();
  const record: OutcomeRecord = {
    capsule: capsule.id,
    round: run.round,
    outcome: result.outcome,
    codes: result.outcome === "stays" ? codesOf(result.findings) : [],
    at: formatInstant(at),
  };
  const withOutcome = async (writes: readonly Write[]): Promise<readonly Write[]> => [
    ...writes,
    await outcomeWrite(store, run.plan, record),
  ];
  const order = { by, at };
  if (result.outcome !== "replayed") {
    const noted = { ...order, reason: `not replayed: ${result.sentence}`.slice(0, 2_000) };
    await shelf.annotate(found, noted, async (writes) => store.commit(await withOutcome(writes)));
    return;
  }
  const reason = plan ? `repaired and replayed: ${tellRepairPlan(plan)}` : "nothing is held before it any more";
  const named = { event: result.event, ...(plan && { plan: run.plan }), reason: reason.slice(0, 2_000) };
  const commit = result.closing?.commit ?? ((writes: readonly Write[]) => store.commit(writes));
  try {
    const moved = await shelf.replayed(found, { ...order, ...named }, async (writes) =>
      commit(await withOutcome(writes)),
    );
    if (moved.status !== "moved") await result.closing?.commit([]);
  } finally {
    result.closing?.leave();
  }
}

const codesOf = (findings: readonly Finding[]): readonly string[] =>
  [...new Set(findings.map(({ code }) => code))].slice(0, 20);
