import { equalBytes, type Inclusion, toBase64, toBase64url } from "../../foundation/index.ts";
import type { Store } from "../../stores/index.ts";
import { parseCheckpoint } from "../checkpoint.ts";
import { type Contradiction, contradictionOf } from "../contradiction.ts";
import { ProvenanceError } from "../errors.ts";
import type { LogKeys } from "./keys.ts";
import { type TileTree, tileTree } from "./proving.ts";
import { noEntry, readEntries, readEntry, storedTiles } from "./reading.ts";
import type { LogState } from "./state.ts";
import { type LogFile, logFiles } from "./tile-files.ts";

/** How far a log has come. */
export interface LogHead {
  readonly size: number;
  /** The last signed checkpoint; a log without entries has none. */
  readonly checkpoint?: string;
}

/** What can be asked of a log in a store without its key. */
export interface LogReader {
  readonly origin: string;
  head(): Promise<LogHead>;
  /**
   * The files that make up the published log (C2SP tlog-tiles), but for those that were whole when it had `since`
   * entries; the checkpoint comes last. A log without entries has none.
   */
  files(since?: number): AsyncIterable<LogFile>;
  /** All entries, in order. */
  entries(): AsyncIterable<Uint8Array>;
  /**
   * Proves that the log holds an entry, under its latest checkpoint or under an earlier one of this log, such as one
   * that others have cosigned.
   *
   * @throws {ProvenanceError} `log_incomplete`, `checkpoint_malformed`; `checkpoint_foreign` for one that this log never had.
   */
  prove(index: number, checkpoint?: string): Promise<Inclusion>;
  /**
   * Proves that the log has only been appended to since it had `oldSize` entries (RFC 6962 §2.1.2), up to `newSize` or
   * to its latest checkpoint. Answers hashes in base64; of a log without entries everything has grown: nothing is to be shown.
   *
   * @throws {ProvenanceError} `log_incomplete` for sizes that the log never had.
   */
  proveConsistency(oldSize: number, newSize?: number): Promise<readonly string[]>;
  /**
   * Holds a checkpoint of this log's name, from wherever it was kept, against the latest one: when both cannot be true,
   * the contradiction between them, which anybody can verify. A larger one than this log's can only be told apart by a
   * proof from where it came from.
   *
   * @throws {ProvenanceError} `checkpoint_malformed`
   */
  contradicts(checkpoint: string): Promise<Contradiction | undefined>;
}

/** @param state where the log has come to, each time it is asked. */
export function logReader(store: Store, keys: LogKeys, origin: string, state: () => Promise<LogState>): LogReader {
  const treeOf = (now: LogState): TileTree => tileTree(now.size, storedTiles(store, keys, now));

  /** The size that a checkpoint of this log speaks of, if this log ever was what it says. */
  async function sizeUnder(note: string, now: LogState): Promise<number> {
    const { size, root, origin: named } = parseCheckpoint(note);
    const isOurs = named === origin && size > 0 && size <= now.size;
    if (isOurs && equalBytes(root, await treeOf(now).root(size))) return size;
    const message = `the log \`${origin}\` never had this checkpoint`;
    throw new ProvenanceError("checkpoint_foreign", message, { origin, size });
  }

  return {
    origin,
    async head() {
      const { size, checkpoint } = await state();
      return { size, ...(checkpoint !== undefined && { checkpoint }) };
    },
    async *files(since = 0) {
      yield* logFiles(store, keys, await state(), since);
    },
    async *entries() {
      yield* readEntries(store, keys, await state());
    },
    async prove(index, checkpoint) {
      const now = await state();
      const under = checkpoint ?? now.checkpoint ?? noEntry(index);
      const size = checkpoint === undefined ? now.size : await sizeUnder(checkpoint, now);
      if (index >= size) noEntry(index);
      const entry = await readEntry(store, keys, now, index);
      const proof = await treeOf(now).inclusion(index, size);
      return { entry: toBase64url(entry), index, proof: proof.map(toBase64), checkpoint: under };
    },
    async proveConsistency(oldSize, newSize) {
      const now = await state();
      const to = newSize ?? now.size;
      if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > to || to > now.size) noEntry(to);
      return (await treeOf(now).consistency(oldSize, to)).map(toBase64);
    },
    async contradicts(note) {
      const now = await state();
      const { size } = parseCheckpoint(note);
      if (now.checkpoint === undefined || size > now.size) return undefined;
      const proof = size > 0 && size < now.size ? await treeOf(now).seededConsistency(size) : undefined;
      return contradictionOf(note, now.checkpoint, proof);
    },
  };
}
