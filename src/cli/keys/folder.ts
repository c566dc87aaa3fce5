import { join } from "node:path";
import { keyFiles } from "../../gate/index.ts";
import {
  type AlgorithmName,
  createLog,
  createSeal,
  formatPrivatePem,
  formatTrustedKeys,
  generateKey,
  type KeyEventPredicate,
  type Log,
  nodeSigner,
  type PrivateJwk,
  type PublicJwk,
  parsePrivateJwk,
  parsePublicJwk,
  parseTrustedKeys,
  recordKeyEvent,
  stateKeyEvent,
  type TrustedKey,
  type TrustedKeys,
} from "../../provenance/index.ts";
import { fileSystemStore, type Store } from "../../stores/index.ts";
import { type Arguments, textOf, UsageError } from "../command.ts";
import { readJson, writeFile } from "../files.ts";
import { expectOwnLog } from "../own-log.ts";
import { refuseStrange } from "../store-folder.ts";

export const trustedIn = async (folder: string): Promise<TrustedKeys> =>
  parseTrustedKeys(await readJson(join(folder, keyFiles.trusted)));

/** Replaces the file of trusted keys, whole or not at all. */
export const writeTrusted = (folder: string, trusted: TrustedKeys, options = {}): Promise<void> =>
  writeFile(join(folder, keyFiles.trusted), `${JSON.stringify(formatTrustedKeys(trusted), undefined, 2)}\n`, options);

export const privateIn = async (folder: string, file: string): Promise<PrivateJwk> =>
  parsePrivateJwk(await readJson(join(folder, file)));

/** The one key that `--key` names: the beginning of its id, or who holds it, among those that have not ended. */
export function keyOf(args: Arguments, { keys }: TrustedKeys): TrustedKey {
  const name = textOf(args, "key");
  if (name === undefined) throw new UsageError("--key is missing: say the beginning of its id, or who holds it");
  const found = keys.filter((key) => key.keyId.startsWith(name) || (key.principal === name && isOpen(key)));
  const [key] = found;
  if (key && found.length === 1) return key;
  throw new UsageError(
    `--key fits ${found.length} keys: \`countersign keys show FOLDER\` lists them; one that has ended is named by its id`,
  );
}

const isOpen = ({ validUntil, revokedAt, compromisedFrom }: TrustedKey): boolean =>
  !validUntil && !revokedAt && !compromisedFrom;

/** Writes a new private key, where only its owner reads it; with `--passphrase-env`, encrypted. Answers its file. */
export async function writeNewKey(
  folder: string,
  stem: string,
  algorithm: AlgorithmName,
  args: Arguments,
): Promise<{ readonly file: string; readonly publicKey: PublicJwk; readonly privateKey: PrivateJwk }> {
  const pair = await generateKey(algorithm);
  const passphrase = passphraseOf(args);
  const file = passphrase === undefined ? `${stem}.jwk.json` : `${stem}.pem`;
  const text =
    passphrase === undefined ? `${JSON.stringify(pair.privateKey)}\n` : formatPrivatePem(pair.privateKey, passphrase);
  await writeFile(join(folder, file), text, { mode: 0o600, replace: false });
  return { file, ...pair };
}

/** From the environment, for what stands on a command line everybody on the machine can read. */
function passphraseOf(args: Arguments): string | undefined {
  const name = textOf(args, "passphrase-env");
  if (name === undefined) return undefined;
  const passphrase = process.env[name];
  if (!passphrase) throw new UsageError(`--passphrase-env: the environment variable \`${name}\` is empty`);
  return passphrase;
}

/** What happens to a key, and who has to sign that it does. */
export interface KeyChange {
  readonly key: PublicJwk;
  readonly event: KeyEventPredicate;
  /** Besides the house. */
  readonly signers?: readonly PrivateJwk[];
}

/** Asked before anything is written: whether `--store` is open elsewhere, of another house, or no place for a store at all. */
export async function expectRecordable(folder: string, args: Arguments): Promise<void> {
  const directory = textOf(args, "store");
  if (directory !== undefined) await inLog(folder, directory, async () => undefined);
}

/** Records a change in the log of the store that `--store` names; answers the index of its entry, or nothing without a store. */
export async function recordChange(folder: string, args: Arguments, change: KeyChange): Promise<number | undefined> {
  const directory = textOf(args, "store");
  if (directory === undefined) return undefined;
  const house = await privateIn(folder, keyFiles.house);
  const seal = createSeal([house, ...(change.signers ?? [])].map(nodeSigner));
  return inLog(folder, directory, async (store, log) =>
    recordKeyEvent(store, log, await stateKeyEvent(change.key, change.event, seal)),
  );
}

/** Opens the house's own log, or begins it. */
async function inLog<Result>(
  folder: string,
  directory: string,
  use: (store: Store, log: Log) => Promise<Result>,
): Promise<Result> {
  const logKey = await privateIn(folder, keyFiles.log);
  const [publicKey, signer] = [parsePublicJwk(logKey), nodeSigner(logKey)];
  const [origin = "countersign"] = (await trustedIn(folder)).find(signer.keyId)?.sources ?? [];
  await refuseStrange(directory);
  const store = fileSystemStore(directory);
  try {
    await expectOwnLog(store, origin, publicKey);
    return await use(store, createLog({ store, origin, signer, publicKey, prefix: "log/" }));
  } finally {
    await store.close();
  }
}

export const recordedIn = (index: number | undefined): string =>
  index === undefined
    ? "It is recorded in no log: say --store to record it."
    : `It is entry ${index} of the log, and holds for everybody who reads it.`;
