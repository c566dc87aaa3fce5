import { open } from "node:fs/promises";
import { CliError } from "./errors.ts";
import { unwritable } from "./files.ts";

/** The bytes of a file as they are read, 64 KiB at a time. @throws {CliError} `file_unreadable` */
export async function* streamFile(file: string): AsyncGenerator<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      yield* handle.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { reason } = unwritable(file, cause).details as { reason: string };
    throw new CliError("file_unreadable", `\`${file}\` cannot be read: ${reason}`, { file, reason }, { cause });
  }
}
