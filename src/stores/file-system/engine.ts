import type { Random } from "../../foundation/index.ts";
import { closedError } from "../errors.ts";
import { walkKeys } from "../ordered-keys.ts";
import type { CommitResult, Stored, Write } from "../store.ts";
import { createBlockCache } from "./block-cache.ts";
import { compactSegments } from "./compaction.ts";
import type { Files } from "./files.ts";
import { createJournal, type Journal } from "./journal.ts";
import { createKeyIndex, type KeyIndex } from "./key-index.ts";
import { acquireLock, type Lock } from "./lock.ts";
import type { Processes } from "./processes.ts";
import { createReader } from "./reader.ts";
import { recover, type TornTail } from "./recovery.ts";
import { type Disk, isTornTail, type Segment } from "./segment.ts";
import type { Hash64 } from "./segment-format.ts";
import { createValueCache } from "./value-cache.ts";

/** What opening a store found. */
export interface StoreOpening {
  /** Whether there was no store before. */
  readonly created: boolean;
  readonly keys: number;
  readonly segments: number;
  /** What was cut off because its write had not been finished; usually nothing. */
  readonly torn: readonly TornTail[];
}

export interface StoreStats {
  readonly keys: number;
  readonly segments: number;
  /** Size of all segments. */
  readonly bytes: number;
  /** Records that no longer count: what `compact` removes. */
  readonly deadRecords: number;
  /** Commits since the store was opened. */
  readonly commits: number;
  /** Writes to the disk that they shared, each made durable once. */
  readonly flushes: number;
}

/** An open file-system store. */
export interface Engine {
  readonly opening: StoreOpening;
  get(key: string): Promise<Stored | undefined>;
  commit(writes: readonly Write[]): Promise<CommitResult>;
  keys(prefix: string, after: string | undefined, refuseWhenClosed: () => void): AsyncGenerator<string>;
  compact(): Promise<{ readonly reclaimedBytes: number }>;
  purge(keys: readonly string[]): Promise<void>;
  stats(): StoreStats;
  close(): Promise<void>;
}

export interface Surroundings {
  readonly files: Files;
  readonly processes: Processes;
  readonly random: Random;
  readonly hash: Hash64;
}

export interface EngineOptions {
  readonly segmentBytes: number;
  readonly cacheBytes: number;
  readonly maxQueuedBytes: number;
}

/** Makes the directory, locks it, and reads what is there. What fails on the way leaves nothing open. */
export async function openEngine(
  directory: string,
  options: EngineOptions,
  surroundings: Surroundings,
): Promise<Engine> {
  await surroundings.files.makeDirectory(directory);
  const lock = await acquireLock(directory, surroundings);
  const segments: Segment[] = [];
  try {
    return await openSegments({ directory, ...surroundings }, options, lock, segments);
  } catch (error) {
    await closeAll(segments, lock).catch(() => undefined);
    throw error;
  }
}

async function openSegments(disk: Disk, options: EngineOptions, lock: Lock, segments: Segment[]): Promise<Engine> {
  const index = createKeyIndex();
  const { created, torn, lastVersion } = await recover(disk, index, segments);
  const cache = createValueCache(options.cacheBytes);
  const blocks = createBlockCache();
  const read = createReader(disk, index, cache, blocks);
  const journal = createJournal({ disk, segments, index, cache, read, lastVersion, ...options });
  const maintenance = oneAtATime();
  const compact = async (): Promise<{ readonly reclaimedBytes: number }> => {
    journal.refuseWhenPoisoned();
    return compactSegments({ disk, segments, index, journal, segmentBytes: options.segmentBytes });
  };
  const purge = async (keys: readonly string[]): Promise<void> => {
    for (let at = 0; at < keys.length; at += MARKS_AT_ONCE)
      await journal.markPurged(keys.slice(at, at + MARKS_AT_ONCE));
    await compact();
    await removeTornTails(disk);
    blocks.clear();
  };

  return {
    opening: { created, keys: index.count(), segments: segments.length, torn },
    async get(key) {
      journal.refuseWhenPoisoned();
      return read(key);
    },
    commit: journal.commit,
    keys: (prefix, after, refuseWhenClosed) =>
      walkKeys(index.keys, prefix, after, () => {
        refuseWhenClosed();
        journal.refuseWhenPoisoned();
      }),
    compact: () => maintenance.run(compact),
    purge: (keys) => maintenance.run(() => purge(keys)),
    stats: () => statsOf(segments, index, journal),
    async close() {
      await maintenance.finish();
      await journal.drained();
      await closeAll(segments, lock);
    },
  };
}

const MARKS_AT_ONCE = 10_000;

/** Tails that were never part of the store may hold what is to be gone. */
async function removeTornTails({ files, directory }: Disk): Promise<void> {
  const tails = (await files.list(directory)).filter(isTornTail);
  for (const name of tails) await files.remove(`${directory}/${name}`);
  await files.syncDirectory(directory);
}

function statsOf(segments: readonly Segment[], index: KeyIndex, { counts }: Journal): StoreStats {
  const sum = (measure: (segment: Segment) => number): number =>
    segments.reduce((total, segment) => total + measure(segment), 0);
  return {
    keys: index.count(),
    segments: segments.length,
    bytes: sum(({ size }) => size),
    deadRecords: sum(({ records, live }) => records - live),
    ...counts,
  };
}

async function closeAll(segments: readonly Segment[], lock: Lock): Promise<void> {
  const closing = await Promise.allSettled(segments.map(({ file }) => file.close()));
  await lock.release();
  for (const result of closing) if (result.status === "rejected") throw result.reason;
}

/** Runs tasks one after another, until it is finished: then it takes no more, and waits for those it has. */
interface Serial {
  run<Result>(task: () => Promise<Result>): Promise<Result>;
  finish(): Promise<void>;
}

function oneAtATime(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  let finished = false;
  return {
    async run(task) {
      if (finished) throw closedError();
      const result = last.then(task);
      last = result.catch(() => undefined);
      return result;
    },
    async finish() {
      finished = true;
      await last;
    },
  };
}
