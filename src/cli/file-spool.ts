import { type FileHandle, open, rm, unlink } from "node:fs/promises";
import type { Spool } from "../evidence/index.ts";
import { unwritable } from "./files.ts";

/** So much is written, and read, at once. */
const CHUNK_BYTES = 1_048_576;

/** A spool in a file, which is gone when it is closed. */
export interface FileSpool extends Spool {
  close(): Promise<void>;
}

/**
 * Opens a spool. Its file bears no name any more as soon as it is open, where the platform allows that: whatever happens
 * to the process, nothing of it stays. It is read by nobody after a crash, and so never synchronised.
 *
 * @throws {CliError} `file_unwritable`
 */
export async function openFileSpool(file: string): Promise<FileSpool> {
  const told = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (cause) {
      throw unwritable(file, cause);
    }
  };
  const handle: FileHandle = await told(open(file, "wx+", 0o600));
  await unlink(file).catch(() => undefined);
  let waiting: Uint8Array[] = [];
  let bytesWaiting = 0;

  async function flush(): Promise<void> {
    const all = Buffer.concat(waiting, bytesWaiting);
    [waiting, bytesWaiting] = [[], 0];
    await told(handle.appendFile(all));
  }

  return {
    async append(bytes) {
      waiting.push(bytes);
      bytesWaiting += bytes.length;
      if (bytesWaiting >= CHUNK_BYTES) await flush();
    },
    async *pieces() {
      await flush();
      const { size } = await told(handle.stat());
      for (let at = 0; at < size; ) {
        const chunk = new Uint8Array(Math.min(CHUNK_BYTES, size - at));
        const { bytesRead } = await told(handle.read(chunk, 0, chunk.length, at));
        if (bytesRead === 0) throw unwritable(file, new Error("somebody has cut it"));
        yield chunk.subarray(0, bytesRead);
        at += bytesRead;
      }
    },
    async close() {
      await handle.close().catch(() => undefined);
      await rm(file, { force: true }).catch(() => undefined);
    },
  };
}
