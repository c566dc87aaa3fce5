import { open, stat } from "node:fs/promises";
import { CliError } from "./errors.ts";
import { unwritable } from "./files.ts";

/** The bytes of a file as they are read, 64 KiB at a time. @throws {CliError} `file_unreadable` */
export async function* streamFile(file: string): AsyncGenerator<Uint8Array> {
  await refusePipe(file);
  try {
    const handle = await open(file);
    try {
      yield* handle.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { reason } = unwritable(file, cause).details as { reason: string };
    throw unreadable(file, reason, cause);
  }
}

/** What is read twice must say the same again; and to open a pipe that nobody writes into would wait for ever. */
async function refusePipe(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found && !found.isFile() && !found.isDirectory())
    throw unreadable(file, "it is read twice, and this is no file that can be: save it as one");
}

export const unreadable = (file: string, reason: string, cause?: unknown): CliError =>
  new CliError("file_unreadable", `\`${file}\` cannot be read: ${reason}`, { file, reason }, { cause });
