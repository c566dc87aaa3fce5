import { join } from "node:path";
import { formatInstant } from "../../foundation/index.ts";
import { keyFiles } from "../../gate/index.ts";
import {
  type AlgorithmName,
  formatTrustedKeys,
  generateKey,
  parseTrustedKeys,
  type Role,
  type TrustedKeyEntry,
  trustedKeys,
} from "../../provenance/index.ts";
import { type Arguments, type Command, dateOf, textOf, UsageError } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { makeFolder, readJson, unwritable, writeFile } from "../files.ts";
import type { Output } from "../output.ts";

const roles: readonly Role[] = ["source", "receiver", "approver", "log", "cosigner", "publisher"];

/** Makes the keys of a house, and adds those of sources and approvers to whom it trusts. */
export const keys: Command = {
  positionals: ["new|add", "FOLDER"],
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
    algorithm: { type: "string", value: "NAME", about: "keys add: Ed25519 (default) or ES256" },
    from: { type: "string", value: "DATE", about: "from when on the key may sign; default: now" },
  },
  examples: [
    "countersign keys new keys --name acme.example/receiving",
    "countersign keys add keys --principal dhl --source carrier/dhl",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [verb, folder = ""] = args.positionals;
    const from = formatInstant(dateOf(args, "from") ?? new Date());
    if (verb === "new") return makeHouse(folder, textOf(args, "name") ?? "countersign", from, output);
    if (verb === "add") return addKey(folder, args, from, output);
    throw new UsageError("say `keys new FOLDER` or `keys add FOLDER`");
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
  await writeTrusted(folder, entries, { replace: false });
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
  const algorithm = oneOf<AlgorithmName>("algorithm", textOf(args, "algorithm") ?? "Ed25519", ["Ed25519", "ES256"]);
  const source = textOf(args, "source");
  if (role === "source" && source === undefined)
    throw new UsageError("--source is missing: a source's key must say which event sources it speaks for");
  const known = formatTrustedKeys(parseTrustedKeys(await readJson(join(folder, keyFiles.trusted)))).keys;
  const file = `${principal.replaceAll(" ", "-")}.jwk.json`;
  const key = await newPrivateKey(join(folder, file), algorithm);
  await writeTrusted(folder, [
    ...known,
    { key, principal, roles: [role], ...(source !== undefined && { sources: [source] }), validFrom },
  ]);
  return told(
    output,
    { folder, file },
    `made \`${join(folder, file)}\`: hand it to ${principal} and delete it here; its public key is in ${keyFiles.trusted}`,
  );
}

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

const writeTrusted = (folder: string, entries: readonly TrustedKeyEntry[], options = {}): Promise<void> =>
  writeFile(
    join(folder, keyFiles.trusted),
    `${JSON.stringify(formatTrustedKeys(trustedKeys(entries)), undefined, 2)}\n`,
    options,
  );

function told(output: Output, value: object, sentence: string): ExitCode {
  output.value(value);
  output.line(sentence);
  return exitCodes.done;
}
