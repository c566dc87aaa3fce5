import type * as FileSystem from "node:fs/promises";
import { makeDirectories } from "../../runtime/index.ts";
import { systemCode, toStoreError } from "./system-failures.ts";

/** The functions of `node:fs/promises` that a store uses. */
export type FileFunctions = Pick<
  typeof FileSystem,
  "link" | "mkdir" | "open" | "readdir" | "readFile" | "rename" | "unlink" | "writeFile"
>;

export interface OpenFile {
  size(): Promise<number>;
  /** Fewer bytes than asked for where the file ends. They are written into `room`, where there is any. */
  read(at: number, length: number, room?: Buffer): Promise<Buffer>;
  write(bytes: Uint8Array, at: number): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Resolves when everything written is durable. */
  sync(): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** What a store asks of the file system. Every failure is a `StoreError`. */
export interface Files {
  /** Makes the directory and those above it, durably, where they are not there yet. */
  makeDirectory(path: string): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  /** The whole of a small file, `undefined` when there is none. */
  readText(path: string): Promise<string | undefined>;
  writeText(path: string, text: string): Promise<void>;
  /** Opens an empty file, for reading and writing, in the place of any there. Failures call it by `name`. */
  create(path: string, name?: string): Promise<OpenFile>;
  open(path: string, flags: "r" | "r+"): Promise<OpenFile>;
  /** Gives a file a second name; `false` when that name is taken, or the file is gone. */
  link(path: string, name: string): Promise<boolean>;
  rename(path: string, name: string): Promise<void>;
  /** Does nothing when there is no such file. */
  remove(path: string): Promise<void>;
  /** Makes names durable: of files that were created, renamed or removed. */
  syncDirectory(path: string): Promise<void>;
}

export function createFiles(functions: FileFunctions): Files {
  return {
    makeDirectory: (path) => attempt("creating", path, () => makeDirectory(functions, path)),
    list: (path) => attempt("listing", path, () => functions.readdir(path)),
    readText: (path) => attempt("reading", path, () => unless("ENOENT", undefined, functions.readFile(path, "utf8"))),
    writeText: (path, text) => attempt("writing", path, () => functions.writeFile(path, text)),
    create: (path, name = path) =>
      attempt("creating", name, async () => openFile(name, await functions.open(path, "w+"))),
    open: (path, flags) => attempt("opening", path, async () => openFile(path, await functions.open(path, flags))),
    link: (path, name) => attempt("creating", name, () => linked(functions.link(path, name))),
    rename: (path, name) => attempt("renaming", path, () => functions.rename(path, name)),
    remove: (path) => attempt("removing", path, () => unless("ENOENT", undefined, functions.unlink(path))),
    syncDirectory: (path) => attempt("syncing", path, () => syncDirectory(functions, path)),
  };
}

const linked = (link: Promise<void>): Promise<boolean> =>
  unless(
    "ENOENT",
    false,
    unless(
      "EEXIST",
      false,
      link.then(() => true),
    ),
  );

function openFile(path: string, handle: FileSystem.FileHandle): OpenFile {
  return {
    size: () => attempt("reading", path, async () => (await handle.stat()).size),
    read: (at, length, room) => attempt("reading", path, () => readFully(handle, at, length, room)),
    write: (bytes, at) => attempt("writing", path, () => writeFully(handle, bytes, at)),
    truncate: (size) => attempt("cutting", path, () => handle.truncate(size)),
    sync: () => attempt("syncing", path, () => handle.datasync()),
    close: () => attempt("closing", path, () => handle.close()),
  };
}

async function readFully(
  handle: FileSystem.FileHandle,
  at: number,
  length: number,
  bytes: Buffer = Buffer.alloc(length),
): Promise<Buffer> {
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

// The system may take a part only; when the disk is full, the next call says so.
async function writeFully(handle: FileSystem.FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}

async function makeDirectory(functions: FileFunctions, path: string): Promise<void> {
  await makeDirectories(path, async (directory) => {
    await functions.mkdir(directory);
    // The name of a directory is in the one above it.
    await syncDirectory(functions, `${directory}/..`);
  });
}

async function syncDirectory(functions: FileFunctions, path: string): Promise<void> {
  // Windows opens no directories; NTFS journals names by itself.
  if (globalThis.process.platform === "win32") return;
  const handle = await functions.open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function attempt<Result>(operation: string, path: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    throw toStoreError(operation, path, error);
  }
}

async function unless<Result, Instead>(
  code: string,
  instead: Instead,
  task: Promise<Result>,
): Promise<Result | Instead> {
  try {
    return await task;
  } catch (error) {
    if (systemCode(error) === code) return instead;
    throw error;
  }
}
