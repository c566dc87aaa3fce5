import { stat } from "node:fs/promises";
import { publishedFolder } from "../../adapters/index.ts";
import { fromUtf8 } from "../../foundation/index.ts";
import {
  type Contradiction,
  contradictionOf,
  type LogReader,
  readLog,
  readPublishedLog,
} from "../../provenance/index.ts";
import { fileSystemStore, type Store } from "../../stores/index.ts";
import { CliError } from "../errors.ts";
import { readBytes } from "../files.ts";
import { refuseAbsent } from "../store-folder.ts";

/** A checkpoint, and what can be told of others by what lies around it. */
export interface FoundCheckpoint {
  readonly note: string;
  /** Whether the log itself is at hand: a file alone can be held only against one of the same size. */
  readonly hasLog: boolean;
  contradicts(other: string): Promise<Contradiction | undefined>;
}

/** The checkpoint in a file, of a published log, or of the log in a store. @throws {CliError} `file_unreadable`, `log_missing` */
export async function findCheckpoint<Result>(
  path: string,
  use: (found: FoundCheckpoint) => Promise<Result>,
): Promise<Result> {
  if (await isFolder(path)) return useFolder(path, use);
  const note = await readNoteFile(path);
  return use({ note, hasLog: false, contradicts: async (other) => contradictionOf(note, other) });
}

export const readNoteFile = async (file: string): Promise<string> => fromUtf8(await readBytes(file));

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function useFolder<Result>(folder: string, use: (found: FoundCheckpoint) => Promise<Result>): Promise<Result> {
  const read = publishedFolder(folder);
  if (await read("checkpoint")) {
    const log = await readPublishedLog(read);
    return use({ note: log.checkpoint, hasLog: true, contradicts: (other) => log.contradicts(other) });
  }
  return withLog(folder, async (log) =>
    use({ note: (await log.head()).checkpoint ?? "", hasLog: true, contradicts: log.contradicts }),
  );
}

/** Opens the log in a store, which is locked meanwhile: a gate that has it open must be closed first. @throws {CliError} `file_unreadable`, `log_missing` */
export async function withLog<Result>(folder: string, use: (log: LogReader) => Promise<Result>): Promise<Result> {
  await refuseAbsent(folder);
  const store: Store = fileSystemStore(folder);
  try {
    const log = await readLog(store);
    if (log) return await use(log);
    throw new CliError("log_missing", `\`${folder}\` holds no log`, { folder });
  } finally {
    await store.close();
  }
}
