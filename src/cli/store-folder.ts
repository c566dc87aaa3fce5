import { readdir } from "node:fs/promises";
import { CliError } from "./errors.ts";

/** Opening a store makes its files: whoever mistypes a path must not be told that nothing waits, nor find a store in a folder of his. */
export async function refuseAbsent(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => undefined);
  if (names?.some((name) => name.endsWith(".segment"))) return;
  const reason = names ? "the folder holds no store" : "there is no such folder";
  const message = `\`${folder.slice(0, 60)}\` cannot be read: ${reason}; name the folder of a store`;
  throw new CliError("file_unreadable", message, { file: folder, reason });
}

/** A store may begin here, and not in a folder that holds something else. @throws {CliError} `file_unreadable` */
export async function refuseStrange(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length > 0) await refuseAbsent(folder);
}
