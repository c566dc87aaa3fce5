import { compatibilityChecker, createRegistry, parseContract, parseMigration } from "../../contracts/index.ts";
import { toKeyHolder } from "../../gate/index.ts";
import { createSeal, parseTrustedKeys, thumbprint } from "../../provenance/index.ts";
import { folderDocuments } from "../../stores/index.ts";
import { type Arguments, type Command, requireText, textOf, UsageError } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import type { Output } from "../output.ts";

/** Publishes a version of a contract in a folder of plain files. */
export const publish: Command = {
  positionals: ["CONTRACT"],
  options: {
    registry: { type: "string", value: "FOLDER", about: "the registry, such as a folder under version control" },
    key: {
      type: "string",
      value: "FILE",
      about: "private key of the publisher, from `keys add --role publisher`; default: not sealed",
    },
    trusted: { type: "string", value: "FILE", about: "trusted keys, which say whose key it is; needed with --key" },
    by: { type: "string", value: "NAME", about: "who publishes, where there is no key" },
    migration: { type: "string", value: "FILE", about: "a migration from or to another version, published with it" },
  },
  examples: [
    "countersign contract publish order.json --registry contracts --by procurement",
    "countersign contract publish order.json --registry contracts --key procurement.jwk.json --trusted keys/trusted-keys.json",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const contract = parseContract(await readJson(args.positionals[0] ?? ""));
    const documents = folderDocuments(requireText(args, "registry"));
    const { by, ...seal } = await publisherOf(args);
    const registry = createRegistry({ documents, checkCompatibility: compatibilityChecker(), ...seal });
    const migration = textOf(args, "migration");
    const migrations = migration === undefined ? [] : [parseMigration(await readJson(migration))];
    const published = await registry.publish(contract, { by, at: new Date(), migrations });
    output.value(published);
    const { version, digest, isNew, sealed } = published;
    output.line(`${output.bold(isNew ? "PUBLISHED" : "UNCHANGED")}  \`${contract.id}\` ${version}  ${digest}`);
    for (const { sentence } of published.breaks) output.note(sentence);
    if (!sealed) output.note("not sealed: with --key and --trusted others can verify who published it");
    return exitCodes.done;
  },
};

type Registrar = Pick<Parameters<typeof createRegistry>[0], "seal"> & { readonly by: string };

/** Whose key it is decides who publishes: a name beside it would be a claim of its own. */
async function publisherOf(args: Arguments): Promise<Registrar> {
  const keyFile = textOf(args, "key");
  if (keyFile === undefined) return { by: requireText(args, "by") };
  if (textOf(args, "by") !== undefined)
    throw new UsageError("--by is for publishing without a key: the trusted keys say whose key it is");
  const { signer, publicKey } = toKeyHolder(await readJson(keyFile));
  const trusted = parseTrustedKeys(await readJson(requireText(args, "trusted"))).find(thumbprint(publicKey));
  if (!trusted?.roles.includes("publisher"))
    throw new UsageError(
      "--key is not the key of a publisher among the trusted keys: `countersign keys add --role publisher` makes one",
    );
  return { by: trusted.principal, seal: createSeal([signer]) };
}
