import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Arguments, textOf } from "./command.ts";
import { readConfiguration } from "./configuration.ts";

/** Where a command finds a gate's store, and the keys of its house. */
export interface Places {
  readonly store: string;
  readonly keys: string;
  /** Whether somebody said so, or a configuration does: else the keys are only looked for. */
  readonly keysNamed: boolean;
}

/** Where `start` and `ingest` leave their store. */
const RUN_STORE = join("countersign-run", "store");

/** Whether a configuration says where things are: one that is named, or that of this folder; and no store is named. */
export const hasConfiguration = (args: Arguments): boolean =>
  textOf(args, "store") === undefined && (textOf(args, "config") !== undefined || existsSync("countersign.json"));

/** As the options say, else as the `countersign.json` of this folder says, else where a run has left them: keys lie beside the store. */
export async function findPlaces(args: Arguments): Promise<Places> {
  const [store, keys] = [textOf(args, "store"), textOf(args, "keys")];
  const found = hasConfiguration(args) ? await readConfiguration(args) : undefined;
  const folder = store ?? found?.store ?? RUN_STORE;
  const named = keys ?? found?.keys;
  return { store: folder, keys: named ?? join(dirname(folder), "keys"), keysNamed: named !== undefined };
}

/** What the options say about it. */
export const STORE_ABOUT = "the gate's store; default: that of ./countersign.json, else ./countersign-run/store";
