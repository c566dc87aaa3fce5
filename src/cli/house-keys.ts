import { join } from "node:path";
import { type HouseKeys, keyFiles, toKeyHolder } from "../gate/index.ts";
import {
  formatTrustedKeys,
  type PrivateJwk,
  parseTrustedKeys,
  type TrustedKeys,
  thumbprint,
} from "../provenance/index.ts";
import { keys as keysCommand } from "./commands/keys.ts";
import { readJson, writeFile } from "./files.ts";
import { createOutput } from "./output.ts";

/** A house as `countersign keys new` made it: its keys, and the name that its log's key is for. */
export interface HouseOnDisk {
  readonly keys: HouseKeys;
  readonly name: string;
}

/** Makes the keys of a house, as `countersign keys new` does, and says nothing. @throws {CliError} `file_unwritable` */
export async function makeHouseKeys(folder: string, name: string): Promise<HouseOnDisk> {
  const nowhere = { write: () => true };
  const silent = createOutput({ json: false, plain: true, stdout: nowhere, stderr: nowhere });
  await keysCommand.run({ positionals: ["new", folder], values: { name } }, silent);
  return readHouseKeys(folder);
}

/** The private keys of a house, and whom it trusts. */
export interface KeysToKeep {
  readonly house: PrivateJwk;
  readonly log: PrivateJwk;
  readonly trusted: TrustedKeys;
}

/** Keeps keys that exist already where {@link readHouseKeys} finds them. @throws {CliError} `file_unwritable` */
export async function keepHouseKeys(folder: string, { house, log, trusted }: KeysToKeep): Promise<void> {
  const secret = { mode: 0o600 };
  await writeFile(join(folder, keyFiles.house), `${JSON.stringify(house)}\n`, secret);
  await writeFile(join(folder, keyFiles.log), `${JSON.stringify(log)}\n`, secret);
  await writeFile(join(folder, keyFiles.trusted), `${JSON.stringify(formatTrustedKeys(trusted), undefined, 2)}\n`);
}

/** @throws {CliError} `file_unreadable` @throws the errors of keys that cannot be used */
export async function readHouseKeys(folder: string): Promise<HouseOnDisk> {
  const [house, log, trusted] = [
    toKeyHolder(await readJson(join(folder, keyFiles.house))),
    toKeyHolder(await readJson(join(folder, keyFiles.log))),
    parseTrustedKeys(await readJson(join(folder, keyFiles.trusted))),
  ];
  const [name = "countersign"] = trusted.find(thumbprint(log.publicKey))?.sources ?? [];
  return { keys: { house, log, trusted }, name };
}
