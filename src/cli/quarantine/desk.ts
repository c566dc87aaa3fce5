import { userInfo } from "node:os";
import { createLedger, type Ledger } from "../../evidence/index.ts";
import { createGate, type Gate } from "../../gate/index.ts";
import {
  createDeadLetters,
  createShelf,
  type MoveOrder,
  type Shelf,
  type ShelfOptions,
} from "../../quarantine/index.ts";
import { fileSystemStore } from "../../stores/index.ts";
import { type Arguments, type Option, requireText, textOf, UsageError } from "../command.ts";
import { readConfiguration } from "../configuration.ts";
import { type HouseOnDisk, readHouseKeys } from "../house-keys.ts";
import { findPlaces } from "../places.ts";
import { atDesk, storeOptions } from "../store-desk.ts";
import { refuseAbsent } from "../store-folder.ts";

type Options = Readonly<Record<string, Option>>;

/** Options of every command that works on a shelf. */
export const shelfOptions: Options = {
  ...storeOptions,
  "dead-letters": { type: "boolean", about: "the shelf of what could not be read at all" },
};

/** Options of every command that moves something. */
export const orderOptions: Options = {
  by: { type: "string", value: "NAME", about: "who does it; default: the user of this machine" },
  reason: { type: "string", value: "TEXT", about: "why" },
};

/** A store that was opened for a command, with the shelf and the ledger in it. */
export interface ShelfDesk {
  readonly shelf: Shelf;
  readonly ledger: Ledger;
}

/** Works on the shelf in a store of files. @throws as `atDesk` */
export const atShelf = <Result>(args: Arguments, work: (desk: ShelfDesk) => Promise<Result>): Promise<Result> =>
  atDesk(args, ({ corner, queue, seal }) => {
    const options: ShelfOptions = {
      ...(seal && { seal }),
      alongside: ({ id }, at) => queue.writesForDeparture({ ref: `capsule:${id}`, at }),
    };
    const shelf = args.values["dead-letters"] ? createDeadLetters(corner, options) : createShelf(corner, options);
    return work({ shelf, ledger: createLedger(corner) });
  });

/** Options of every command that needs the rules, too. */
export const gateOptions: Options = {
  config: { type: "string", value: "FILE", about: "the configuration; default ./countersign.json" },
  profile: {
    type: "string",
    value: "FOLDER",
    about: "instead of a configuration: the profile that `ingest` was run with; then name its --store and --keys",
  },
  store: { type: "string", value: "FOLDER", about: "with --profile: the store that `ingest` left" },
  keys: { type: "string", value: "FOLDER", about: "with --profile: the keys of that house" },
  tenant: { type: "string", value: "NAME", about: "whose part of the house" },
};

/** Works with a whole gate: rules, keys and store. */
export async function withGate<Result>(args: Arguments, work: (gate: Gate) => Promise<Result>): Promise<Result> {
  const profile = textOf(args, "profile");
  return profile === undefined ? withConfigured(args, work) : withProfile(args, profile, work);
}

async function withConfigured<Result>(args: Arguments, work: (gate: Gate) => Promise<Result>): Promise<Result> {
  const { path } = await readConfiguration(args);
  const gate = createGate(path);
  try {
    return await work(gate);
  } finally {
    await gate.close();
  }
}

async function withProfile<Result>(
  args: Arguments,
  folder: string,
  work: (gate: Gate) => Promise<Result>,
): Promise<Result> {
  const { store: storeFolder, keys } = await findPlaces(args);
  await refuseAbsent(storeFolder);
  const house: HouseOnDisk = await readHouseKeys(keys);
  // Loaded only here: it takes a fifth of the start of every command on held events, and a profile is seldom named.
  const { readProfile } = await import("../../adapters/index.ts");
  const store = fileSystemStore(storeFolder);
  const gate = createGate({ ...house, store, ...readProfile(folder).gate });
  try {
    return await work(gate);
  } finally {
    await gate.close();
    await store.close();
  }
}

export const tenantOf = (args: Arguments): { readonly tenant?: string } => {
  const tenant = textOf(args, "tenant");
  return tenant === undefined ? {} : { tenant };
};

export const byOf = (args: Arguments): string => textOf(args, "by") ?? userInfo().username;

export const orderOf = (args: Arguments): MoveOrder => ({
  by: byOf(args),
  reason: requireText(args, "reason"),
  at: new Date(),
});

export function idOf({ positionals: [id] }: Arguments): string {
  if (id === undefined) throw new UsageError("ID is missing: `countersign quarantine list` shows them");
  return id;
}
