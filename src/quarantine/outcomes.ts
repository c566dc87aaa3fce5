import { canonicalJson, parseJson, utf8 } from "../foundation/index.ts";
import { closed, count, listOf, oneOf, readFormat, sha256, text } from "../foundation/shape.ts";
import { put, type Store, type Version, type Write } from "../stores/index.ts";
import { instantText, random16 } from "./shapes.ts";
import { alteredRecord } from "./shelf-records.ts";

/**
 * What became of one held event in a replay. `stays`: it is held as before, for what was found now. `right`: it is held as
 * before, and needs nothing of the plan: as it came, nothing is found. `failed`: its effect did not come about; it is tried
 * again next time.
 */
export type ReplayOutcome = "replayed" | "stays" | "right" | "failed";

/** In which version of the format an outcome is written. */
const versions: Readonly<Record<ReplayOutcome, 1 | 2>> = { replayed: 1, stays: 1, failed: 1, right: 2 };

/** How far a replay has come. The moves of the shelf say what was done; this says what need not be tried again. */
export interface ReplayRun {
  readonly formatVersion: 1;
  /** SHA-256 of the plan. */
  readonly plan: string;
  /** From 1: another run of the same plan, after one that came to its end, tries again what stayed. */
  readonly round: number;
  readonly state: "running" | "finished";
  readonly startedAt: string;
}

/** The outcome of one held event. */
export interface OutcomeRecord {
  readonly capsule: string;
  readonly round: number;
  readonly outcome: ReplayOutcome;
  /** Codes of what keeps it. */
  readonly codes: readonly string[];
  readonly at: string;
}

export interface StoredRun {
  readonly run: ReplayRun;
  readonly version: Version;
}

const runKey = (plan: string): string => `quarantine/replay/${plan}`;
const outcomePrefix = (plan: string): string => `quarantine/outcome/${plan}/`;

const runShape = closed({
  formatVersion: oneOf(1),
  plan: sha256,
  round: count,
  state: oneOf("running", "finished"),
  startedAt: instantText,
});
const outcomeShape = closed({
  formatVersion: oneOf(1, 2),
  capsule: random16,
  round: count,
  outcome: oneOf("replayed", "stays", "right", "failed"),
  codes: listOf(text),
  at: instantText,
});

/** Goes on with a run that was broken off, or begins the next one. */
export async function beginRun(store: Store, plan: string, startedAt: string): Promise<ReplayRun> {
  const known = await readRun(store, plan);
  if (known?.run.state === "running") return known.run;
  const round = (known?.run.round ?? 0) + 1;
  const run: ReplayRun = { formatVersion: 1, plan, round, state: "running", startedAt };
  await writeRun(store, run, known?.version);
  return run;
}

export async function endRun(store: Store, run: ReplayRun): Promise<void> {
  const known = await readRun(store, run.plan);
  await writeRun(store, { ...run, state: "finished" }, known?.version);
}

/** Where another process has written the same, its writing is as good as ours. */
const writeRun = async (store: Store, run: ReplayRun, version: Version | undefined): Promise<unknown> =>
  put(store, runKey(run.plan), utf8(canonicalJson(run)), version ?? "absent");

async function readRun(store: Store, plan: string): Promise<StoredRun | undefined> {
  const stored = await store.get(runKey(plan));
  if (!stored) return undefined;
  const value = readFormat("replay run", 1, runShape, parseJson(stored.value)) as ReplayRun;
  if (value.plan !== plan) throw alteredRecord(runKey(plan), "it is of another plan");
  return { run: value, version: stored.version };
}

/** The outcome of a held event in any round, so far. */
export async function readOutcome(store: Store, plan: string, capsule: string): Promise<OutcomeRecord | undefined> {
  const stored = await store.get(outcomePrefix(plan) + capsule);
  return stored && (readFormat("replay outcome", 2, outcomeShape, parseJson(stored.value)) as OutcomeRecord);
}

/** The write that keeps an outcome, for the commit that brings it about. */
export async function outcomeWrite(store: Store, plan: string, record: OutcomeRecord): Promise<Write> {
  const key = outcomePrefix(plan) + record.capsule;
  const before = await store.get(key);
  return {
    key,
    value: utf8(canonicalJson({ formatVersion: versions[record.outcome], ...record })),
    expected: before?.version ?? "absent",
  };
}

/** How many held events came to each outcome so far, in all rounds. */
export async function countOutcomes(store: Store, plan: string): Promise<Record<ReplayOutcome, number>> {
  const counts = { replayed: 0, stays: 0, right: 0, failed: 0 };
  for await (const key of store.keys(outcomePrefix(plan))) {
    const record = await readOutcome(store, plan, key.slice(outcomePrefix(plan).length));
    if (record) counts[record.outcome] += 1;
  }
  return counts;
}
