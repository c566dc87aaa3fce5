import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { makeDirectories } from "../../runtime/index.ts";
import { AdaptersError } from "../errors.ts";

/** Writes a file beside its place, durably, and then into it: a reader finds the old one or the new one. @throws {AdaptersError} `publish_failed` */
export async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const beside = `${file}.${process.pid}.part`;
  try {
    await makeDirectories(dirname(file), (directory) => mkdir(directory));
    const handle = await open(beside, "w");
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
    await rename(beside, file);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw failed(file, cause);
  }
}

/** Makes the names in a folder durable. @throws {AdaptersError} `publish_failed` */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (cause) {
    throw failed(folder, cause);
  }
}

/** The bytes of a file, `undefined` when there is none. @throws {AdaptersError} `publish_failed` */
export async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw failed(file, cause);
  }
}

function failed(path: string, cause: unknown): AdaptersError {
  const { code = "see the cause" } = cause as { code?: string };
  return new AdaptersError("publish_failed", `\`${path}\` cannot be read or written: ${code}`, { path }, { cause });
}
