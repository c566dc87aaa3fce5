import { stat } from "node:fs/promises";
import type { Audience } from "../../evidence/index.ts";
import { createGate, type Gate } from "../../gate/index.ts";
import { fileSystemStore } from "../../stores/index.ts";
import { type Arguments, type Option, textOf } from "../command.ts";
import { readText, unreadable } from "../files.ts";
import { readHouseKeys } from "../house-keys.ts";
import { findPlaces, STORE_ABOUT } from "../places.ts";

/** Where evidence comes from, and for whom. */
export const houseOptions: Readonly<Record<"store" | "keys" | "external", Option>> = {
  store: { type: "string", value: "FOLDER", about: STORE_ABOUT },
  keys: {
    type: "string",
    value: "FOLDER",
    about: "the house's keys, to sign the list of parts; default: those of ./countersign.json, else beside the store",
  },
  external: {
    type: "boolean",
    about: "for outsiders: keep back what contracts classify, and what people were told in the house",
  },
};

export const CHECKPOINT_ABOUT = "a checkpoint of the log as others have cosigned it (a signed note)";

export const audienceOf = ({ values }: Arguments): Audience => (values.external === true ? "external" : "internal");

/** The checkpoint of an option, as it was published. @throws {CliError} `file_unreadable` */
export async function checkpointOf(args: Arguments): Promise<string | undefined> {
  const file = textOf(args, "checkpoint");
  return file === undefined ? undefined : readText(file);
}

/** Asks the gate of a house on disk. @throws {CliError} `file_unreadable` @throws the errors of keys and stores that cannot be used */
export async function askHouse<Answer>(args: Arguments, ask: (gate: Gate) => Promise<Answer>): Promise<Answer> {
  const { store: folder, keys: keysFolder } = await findPlaces(args);
  const { keys, name } = await readHouseKeys(keysFolder);
  await expectFolder(folder);
  const store = fileSystemStore(folder);
  const gate = createGate({ name, store, keys });
  try {
    return await ask(gate);
  } finally {
    await gate.close();
    await store.close();
  }
}

/** A store that is not there would be made: asking must not write. */
async function expectFolder(folder: string): Promise<void> {
  try {
    await stat(folder);
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}
