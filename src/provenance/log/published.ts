import { equalBytes, fromUtf8, type Inclusion, toBase64, toBase64url } from "../../foundation/index.ts";
import { parseCheckpoint, type SignedCheckpoint } from "../checkpoint.ts";
import { type Contradiction, contradictionOf } from "../contradiction.ts";
import { ProvenanceError } from "../errors.ts";
import { HASH_BYTES, hashLeaf, rootOf } from "../merkle.ts";
import { verifyInclusion } from "../merkle-proof.ts";
import { parseBundle } from "./bundle.ts";
import { type ReadTile, tileTree } from "./proving.ts";
import { hashesAt, TILE } from "./state.ts";
import { CHECKPOINT_PATH, tilePath } from "./tile-files.ts";

/** Reads one file of a published log by its path: from a folder, by HTTP, or `undefined` when it is not there. */
export type ReadLogFile = (path: string) => Promise<Uint8Array | undefined>;

/** A log as its files tell it. Who signed its checkpoint is for `verifyCheckpoint` to say. */
export interface PublishedLog {
  /** The signed note that everything here is under. */
  readonly checkpoint: string;
  readonly size: number;
  /** An entry with its proof, which was held against the checkpoint. @throws {ProvenanceError} `log_incomplete` */
  prove(index: number): Promise<Inclusion>;
  /** That it has grown out of its first `oldSize` entries; whose root that is, is for the caller to know. */
  proveConsistency(oldSize: number): Promise<readonly string[]>;
  /** Entries from `first` on. They are what the checkpoint says only when {@link verify} says so. */
  entries(first?: number): AsyncIterable<Uint8Array>;
  /** Whether all entries hash to the root. */
  verify(): Promise<boolean>;
  /** The contradiction with a checkpoint of this log that is no larger, if they cannot both be true. */
  contradicts(checkpoint: string): Promise<Contradiction | undefined>;
}

/**
 * Opens a published log (C2SP tlog-tiles): reads its checkpoint now, and tiles when they are needed. A tile that is not
 * full is looked for under its own name, and then as a full one, for that may have replaced it.
 *
 * @throws {ProvenanceError} `log_incomplete` when there is no checkpoint; `checkpoint_malformed`
 */
export async function readPublishedLog(read: ReadLogFile): Promise<PublishedLog> {
  const note = fromUtf8(await required(read, [CHECKPOINT_PATH], 0));
  const checkpoint = parseCheckpoint(note);
  const { size, root } = checkpoint;
  const tree = tileTree(size, publishedTiles(read));
  const checkIndex = (index: number): void => {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size)
      throw incomplete(index, "the log has no such entry");
  };

  const log: PublishedLog = {
    checkpoint: note,
    size,
    async prove(index) {
      checkIndex(index);
      const entry = (await bundleOf(read, index, checkpoint))[index % TILE] as Uint8Array;
      const proof = await tree.inclusion(index);
      if (!leads(entry, index, proof, checkpoint)) throw incomplete(index, "its files do not lead to its checkpoint");
      return { entry: toBase64url(entry), index, proof: proof.map(toBase64), checkpoint: note };
    },
    async proveConsistency(oldSize) {
      if (oldSize === 0) return [];
      checkIndex(oldSize - 1);
      return (await tree.consistency(oldSize)).map(toBase64);
    },
    async *entries(first = 0) {
      for (let index = first; index < size; index = index - (index % TILE) + TILE)
        yield* (await bundleOf(read, index, checkpoint)).slice(index % TILE);
    },
    async verify() {
      const leaves: Uint8Array[] = [];
      for await (const entry of log.entries()) leaves.push(hashLeaf(entry));
      return equalBytes(rootOf(leaves), root);
    },
    async contradicts(other) {
      const { size: otherSize } = parseCheckpoint(other);
      if (otherSize > size) return undefined;
      const proof = otherSize > 0 && otherSize < size ? await tree.seededConsistency(otherSize) : undefined;
      return contradictionOf(other, note, proof);
    },
  };
  return log;
}

const leads = (entry: Uint8Array, index: number, proof: readonly Uint8Array[], { size, root }: SignedCheckpoint) =>
  verifyInclusion(hashLeaf(entry), index, size, proof, root);

/** The tiles of a published log; one of them may hold more hashes than were asked for. */
function publishedTiles(read: ReadLogFile): ReadTile {
  return async (level, index, width) => {
    const bytes = await required(
      read,
      [tilePath(level, index, width), tilePath(level, index)],
      index * TILE ** (level + 1),
    );
    if (bytes.length < width * HASH_BYTES)
      throw incomplete(index * TILE ** (level + 1), "one of its tiles is too short");
    return bytes;
  };
}

async function bundleOf(read: ReadLogFile, index: number, { size }: SignedCheckpoint): Promise<readonly Uint8Array[]> {
  const bundle = Math.floor(index / TILE);
  const width = Math.min(TILE, hashesAt(0, size) - bundle * TILE);
  const bytes = await required(read, [tilePath("entries", bundle, width), tilePath("entries", bundle)], index);
  const entries = parseBundle(bytes)?.slice(0, width);
  if (entries?.length !== width) throw incomplete(index, "one of its bundles cannot be read");
  return entries;
}

async function required(read: ReadLogFile, paths: readonly string[], index: number): Promise<Uint8Array> {
  for (const path of paths) {
    const bytes = await read(path);
    if (bytes) return bytes;
  }
  throw incomplete(index, `\`${paths[0]}\` is not there`);
}

const incomplete = (index: number, problem: string): ProvenanceError =>
  new ProvenanceError("log_incomplete", `the published log is not whole: ${problem}`, { index });
