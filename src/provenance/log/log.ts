import { canonicalJson, equalBytes, type Inclusion, toBase64, toBase64url, utf8 } from "../../foundation/index.ts";
import type { Store, Version, Write } from "../../stores/index.ts";
import { parseCheckpoint, signCheckpoint } from "../checkpoint.ts";
import { type Contradiction, contradictionOf } from "../contradiction.ts";
import { ProvenanceError } from "../errors.ts";
import type { PublicJwk } from "../key.ts";
import type { Signer } from "../signer.ts";
import { accepted, grow } from "./growth.ts";
import { logKeys } from "./keys.ts";
import { type TileTree, tileTree } from "./proving.ts";
import { incomplete, load, readEntries, readEntry, storedTiles } from "./reading.ts";
import type { LogState } from "./state.ts";
import { type LogFile, logFiles } from "./tile-files.ts";

export interface LogOptions {
  readonly store: Store;
  /** The log's name, as its checkpoints bear it: no spaces, no plus sign. */
  readonly origin: string;
  /** An Ed25519 signer that signs for nothing else. */
  readonly signer: Signer;
  readonly publicKey: PublicJwk;
  /** Where in the store the log lives. Default `log/`. */
  readonly prefix?: string;
}

/** How far a log has come. */
export interface LogHead {
  readonly size: number;
  /** The last signed checkpoint; a log without entries has none. */
  readonly checkpoint?: string;
}

/** Entries that are ready to be written, together with whatever else must be written with them or not at all. */
export interface LogAppend {
  /** Index of the first entry. */
  readonly first: number;
  readonly writes: readonly Write[];
  readonly checkpoint: string;
  /** Proves one of the new entries, by its index in the log, under the new checkpoint; good once that is committed. */
  prove(index: number): Inclusion;
  /** To be called once the writes are committed, with their versions in order. */
  accept(versions: readonly Version[]): void;
  /** To be called when another process came first: the next plan reads the log anew. */
  abandon(): void;
}

/** An append-only log of entries under signed checkpoints (RFC 6962, C2SP), on any store. */
export interface Log {
  readonly origin: string;
  head(): Promise<LogHead>;
  /** Works out an append. Nothing has happened until its writes are committed and accepted; one plan at a time. */
  plan(entries: readonly Uint8Array[]): Promise<LogAppend>;
  /** Plans and commits at once; answers the index of the first entry. @throws {ProvenanceError} `log_contended` */
  append(entries: readonly Uint8Array[]): Promise<number>;
  /**
   * Appends entries and proves each of them under the new checkpoint, once it is durable. When other processes append
   * meanwhile, it follows them, up to 20 times. @throws {ProvenanceError} `log_contended`
   */
  enter(entries: readonly Uint8Array[]): Promise<readonly Inclusion[]>;
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

/** A log in a store. It opens when it is first used; many may read one log, and one at a time may append. */
export function createLog({ store, origin, signer, publicKey, prefix = "log/" }: LogOptions): Log {
  if (!/^[^\s+]{1,200}$/.test(origin))
    throw new TypeError("a log's origin has 1 to 200 characters, no spaces and no plus sign");
  const keys = logKeys(prefix);
  let opened: Promise<LogState> | undefined;
  const state = (): Promise<LogState> => {
    opened ??= load(store, keys);
    return opened;
  };
  const treeOf = (now: LogState): TileTree => tileTree(now.size, storedTiles(store, keys, now));

  const log: Log = {
    origin,
    async head() {
      const { size, checkpoint } = await state();
      return { size, ...(checkpoint !== undefined && { checkpoint }) };
    },
    async plan(entries) {
      const before = await state();
      const { after, writes, root, prove } = grow(before, entries, keys);
      const checkpoint = await signCheckpoint({ origin, size: after.size, root }, signer, publicKey);
      const head: Write = { key: keys.head, value: formatHead(after.size, checkpoint), expected: before.headVersion };
      return {
        first: before.size,
        writes: [...writes, head],
        checkpoint,
        prove: (index) => ({
          entry: toBase64url(entries[index - before.size] ?? fail(index)),
          index,
          proof: prove(index),
          checkpoint,
        }),
        accept(versions) {
          opened = Promise.resolve(accepted(after, checkpoint, versions));
        },
        abandon() {
          opened = undefined;
        },
      };
    },
    async append(entries) {
      return ((await committed(entries)) ?? contended(origin)).first;
    },
    async enter(entries) {
      for (let race = 0; race < MOST_RACES; race++) {
        const plan = await committed(entries);
        if (plan) return entries.map((_, at) => plan.prove(plan.first + at));
      }
      return contended(origin);
    },
    async *files(since = 0) {
      yield* logFiles(store, keys, await state(), since);
    },
    async *entries() {
      yield* readEntries(store, keys, await state());
    },
    async prove(index, checkpoint) {
      const now = await state();
      const under = checkpoint ?? now.checkpoint ?? fail(index);
      const tree = treeOf(now);
      const size = checkpoint === undefined ? now.size : await sizeUnder(checkpoint, now, tree);
      if (index >= size) fail(index);
      const entry = await readEntry(store, keys, now, index);
      const proof = await tree.inclusion(index, size);
      return { entry: toBase64url(entry), index, proof: proof.map(toBase64), checkpoint: under };
    },
    async proveConsistency(oldSize, newSize) {
      const now = await state();
      const to = newSize ?? now.size;
      if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > to || to > now.size) fail(to);
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

  /** One attempt; nothing when another process was first. */
  async function committed(entries: readonly Uint8Array[]): Promise<LogAppend | undefined> {
    const plan = await log.plan(entries);
    const result = await store.commit(plan.writes).catch((error: unknown) => {
      plan.abandon();
      throw error;
    });
    if (result.committed) plan.accept(result.versions);
    else plan.abandon();
    return result.committed ? plan : undefined;
  }

  /** The size that a checkpoint of this log speaks of, if this log ever was what it says. */
  async function sizeUnder(note: string, now: LogState, tree: TileTree): Promise<number> {
    const checkpoint = parseCheckpoint(note);
    const { size, root } = checkpoint;
    const isOurs = checkpoint.origin === origin && size > 0 && size <= now.size;
    if (isOurs && equalBytes(root, await tree.root(size))) return size;
    throw new ProvenanceError("checkpoint_foreign", `the log \`${origin}\` never had this checkpoint`, {
      origin,
      size,
    });
  }
  return log;
}

/** How often others may come first before that is called a failure. */
const MOST_RACES = 20;

function contended(origin: string): never {
  const message = `another process appended to the log \`${origin}\`: try again`;
  throw new ProvenanceError("log_contended", message, { origin }, { retryable: true });
}

function fail(index: number): never {
  throw incomplete(index);
}

const formatHead = (size: number, checkpoint: string): Uint8Array =>
  utf8(canonicalJson({ formatVersion: 1, size, checkpoint }));
