import { fromUtf8, utf8 } from "../../foundation/index.ts";
import { type LogFile, type LogReader, ProvenanceError, parseCheckpoint } from "../../provenance/index.ts";
import { folderTarget } from "./folder.ts";
import type { LogTarget } from "./log-target.ts";

/** What was published. */
export interface Published {
  readonly size: number;
  readonly files: number;
  readonly checkpoint: string;
}

export const CHECKPOINT = "checkpoint";

/**
 * Publishes a log as files that any static file server can serve (C2SP tlog-tiles). Only what is new is written, and the
 * checkpoint last: whoever reads it finds everything that it speaks of. Tiles that were not full are kept.
 *
 * @param to a folder, or functions that reach some other place.
 * @param checkpoint the latest one of the log, when it bears cosignatures that the log's own does not.
 * @throws {ProvenanceError} `checkpoint_foreign` when something else is published there: another log, or a story of this
 * one that it does not tell any more.
 * @throws {AdaptersError} `publish_failed`
 */
export async function publishLog(log: LogReader, to: string | LogTarget, checkpoint?: string): Promise<Published> {
  const target = typeof to === "string" ? folderTarget(to) : to;
  const since = await publishedSize(log, target);
  const { size, checkpoint: own = "" } = await log.head();
  const note = chosen(own, checkpoint);
  let files = 0;
  async function* changed(): AsyncIterable<LogFile> {
    for await (const file of log.files(since)) {
      files += 1;
      yield file.path === CHECKPOINT ? { path: CHECKPOINT, bytes: utf8(note) } : file;
    }
  }
  await target.write(changed());
  return { size, files, checkpoint: note };
}

/** A cosigned note is published in place of the log's own when it says the same. */
function chosen(own: string, cosigned: string | undefined): string {
  if (cosigned === undefined) return own;
  const { text, origin, size } = parseCheckpoint(cosigned);
  if (text === parseCheckpoint(own).text) return cosigned;
  const message = "the cosigned checkpoint is not the log's latest one";
  throw new ProvenanceError("checkpoint_foreign", message, { origin, size });
}

/** How far the log was published there, if that is what it still says. @throws {ProvenanceError} `checkpoint_foreign` */
export async function publishedSize(log: LogReader, { read }: LogTarget): Promise<number> {
  const bytes = await read(CHECKPOINT);
  if (!bytes) return 0;
  const note = fromUtf8(bytes);
  const { origin, size } = parseCheckpoint(note);
  const now = await log.head();
  if (origin === log.origin && size <= now.size && !(await log.contradicts(note))) return size;
  const message = `something else is published there: ${size} entries of \`${origin}\` that this log does not have`;
  throw new ProvenanceError("checkpoint_foreign", message, { origin, size });
}
