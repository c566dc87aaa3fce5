import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { formatInstant, type JsonObject } from "../../foundation/index.ts";
import { keyFiles } from "../../gate/index.ts";
import {
  formatTrustedKeys,
  keyDigest,
  type PrivateJwk,
  parsePublicJwk,
  type TrustedKey,
  type TrustedKeyEntry,
  thumbprint,
  trustedKeys,
} from "../../provenance/index.ts";
import { type Arguments, UsageError } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { unwritable, writeFile } from "../files.ts";
import type { Output } from "../output.ts";
import { keyOf, privateIn, recordChange, recordedIn, trustedIn, writeNewKey, writeTrusted } from "./folder.ts";

/** The house's next key, which is kept elsewhere until it is needed. */
const NEXT = "next-house.jwk.json";

/** Makes the key that will follow the house's, and records its digest: from then on no other may. */
export async function precommitKey(folder: string, args: Arguments, output: Output): Promise<ExitCode> {
  const house = await privateIn(folder, keyFiles.house);
  const { file, publicKey } = await writeNewKey(folder, NEXT.replace(".jwk.json", ""), "Ed25519", {
    ...args,
    values: { ...args.values, "passphrase-env": undefined },
  });
  const next = keyDigest(publicKey);
  const event = { formatVersion: 1, at: formatInstant(new Date()), action: "precommit", next } as const;
  const entry = await recordChange(folder, args, { key: parsePublicJwk(house), event });
  output.value({ file: join(folder, file), next, entry });
  output.line(
    `made \`${join(folder, file)}\`: keep it somewhere else, and bring it back to rotate. ${recordedIn(entry)}`,
  );
  return exitCodes.done;
}

/** Puts a new key in the place of an old one: of the house itself, or of somebody whom it trusts. */
export async function rotateKey(folder: string, args: Arguments, output: Output): Promise<ExitCode> {
  const trusted = await trustedIn(folder);
  const old = keyOf(args, trusted);
  if (old.roles.includes("log"))
    throw new UsageError("a log keeps its key: revoke it, and begin a new log with `keys new`");
  const isHouse = thumbprint(parsePublicJwk(await privateIn(folder, keyFiles.house))) === old.keyId;
  const { file, privateKey } = await nextKey(folder, old, isHouse, args);
  const at = formatInstant(new Date());
  const next = entryOf(old, privateKey, at);
  const event = { formatVersion: 1, at, action: "rotate", entry: next as unknown as JsonObject } as const;
  const entry = await recordChange(folder, args, { key: old.key, event, signers: [privateKey] });
  const kept = formatTrustedKeys(trusted).keys.map((one) =>
    one.keyId === old.keyId ? { ...one, validUntil: at } : one,
  );
  await writeTrusted(folder, trustedKeys([...kept, next], trusted));
  if (isHouse) await takeOver(folder, file, old, privateKey);
  output.value({ keyId: next.keyId, principal: old.principal, replaces: old.keyId, entry });
  output.line(
    isHouse
      ? `\`${join(folder, keyFiles.house)}\` holds the new key; the old one lies beside it: destroy it. ${recordedIn(entry)}`
      : `made \`${join(folder, file)}\`: hand it to ${old.principal} and delete it here. ${recordedIn(entry)}`,
  );
  output.line("hand out trusted-keys.json again: the old key is in it, for what it has signed");
  return exitCodes.done;
}

async function nextKey(
  folder: string,
  { algorithm, principal, keyId }: TrustedKey,
  isHouse: boolean,
  args: Arguments,
): Promise<{ readonly file: string; readonly privateKey: PrivateJwk }> {
  if (isHouse && existsSync(join(folder, NEXT))) return { file: NEXT, privateKey: await privateIn(folder, NEXT) };
  const stem = `${principal.replaceAll(/[^\w.@-]/g, "-")}-after-${keyId.slice(0, 8)}`;
  return writeNewKey(
    folder,
    stem,
    algorithm,
    isHouse ? { ...args, values: { ...args.values, "passphrase-env": undefined } } : args,
  );
}

const entryOf = (
  { principal, roles, sources }: TrustedKey,
  privateKey: PrivateJwk,
  validFrom: string,
): TrustedKeyEntry => {
  const key = parsePublicJwk(privateKey);
  return { keyId: thumbprint(key), key, principal, roles, sources, validFrom };
};

/** The old key is moved away first: a gate that starts in between finds no key, and not the wrong one. */
async function takeOver(folder: string, file: string, { keyId }: TrustedKey, key: PrivateJwk): Promise<void> {
  const at = (name: string): string => join(folder, name);
  try {
    await rename(at(keyFiles.house), at(`house-${keyId.slice(0, 8)}.retired.jwk.json`));
    await writeFile(at(keyFiles.house), `${JSON.stringify(key)}\n`, { mode: 0o600, replace: false });
    await rename(at(file), at(`${file}.used`));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}
