import { join } from "node:path";
import { formatInstant, type JsonObject } from "../../foundation/index.ts";
import { keyFiles } from "../../gate/index.ts";
import {
  type AlgorithmName,
  formatTrustedKeys,
  generateKey,
  type Role,
  roles,
  type TrustedKeyEntry,
  trustedKeys,
} from "../../provenance/index.ts";
import { type Arguments, beginOf, type Command, noteNameOf, textOf, UsageError } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { makeFolder, unwritable, writeFile } from "../files.ts";
import { endKey } from "../keys/end.ts";
import { expectRecordable, recordChange, recordedIn, trustedIn, writeNewKey, writeTrusted } from "../keys/folder.ts";
import { precommitKey, rotateKey } from "../keys/rotate.ts";
import { showKeys } from "../keys/show.ts";
import type { Output } from "../output.ts";

/** What keys can be made for here; `ML-DSA-44` where the platform has it. */
const offered: readonly AlgorithmName[] = ["Ed25519", "ES256", "ES384", "PS256", "ML-DSA-44"];

type Run = (folder: string, args: Arguments, output: Output) => Promise<ExitCode>;

/** What can be done with keys. */
const ways: Readonly<Record<string, Run>> = {
  new: (folder, args, output) => makeHouse(folder, noteNameOf(args, "name", "countersign"), fromOf(args), output),
  add: (folder, args, output) => addKey(folder, args, fromOf(args), output),
  precommit: precommitKey,
  rotate: rotateKey,
  revoke: (...args) => endKey("revoke", ...args),
  compromised: (...args) => endKey("compromised", ...args),
  show: showKeys,
};

const fromOf = (args: Arguments): string => formatInstant(beginOf(args, "from") ?? thisSecond());

/** A cosigner tells whole seconds (C2SP tlog-cosignature): with a key that began within one, it could not cosign at once. */
const thisSecond = (): Date => new Date(Math.floor(Date.now() / 1_000) * 1_000);

/** Makes the keys of a house and of those it trusts, and ends them. */
export const keys: Command = {
  positionals: ["new|add|precommit|rotate|revoke|compromised|show", "FOLDER"],
  options: {
    name: {
      type: "string",
      value: "NAME",
      about: "keys new: the house's name, such as acme.example/receiving; default: countersign",
    },
    principal: { type: "string", value: "WHO", about: "keys add: who holds the new key" },
    role: { type: "string", value: "ROLE", about: `keys add: ${roles.join(", ")}; default: source` },
    source: {
      type: "string",
      value: "PATTERN",
      about: "keys add: the event sources it speaks for, such as carrier/dhl",
    },
    algorithm: { type: "string", value: "NAME", about: `keys add: ${offered.join(", ")}; default: Ed25519` },
    "passphrase-env": {
      type: "string",
      value: "VARIABLE",
      about: "keys add, rotate: encrypt the private key with the passphrase in this environment variable (PKCS#8, PEM)",
    },
    key: {
      type: "string",
      value: "KEY",
      about: "keys rotate, revoke, compromised: the beginning of the key's id, or who holds it",
    },
    from: {
      type: "string",
      value: "DATE",
      about: "from when on the key may sign, is not used any more, or is in other hands; default: now",
    },
    store: {
      type: "string",
      value: "FOLDER",
      about: "the gate's store, in whose log the change is recorded; stop the gate first",
    },
  },
  examples: [
    "countersign keys new keys --name acme.example/receiving",
    "countersign keys add keys --principal dhl --source carrier/dhl",
    "countersign keys rotate keys --key dhl --store .countersign",
    "countersign keys compromised keys --key dhl --from 2026-03-31 --store .countersign",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [verb = "", folder = ""] = args.positionals;
    const way = Object.hasOwn(ways, verb) ? ways[verb] : undefined;
    if (!way)
      throw new UsageError(
        "say `keys new FOLDER`, or add, precommit, rotate, revoke, compromised or show in place of new",
      );
    if (verb !== "new" && verb !== "show") await expectRecordable(folder, args);
    return way(folder, args, output);
  },
};

async function makeHouse(folder: string, name: string, validFrom: string, output: Output): Promise<ExitCode> {
  await makePrivateFolder(folder);
  const house = await newPrivateKey(join(folder, keyFiles.house), "Ed25519");
  const log = await newPrivateKey(join(folder, keyFiles.log), "Ed25519");
  const entries: readonly TrustedKeyEntry[] = [
    { key: house, principal: name, roles: ["receiver"], validFrom },
    { key: log, principal: `${name} log`, roles: ["log"], sources: [name], validFrom },
  ];
  await writeTrusted(folder, trustedKeys(entries), { replace: false });
  return told(
    output,
    { folder, files: Object.values(keyFiles) },
    `made the keys of \`${name}\` in \`${folder}\`: keep ${keyFiles.house} and ${keyFiles.log} secret, hand out ${keyFiles.trusted}`,
  );
}

async function addKey(folder: string, args: Arguments, validFrom: string, output: Output): Promise<ExitCode> {
  const principal = textOf(args, "principal");
  if (principal === undefined || !/^[\w.@ -]{1,80}$/.test(principal))
    throw new UsageError("--principal must name who holds the key: letters, digits, spaces and . _ @ -");
  const role = oneOf("role", textOf(args, "role") ?? "source", roles);
  const algorithm = oneOf<AlgorithmName>("algorithm", textOf(args, "algorithm") ?? "Ed25519", offered);
  if (signsNotes(role) && algorithm !== "Ed25519")
    throw new UsageError(`--algorithm: a ${role} signs checkpoints, and those take Ed25519 alone`);
  const source = textOf(args, "source");
  if (role === "source" && source === undefined)
    throw new UsageError("--source is missing: a source's key must say which event sources it speaks for");
  const trusted = await trustedIn(folder);
  const stem = principal.replaceAll(" ", "-");
  const { file, publicKey } = await writeNewKey(folder, stem, algorithm, args);
  const entry = {
    key: publicKey,
    principal,
    roles: [role],
    ...(source !== undefined && { sources: [source] }),
    validFrom,
  };
  const now = trustedKeys([...formatTrustedKeys(trusted).keys, entry], trusted);
  const written = formatTrustedKeys(now).keys.at(-1) as unknown as JsonObject;
  const event = { formatVersion: 1, at: formatInstant(new Date()), action: "add", entry: written } as const;
  const index = await recordChange(folder, args, { key: publicKey, event });
  await writeTrusted(folder, now);
  return told(
    output,
    { folder, file, entry: index },
    `made \`${join(folder, file)}\`: hand it to ${principal} and delete it here; its public key is in ${keyFiles.trusted}${index === undefined ? "" : `. ${recordedIn(index)}`}`,
  );
}

const signsNotes = (role: Role): boolean => role === "log" || role === "cosigner";

function oneOf<Value extends string>(option: string, value: string, allowed: readonly Value[]): Value {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${option} must be one of ${allowed.join(", ")}`);
  return found;
}

async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder, 0o700);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

async function newPrivateKey(file: string, algorithm: AlgorithmName): Promise<TrustedKeyEntry["key"]> {
  const { privateKey, publicKey } = await generateKey(algorithm);
  await writeFile(file, `${JSON.stringify(privateKey)}\n`, { mode: 0o600, replace: false });
  return publicKey;
}

function told(output: Output, value: object, sentence: string): ExitCode {
  output.value(value);
  output.line(sentence);
  return exitCodes.done;
}
