import { StoreError } from "../errors.ts";
import type { CommitResult, Conflict, Write } from "../store.ts";
import { writeSize } from "../writes.ts";
import { createJob, howManyFit, JOB_BYTES, type Job } from "./job.ts";
import type { KeyIndex } from "./key-index.ts";
import type { ReadKey } from "./reader.ts";
import { appendEnd, appendRecords, createSegment, type Disk, publishSegment, type Segment } from "./segment.ts";
import { type NewRecord, recordSize } from "./segment-format.ts";
import { poisonedError, toStoreError } from "./system-failures.ts";
import type { ValueCache } from "./value-cache.ts";

/** The only writer: puts commits into the last segment, many of them with one write and one sync. */
export interface Journal {
  /** Judges the conditions at once, in the order of calls, and resolves when the writes, or what they clashed with, are durable. */
  commit(writes: readonly Write[]): Promise<CommitResult>;
  /** Writes a purge mark for each key, whatever is there. */
  markPurged(keys: readonly string[]): Promise<void>;
  /** Completes the last segment, unless it is empty, and begins another. */
  rotate(): Promise<void>;
  /** Resolves when nothing waits to be written any more. */
  drained(): Promise<void>;
  /** @throws {StoreError} `store_failed` once a write or a sync has failed. */
  refuseWhenPoisoned(): void;
  /** Lets nothing through any more, because of a failure elsewhere; answers that failure as one of ours. */
  fail(error: unknown): StoreError;
  readonly counts: { readonly commits: number; readonly flushes: number };
}

export interface JournalParts {
  readonly disk: Disk;
  readonly segments: Segment[];
  readonly index: KeyIndex;
  readonly cache: ValueCache;
  readonly read: ReadKey;
  readonly lastVersion: number;
  readonly segmentBytes: number;
  readonly maxQueuedBytes: number;
}

export function createJournal(parts: JournalParts): Journal {
  const { disk, segments, index, cache, read, segmentBytes, maxQueuedBytes } = parts;
  /** The last record of each key that is accepted and not yet durable. */
  const pending = new Map<string, { readonly record: NewRecord; readonly job: Job }>();
  const counts = { commits: 0, flushes: 0 };
  const queue: Job[] = [];
  let queuedBytes = 0;
  let givenVersion = parts.lastVersion;
  let durableVersion = parts.lastVersion;
  let working: Promise<void> | undefined;
  let failure: StoreError | undefined;

  const active = (): Segment => segments[segments.length - 1] as Segment;

  const refuseWhenPoisoned = (): void => {
    if (failure) throw poisonedError(failure, disk.directory);
  };

  const stateOf = (key: string): string => {
    const waiting = pending.get(key)?.record;
    if (waiting) return waiting.kind === "value" ? String(waiting.version) : "absent";
    return String(index.find(key)?.version ?? "absent");
  };

  const commit = async (writes: readonly Write[]): Promise<CommitResult> => {
    refuseWhenPoisoned();
    const lost = writes.filter(({ key, expected }) => stateOf(key) !== expected).map(({ key }) => key);
    if (lost.length > 0) return { committed: false, conflicts: await tell(lost) };
    const bytes = writes.reduce((sum, write) => sum + writeSize(write), JOB_BYTES);
    refuseWhenBusy(bytes);
    const records = writes.map(toRecord);
    if (records.length > 0) await enqueue(records, { bytes });
    return { committed: true, versions: records.map(({ version }) => String(version)) };
  };

  /** What clashed may itself still be on its way to the disk: nobody hears of it before it has arrived. */
  const tell = async (keys: readonly string[]): Promise<readonly Conflict[]> => {
    await Promise.all(keys.map((key) => pending.get(key)?.job.done));
    return Promise.all(keys.map(async (key) => ({ key, current: await read(key) })));
  };

  const refuseWhenBusy = (bytes: number): void => {
    if (queuedBytes === 0 || queuedBytes + bytes <= maxQueuedBytes) return;
    const message = `${queuedBytes} bytes wait to be written: commit less at once, or wait for the commits before`;
    throw new StoreError("store_busy", message, { queuedBytes, limit: maxQueuedBytes }, { retryable: true });
  };

  const toRecord = ({ key, value }: Pick<Write, "key" | "value">): NewRecord =>
    value === "deleted"
      ? { kind: "deleted", key, value: new Uint8Array(0), version: ++givenVersion }
      : { kind: "value", key, value, version: ++givenVersion };

  const enqueue = (records: readonly NewRecord[], { bytes = 0, rotates = false }): Promise<void> => {
    const job = createJob(records, bytes, rotates);
    for (const record of records) pending.set(record.key, { record, job });
    queue.push(job);
    queuedBytes += bytes;
    working ??= work();
    return job.done;
  };

  const work = async (): Promise<void> => {
    while (queue.length > 0) {
      // Everybody who was just answered may commit again before the next write sets off.
      await nextTurn();
      await flush(queue.splice(0, howManyFit(queue)));
    }
    working = undefined;
  };

  const flush = async (jobs: readonly Job[]): Promise<void> => {
    try {
      if (isFull(active()) || jobs.some(({ rotates }) => rotates)) await beginSegment();
      await writeRecords(jobs.flatMap(({ records }) => records));
      for (const job of jobs) settle(job);
    } catch (error) {
      await poison(jobs, error);
    }
  };

  const isFull = (segment: Segment): boolean => segment.size >= segmentBytes;

  const beginSegment = async (): Promise<void> => {
    const before = active();
    if (before.frames === 0) return;
    await appendEnd(disk, before);
    const number = before.header.last + 1;
    const segment = await createSegment(disk, { first: number, last: number }, durableVersion + 1);
    await publishSegment(disk, segment);
    segments.push(segment);
  };

  const writeRecords = async (records: readonly NewRecord[]): Promise<void> => {
    if (records.length === 0) return;
    const offsets = await appendRecords(disk, active(), records);
    counts.flushes += 1;
    records.forEach((record, place) => {
      show(record, offsets[place] ?? 0);
    });
  };

  /** Now that it is durable, everybody may see it. */
  const show = (record: NewRecord, at: number): void => {
    const { key, kind, version, value } = record;
    const replaced = index.note({ key, kind, version, at, size: recordSize(record) }, active());
    if (replaced) cache.drop(replaced.version);
    if (kind === "value") cache.put(version, value);
    if (pending.get(key)?.record === record) pending.delete(key);
    durableVersion = version;
  };

  const settle = (job: Job): void => {
    queuedBytes -= job.bytes;
    if (job.records.length > 0) counts.commits += 1;
    job.resolve();
  };

  /**
   * A failed sync is never tried again: the system may have dropped the bytes and call the next one a success. What was
   * not acknowledged is cut off, as far as the disk still obeys, so that opening again does not find it.
   */
  const poison = async (jobs: readonly Job[], error: unknown): Promise<void> => {
    const told = fail(error);
    const { file, size } = active();
    await file.truncate(size).catch(() => undefined);
    for (const job of [...jobs, ...queue.splice(0)]) job.reject(told);
    pending.clear();
  };

  const fail = (error: unknown): StoreError => {
    failure ??= toStoreError("writing", disk.directory, error);
    return failure;
  };

  return {
    commit,
    counts,
    refuseWhenPoisoned,
    fail,
    async markPurged(keys) {
      refuseWhenPoisoned();
      const value = new Uint8Array(0);
      await enqueue(
        keys.map((key) => ({ kind: "purged", key, value, version: ++givenVersion })),
        {},
      );
    },
    async rotate() {
      refuseWhenPoisoned();
      await enqueue([], { rotates: true });
    },
    async drained() {
      await working;
    },
  };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
