import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Audience } from "../../evidence/index.ts";
import { createGate, type Gate, keyFiles } from "../../gate/index.ts";
import { fileSystemStore } from "../../stores/index.ts";
import { type Arguments, type Option, textOf, UsageError } from "../command.ts";
import { readText } from "../files.ts";
import { readHouseKeys } from "../house-keys.ts";
import { expectOwnLog } from "../own-log.ts";
import { findPlaces, type Places, STORE_ABOUT } from "../places.ts";
import { refuseAbsent } from "../store-folder.ts";

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
  const places = await findPlaces(args);
  await refuseAbsent(places.store);
  expectKeys(places);
  const { keys, name } = await readHouseKeys(places.keys);
  const store = fileSystemStore(places.store);
  const gate = createGate({ name, store, keys });
  try {
    await expectOwnLog(store, name, keys.log.publicKey);
    return await ask(gate);
  } finally {
    await gate.close();
    await store.close();
  }
}

/** Keys that are only looked for may lie elsewhere. */
function expectKeys({ keys, keysNamed }: Places): void {
  if (!keysNamed && !existsSync(join(keys, keyFiles.house)))
    throw new UsageError("--keys is missing: the house's keys do not lie beside the store");
}
