import type { Envelope } from "../foundation/index.ts";
import { formatLogEntry, type Log, toLogEntry } from "../provenance/index.ts";
import type { Conflict, Store, Version, Write } from "../stores/index.ts";
import { GateError } from "./errors.ts";

/** Statements to be logged, and what must be written with them or not at all. */
export interface Job {
  readonly statements: readonly Envelope[];
  /** About how many bytes it writes. */
  readonly size: number;
  /** The writes, once it is known at which index the first statement stands. */
  writes(first: number): readonly Write[];
}

/** A lost race is a value: somebody else wrote one of the job's keys first. */
export type JobResult =
  /** `versions` are those of its writes, in their order. */
  | { readonly committed: true; readonly first: number; readonly versions: readonly Version[] }
  | { readonly committed: false; readonly conflicts: readonly Conflict[] };

/**
 * Writes jobs so that everything one of them says becomes durable together, and so that many jobs share one disk write
 * and one checkpoint. Two jobs that are under way at the same time must not write the same key.
 */
export interface Committer {
  commit(job: Job): Promise<JobResult>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Most jobs, and about most bytes, in one commit; those that come meanwhile wait for the next. */
const MOST_JOBS = 128;
const MOST_BYTES = 8 * 1_048_576;
/** How often other processes may win the race for the log before that is called a failure. */
const MOST_RACES = 20;

interface Waiting {
  readonly job: Job;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
}

interface Placed extends Waiting {
  readonly first: number;
  readonly writes: readonly Write[];
}

export function createCommitter(store: Store, log: Log, logPrefix: string): Committer {
  const waiting: Waiting[] = [];
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchLength(waiting));
      await commitAll(batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
    }
    working = undefined;
  }

  async function commitAll(batch: readonly Waiting[]): Promise<void> {
    let left = batch;
    for (let race = 0; left.length > 0; race++) {
      if (race > MOST_RACES) throw contended();
      left = await commitOnce(left);
    }
  }

  /** One commit of a batch; answers the jobs that must be tried again, because another one lost a race. */
  async function commitOnce(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    const plan = await log.plan(
      batch.flatMap(({ job }) => job.statements.map((statement) => formatLogEntry(toLogEntry(statement)))),
    );
    const placed = place(batch, plan.first);
    const own = placed.flatMap(({ writes }) => writes);
    const result = await store.commit([...own, ...plan.writes]);
    if (result.committed) {
      plan.accept(result.versions.slice(own.length));
      tell(placed, result.versions);
      return [];
    }
    if (!result.conflicts.some(({ key }) => key.startsWith(logPrefix))) return withoutLosers(placed, result.conflicts);
    // Another process has appended: every index that was given out here is taken.
    plan.abandon();
    return batch;
  }

  return {
    commit: (job) =>
      new Promise((resolve, reject) => {
        waiting.push({ job, resolve, reject });
        working ??= work();
      }),
    async idle() {
      while (working) await working;
    },
  };
}

function batchLength(waiting: readonly Waiting[]): number {
  let bytes = 0;
  const full = waiting.slice(0, MOST_JOBS).findIndex(({ job }) => {
    bytes += job.size;
    return bytes > MOST_BYTES;
  });
  return full === -1 ? MOST_JOBS : Math.max(1, full);
}

function place(batch: readonly Waiting[], start: number): readonly Placed[] {
  let next = start;
  return batch.map((one) => {
    const first = next;
    next += one.job.statements.length;
    return { ...one, first, writes: one.job.writes(first) };
  });
}

function tell(placed: readonly Placed[], versions: readonly Version[]): void {
  let next = 0;
  for (const { resolve, first, writes } of placed) {
    resolve({ committed: true, first, versions: versions.slice(next, next + writes.length) });
    next += writes.length;
  }
}

function withoutLosers(placed: readonly Placed[], conflicts: readonly Conflict[]): readonly Waiting[] {
  return placed.filter(({ writes, resolve }) => {
    const lost = conflicts.filter(({ key }) => writes.some((write) => write.key === key));
    if (lost.length > 0) resolve({ committed: false, conflicts: lost });
    return lost.length === 0;
  });
}

const contended = (): GateError =>
  new GateError(
    "log_busy",
    "other processes keep appending to the log: give each process its own store, or try again",
    {},
    { retryable: true },
  );
