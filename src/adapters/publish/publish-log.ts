import { dirname, join } from "node:path";
import { fromUtf8, utf8 } from "../../foundation/index.ts";
import { type LogReader, ProvenanceError, parseCheckpoint, type ReadLogFile } from "../../provenance/index.ts";
import { readIfThere, syncFolder, writeDurably } from "./durable-file.ts";

const CHECKPOINT = "checkpoint";

/** What was published. */
export interface Published {
  readonly size: number;
  readonly files: number;
  readonly checkpoint: string;
}

/**
 * Publishes a log as files that any static file server can serve (C2SP tlog-tiles). Only what is new is written, each
 * file whole and durable, and the checkpoint last: whoever reads it finds everything that it speaks of. Tiles that were
 * not full are kept.
 *
 * @param checkpoint the latest one of the log, when it bears cosignatures that the log's own does not.
 * @throws {ProvenanceError} `checkpoint_foreign` when something else is published there: another log, or a story of this
 * one that it does not tell any more.
 * @throws {AdaptersError} `publish_failed`
 */
export async function publishLog(log: LogReader, folder: string, checkpoint?: string): Promise<Published> {
  const since = await publishedSize(log, folder);
  const folders = new Set<string>();
  let files = 0;
  let note = "";
  for await (const { path, bytes } of log.files(since)) {
    if (path === CHECKPOINT) note = fromUtf8(bytes);
    else await writeDurably(join(folder, path), bytes);
    folders.add(dirname(join(folder, path)));
    files += 1;
  }
  for (const each of folders) if (each !== folder) await syncFolder(each);
  if (note !== "") await publishCheckpoint(join(folder, CHECKPOINT), chosen(note, checkpoint));
  return { size: note === "" ? 0 : parseCheckpoint(note).size, files, checkpoint: note };
}

async function publishCheckpoint(file: string, note: string): Promise<void> {
  await writeDurably(file, utf8(note));
  await syncFolder(dirname(file));
}

/** A cosigned note is published in place of the log's own when it says the same. */
function chosen(own: string, cosigned: string | undefined): string {
  if (cosigned === undefined) return own;
  const { text, origin, size } = parseCheckpoint(cosigned);
  if (text === parseCheckpoint(own).text) return cosigned;
  throw new ProvenanceError("checkpoint_foreign", "the cosigned checkpoint is not the log's latest one", {
    origin,
    size,
  });
}

/** How far the log was published there, if that is what it still says. */
async function publishedSize(log: LogReader, folder: string): Promise<number> {
  const bytes = await readIfThere(join(folder, CHECKPOINT));
  if (!bytes) return 0;
  const note = fromUtf8(bytes);
  const { origin, size } = parseCheckpoint(note);
  const now = await log.head();
  if (origin === log.origin && size <= now.size && !(await log.contradicts(note))) return size;
  const message = `in \`${folder}\` something else is published: ${size} entries of \`${origin}\` that this log does not have`;
  throw new ProvenanceError("checkpoint_foreign", message, { origin, size });
}

/** Reads the files of a log that was published to a folder. @throws {AdaptersError} `publish_failed` */
export const publishedFolder =
  (folder: string): ReadLogFile =>
  (path) =>
    readIfThere(join(folder, path));

/** Keeps the latest checkpoint in a file outside of the log's own store, whether or not its tiles are published. */
export async function keepCheckpoint(log: LogReader, folder: string): Promise<string> {
  await publishedSize(log, folder);
  const { checkpoint = "" } = await log.head();
  await publishCheckpoint(join(folder, CHECKPOINT), checkpoint);
  return checkpoint;
}
