import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fromUtf8, isIntegrityError, type JsonValue, parseJson } from "../foundation/index.ts";
import { makeDirectories } from "../runtime/index.ts";
import { CliError } from "./errors.ts";

const advice: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "this user may not read or write it",
  EPERM: "this user may not read or write it",
  EISDIR: "it is a folder, and a file is asked for",
  ENOTDIR: "a part of the path is no folder",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
  EEXIST: "it exists already",
  ERR_FS_FILE_TOO_LARGE: "it is too large to be read at once",
};

const reasonOf = (cause: unknown): string =>
  advice[(cause as { code?: string }).code ?? ""] ?? "the file system says no";

export const unwritable = (file: string, cause: unknown): CliError =>
  new CliError(
    "file_unwritable",
    `\`${file}\` cannot be written: ${reasonOf(cause)}`,
    { file, reason: reasonOf(cause) },
    { cause },
  );

export const unreadable = (file: string, cause: unknown): CliError =>
  new CliError(
    "file_unreadable",
    `\`${file}\` cannot be read: ${reasonOf(cause)}`,
    { file, reason: reasonOf(cause) },
    { cause },
  );

/** @throws {CliError} `file_unreadable` */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** @throws {CliError} `file_unreadable` @throws {FoundationError} `json_…` */
export const readJson = async (file: string): Promise<JsonValue> =>
  parseJson(await readBytes(file), { maxBytes: 64 * 1_048_576 });

/** @throws {CliError} `file_unreadable` @throws {FoundationError} `json_encoding` where it is no text */
export const readText = async (file: string): Promise<string> => fromUtf8(await readBytes(file));

/** Makes a folder and those above it. @throws what the file system says */
export const makeFolder = (folder: string, mode = 0o777): Promise<void> =>
  makeDirectories(folder, (directory) => mkdir(directory, { mode }));

export interface WriteOptions {
  /** Permissions of the file. Default: readable by everybody. */
  readonly mode?: number;
  /** Whether a file that is there may be replaced. Default true. */
  readonly replace?: boolean;
}

/** Writes a whole file, or leaves what was there: beside it first, durably, then in its place. @throws {CliError} `file_unwritable` @throws what its pieces throw */
export async function writeFile(
  file: string,
  content: Uint8Array | string | AsyncIterable<Uint8Array>,
  { mode = 0o644, replace = true }: WriteOptions = {},
): Promise<void> {
  const beside = `${file}.${process.pid}.part`;
  try {
    await makeFolder(dirname(file));
    const handle = await open(replace ? beside : file, "wx", mode);
    try {
      for await (const piece of piecesOf(content)) await handle.appendFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (replace) await rename(beside, file);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw isIntegrityError(cause) ? cause : unwritable(file, cause);
  }
}

const piecesOf = (
  content: Uint8Array | string | AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> | Iterable<Uint8Array | string> =>
  typeof content === "string" || content instanceof Uint8Array ? [content] : content;
