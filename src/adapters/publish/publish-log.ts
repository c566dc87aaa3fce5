import { fromUtf8, utf8 } from "../../foundation/index.ts";
import {
  type LogFile,
  type LogReader,
  ProvenanceError,
  parseCheckpoint,
  withSignatureLines,
} from "../../provenance/index.ts";
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
  const before = await publishedBefore(log, target);
  let note = await noteToPublish(log, checkpoint, before);
  let files = 0;
  async function* changed(): AsyncIterable<LogFile> {
    for await (const file of log.files(before.size)) {
      files += 1;
      // The log may have grown since the note was put together: its own goes with the files that were read with it.
      if (file.path === CHECKPOINT && !isAbout(note, fromUtf8(file.bytes))) note = fromUtf8(file.bytes);
      yield file.path === CHECKPOINT ? { path: CHECKPOINT, bytes: utf8(note) } : file;
    }
  }
  await target.write(changed());
  return { size: note === "" ? 0 : parseCheckpoint(note).size, files, checkpoint: note };
}

/**
 * The latest checkpoint, with all cosignatures of it: those that are brought, and those that it was published with
 * before, for what others have seen is not taken back.
 *
 * @throws {ProvenanceError} `checkpoint_foreign` where the cosigned one is of another head
 */
export async function noteToPublish(
  log: LogReader,
  cosigned: string | undefined,
  { note: published }: PublishedBefore,
): Promise<string> {
  const { checkpoint: own = "" } = await log.head();
  if (cosigned !== undefined) refuseOther(cosigned, own);
  const all = [cosigned, published].flatMap((note) => (note !== undefined && isAbout(note, own) ? [note] : []));
  return withSignatureLines(own, all.flatMap(signatureLines));
}

/** Whether two notes say the same, whoever has signed them. */
const isAbout = (note: string, own: string): boolean =>
  own !== "" && parseCheckpoint(note).text === parseCheckpoint(own).text;

function refuseOther(cosigned: string, own: string): void {
  if (isAbout(cosigned, own)) return;
  const { origin, size } = parseCheckpoint(cosigned);
  const message = "the cosigned checkpoint is not the log's latest one";
  throw new ProvenanceError("checkpoint_foreign", message, { origin, size });
}

const signatureLines = (note: string): readonly string[] => note.match(/^\u2014 .*\n/gm) ?? [];

/** What was published there, if that is what the log still says. */
export interface PublishedBefore {
  readonly size: number;
  readonly note?: string;
}

/** @throws {ProvenanceError} `checkpoint_foreign` */
export async function publishedBefore(log: LogReader, { read }: LogTarget): Promise<PublishedBefore> {
  const bytes = await read(CHECKPOINT);
  if (!bytes) return { size: 0 };
  const note = fromUtf8(bytes);
  const { origin, size } = parseCheckpoint(note);
  const now = await log.head();
  if (origin === log.origin && size <= now.size && !(await log.contradicts(note))) return { size, note };
  const message = `something else is published there: ${size} entries of \`${origin}\` that this log does not have`;
  throw new ProvenanceError("checkpoint_foreign", message, { origin, size });
}
