import { builtinModule } from "../../runtime/index.ts";
import { closedError } from "../errors.ts";
import type { Compactable, Purgeable, Store } from "../store.ts";
import {
  checkedLimit,
  checkKey,
  checkWalk,
  DEFAULT_MAX_VALUE_BYTES,
  ownWrites,
  VALUES_IN_A_COMMIT,
} from "../writes.ts";
import { type Engine, openEngine, type StoreOpening, type StoreStats } from "./engine.ts";
import type { FileFunctions } from "./files.ts";
import { nodeFileFunctions, surroundingsOf } from "./surroundings.ts";

export interface FileSystemStoreOptions {
  /** Largest value, up to 64 MiB. Default 16 MiB. A commit holds four times as much. */
  readonly maxValueBytes?: number;
  /** Size at which a segment is completed and the next one begun: 4 KiB to 1 GiB. Default 32 MiB. */
  readonly segmentBytes?: number;
  /** Memory for values used recently. Default 8 MiB. */
  readonly cacheBytes?: number;
}

/** A store in files of one directory, for one process at a time. */
export interface FileSystemStore extends Store, Compactable, Purgeable {
  /**
   * Opens now, and not at the first use, and says what was found.
   *
   * @throws {StoreError} `store_locked`, `store_corrupt`, `newer_format`, `store_not_writable`, `store_not_directory`,
   * `store_full`, `store_failed`, `store_unsupported`. The next call tries again.
   */
  open(): Promise<StoreOpening>;
  stats(): Promise<StoreStats>;
}

/**
 * Keeps everything in one directory of append-only files (`docs/formats/store-file.md`), for one process at a time.
 * Commits that arrive while another is being written share the next write and its sync.
 *
 * In memory: an entry for each key (a few hundred bytes and the key itself), the values used recently, commits that wait
 * (up to sixteen of the largest values), 2 MiB of what was read around other values, and, while opening and compacting,
 * one segment.
 *
 * After a write or a sync has failed the store answers `store_failed` to everything: close it, and open another one.
 *
 * @throws {TypeError} for options out of range.
 */
export const fileSystemStore = (directory: string, options: FileSystemStoreOptions = {}): FileSystemStore =>
  createFileSystemStore(directory, options, nodeFileFunctions);

/** The same over given file functions, so that tests can count calls and make them fail. */
export function createFileSystemStore(
  directory: string,
  options: FileSystemStoreOptions,
  fileFunctions: () => FileFunctions,
): FileSystemStore {
  const maxValueBytes = checkedLimit("maxValueBytes", options.maxValueBytes ?? DEFAULT_MAX_VALUE_BYTES, 0, 67_108_864);
  const engineOptions = {
    segmentBytes: checkedLimit("segmentBytes", options.segmentBytes ?? 33_554_432, 4_096, 1_073_741_824),
    cacheBytes: checkedLimit("cacheBytes", options.cacheBytes ?? 8_388_608, 0, Number.MAX_SAFE_INTEGER),
    maxQueuedBytes: 4 * VALUES_IN_A_COMMIT * maxValueBytes,
  };
  const path = builtinModule<typeof import("node:path")>("node:path")?.resolve(directory) ?? directory;
  let opening: Promise<Engine> | undefined;
  let closing: Promise<void> | undefined;

  const refuseWhenClosed = (): void => {
    if (closing) throw closedError();
  };
  const engine = (): Promise<Engine> => {
    refuseWhenClosed();
    if (opening) return opening;
    opening = openNow();
    // A lock may be released and a disk be mounted: the next call tries again.
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  const openNow = async (): Promise<Engine> => openEngine(path, engineOptions, await surroundingsOf(fileFunctions()));

  const store: FileSystemStore = {
    async open() {
      return (await engine()).opening;
    },
    async get(key) {
      checkKey(key);
      return (await engine()).get(key);
    },
    async commit(writes) {
      const own = ownWrites(writes, maxValueBytes);
      return (await engine()).commit(own);
    },
    async *keys(prefix, after) {
      checkWalk(prefix, after);
      yield* (await engine()).keys(prefix, after, refuseWhenClosed);
    },
    async compact() {
      return (await engine()).compact();
    },
    async purge(keys) {
      keys.forEach(checkKey);
      await (await engine()).purge([...keys]);
    },
    async stats() {
      return (await engine()).stats();
    },
    close() {
      closing ??= closeOpened(opening);
      return closing;
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
  return store;
}

async function closeOpened(opening: Promise<Engine> | undefined): Promise<void> {
  const engine = await opening?.catch(() => undefined);
  await engine?.close();
}
