import type { NewRecord } from "./segment-format.ts";

/** Records that wait to be written, all in one frame. */
export interface Job {
  readonly records: readonly NewRecord[];
  /** What it takes in memory. */
  readonly bytes: number;
  /** Whether a new segment is to begin before it. */
  readonly rotates: boolean;
  /** Settles when the records are durable, or never will be. */
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What a waiting job takes in memory beside its bytes. */
export const JOB_BYTES = 512;

/** Largest frame made of several jobs. */
const FRAME_BYTES = 4_194_304;

export function createJob(records: readonly NewRecord[], bytes: number, rotates: boolean): Job {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [() => undefined, () => undefined];
  const done = new Promise<void>((settleWell, settleBadly) => {
    [resolve, reject] = [settleWell, settleBadly];
  });
  return { records, bytes, rotates, done, resolve, reject };
}

/** How many jobs make one frame: at least one, and no more than fit. */
export function howManyFit(jobs: readonly Job[]): number {
  let bytes = 0;
  const count = jobs.findIndex((job, at) => {
    bytes += job.bytes;
    return at > 0 && bytes > FRAME_BYTES;
  });
  return count < 0 ? jobs.length : count;
}
