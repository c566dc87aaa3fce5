import { createExceptionQueue, type ExceptionQueue } from "../exceptions/index.ts";
import type { Seal } from "../foundation/index.ts";
import { createSeal } from "../provenance/index.ts";
import { fileSystemStore, prefixedStore, type Store } from "../stores/index.ts";
import { type Arguments, type Option, textOf } from "./command.ts";
import { readHouseKeys } from "./house-keys.ts";
import { findPlaces, STORE_ABOUT } from "./places.ts";
import { refuseAbsent } from "./store-folder.ts";

/** Options of every command that works in a store. */
export const storeOptions: Readonly<Record<string, Option>> = {
  store: { type: "string", value: "FOLDER", about: STORE_ABOUT },
  tenant: { type: "string", value: "NAME", about: "whose part of the store; default: the house's own" },
  keys: {
    type: "string",
    value: "FOLDER",
    about: "the house's keys, to sign what is done; default: those of ./countersign.json, else unsealed",
  },
};

/** A store that was opened for a command, and what commands work on in it. */
export interface Desk {
  readonly queue: ExceptionQueue;
  /** The corner of the house, or of the tenant that is meant. */
  readonly corner: Store;
  /** Signs as the house, where its keys are known. */
  readonly seal?: Seal;
}

/** Works in a store of files. @throws {CliError} `file_unreadable` where there is none @throws the store's errors */
export async function atDesk<Result>(args: Arguments, work: (desk: Desk) => Promise<Result>): Promise<Result> {
  const { store: folder, keys, keysNamed } = await findPlaces(args);
  await refuseAbsent(folder);
  const seal = keysNamed ? createSeal([(await readHouseKeys(keys)).keys.house.signer]) : undefined;
  const store = fileSystemStore(folder);
  try {
    const tenant = textOf(args, "tenant");
    const corner = tenant === undefined ? store : prefixedStore(store, `tenants/${tenant}/`);
    const sealing = seal ? { seal } : {};
    return await work({ queue: createExceptionQueue(corner, sealing), corner, ...sealing });
  } finally {
    await store.close();
  }
}
