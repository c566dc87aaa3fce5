import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { unwritable } from "./files.ts";

/** A JSON document with one list that is written while it grows, so that it need not fit into memory. */
export interface ListFile {
  /** @throws {CliError} `file_unwritable` */
  add(item: unknown): Promise<void>;
  /** Puts the whole file in its place. @throws {CliError} `file_unwritable` */
  finish(): Promise<void>;
  /** Leaves nothing of it. */
  discard(): Promise<void>;
}

/** Begins `{ "name": [ … ] }`. @throws {CliError} `file_unwritable` */
export async function createListFile(file: string, name: string): Promise<ListFile> {
  const beside = `${file}.${process.pid}.part`;
  const tell = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (cause) {
      throw unwritable(file, cause);
    }
  };
  const handle: FileHandle = await tell(open(beside, "wx"));
  let divider = `{${JSON.stringify(name)}:[\n`;
  return {
    async add(item) {
      await tell(handle.appendFile(`${divider}${JSON.stringify(item)}`));
      divider = ",\n";
    },
    async finish() {
      await tell(handle.appendFile(divider === ",\n" ? "\n]}\n" : `${divider}]}\n`));
      await tell(handle.sync());
      await tell(handle.close());
      await tell(rename(beside, file));
    },
    async discard() {
      await handle.close().catch(() => undefined);
      await rm(beside, { force: true }).catch(() => undefined);
    },
  };
}
