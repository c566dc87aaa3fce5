import { stat } from "node:fs/promises";
import { createExceptionQueue, type ExceptionQueue } from "../exceptions/index.ts";
import { createSeal } from "../provenance/index.ts";
import { fileSystemStore, prefixedStore, type Store } from "../stores/index.ts";
import { type Arguments, textOf } from "./command.ts";
import { CliError } from "./errors.ts";
import { readHouseKeys } from "./house-keys.ts";
import { findPlaces } from "./places.ts";

/** A store that was opened for a command, and the queue in it. */
export interface Desk {
  readonly queue: ExceptionQueue;
  /** The house's own corner of the store. */
  readonly corner: Store;
}

/** Works on the queue in a store of files. @throws {CliError} `file_unreadable` where there is none @throws the store's errors */
export async function atDesk<Result>(args: Arguments, work: (desk: Desk) => Promise<Result>): Promise<Result> {
  const { store: folder, keys, keysNamed } = await findPlaces(args);
  await refuseAbsent(folder);
  const seal = keysNamed ? createSeal([(await readHouseKeys(keys)).keys.house.signer]) : undefined;
  const store = fileSystemStore(folder);
  try {
    const tenant = textOf(args, "tenant");
    const corner = tenant === undefined ? store : prefixedStore(store, `tenants/${tenant}/`);
    return await work({ queue: createExceptionQueue(corner, { ...(seal && { seal }) }), corner });
  } finally {
    await store.close();
  }
}

/** Opening a store makes its folder: whoever mistypes a path must not be told that nothing waits. */
async function refuseAbsent(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  const reason = "there is no such folder";
  const message = `\`${folder.slice(0, 60)}\` cannot be read: ${reason}; name the store's folder with --store`;
  throw new CliError("file_unreadable", message, { file: folder, reason });
}
