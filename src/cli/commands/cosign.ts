import { fromUtf8, systemClock } from "../../foundation/index.ts";
import { toKeyHolder } from "../../gate/index.ts";
import {
  type CosignRefusal,
  createCosigner,
  type PublicJwk,
  parseTrustedKeys,
  type TrustedKeys,
  thumbprint,
} from "../../provenance/index.ts";
import { fileSystemStore, type Store } from "../../stores/index.ts";
import { type Arguments, type Command, noteNameOf, requireText, textOf, UsageError } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readBytes, readJson, writeFile } from "../files.ts";
import type { Output } from "../output.ts";
import { refuseStrange } from "../store-folder.ts";

/** Cosigns a partner's checkpoint, if it has grown out of the last one that was seen here. */
export const cosign: Command = {
  positionals: ["REQUEST"],
  options: {
    key: {
      type: "string",
      value: "FILE",
      about: "the cosigner's private key (JWK, Ed25519), which signs for nothing else",
    },
    name: { type: "string", value: "NAME", about: "the cosigner's name, such as partner.example" },
    keys: { type: "string", value: "FILE", about: "trusted keys (JSON): the logs that are cosigned" },
    memory: {
      type: "string",
      value: "FOLDER",
      about: "a store that remembers what was seen; made when it is not there",
    },
    out: { type: "string", value: "FILE", about: "where to write the cosignature" },
    contradiction: {
      type: "string",
      value: "FILE",
      about: "where to write the proof, if the log has told two stories",
    },
  },
  examples: [
    "countersign cosign request.txt --key cosigner.jwk.json --name partner.example --keys partners.json --memory seen --out cosignature.txt",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const out = requireText(args, "out");
    const { signer, publicKey } = toKeyHolder(await readJson(requireText(args, "key")));
    const trustedKeys = parseTrustedKeys(await readJson(requireText(args, "keys")));
    const name = noteNameOf(args, "name");
    refuseUsed(publicKey, trustedKeys);
    const body = fromUtf8(await readBytes(args.positionals[0] ?? ""));
    const memory = requireText(args, "memory");
    await refuseStrange(memory);
    const store: Store = fileSystemStore(memory);
    try {
      const cosigner = createCosigner({ name, signer, publicKey, store, trustedKeys, clock: systemClock });
      const answer = await cosigner.add(body);
      if (answer.status !== 200) return await refused(answer, args, output);
      await writeFile(out, answer.cosignature);
      output.value({ status: answer.status, file: out });
      output.line(`cosigned: hand \`${out}\` back`);
      return exitCodes.done;
    } finally {
      await store.close();
    }
  },
};

/** Whoever is audited must not cosign by a key of its own: a cosigner's signs for nothing else. */
function refuseUsed(publicKey: PublicJwk, { find }: TrustedKeys): void {
  const known = find(thumbprint(publicKey));
  const used = known?.roles.filter((role) => role !== "cosigner") ?? [];
  if (known && used.length > 0)
    throw new UsageError(
      `--key is the key of ${known.principal} as ${used.join(", ")}: make one with \`keys add --role cosigner\``,
    );
}

async function refused(answer: CosignRefusal, args: Arguments, output: Output): Promise<ExitCode> {
  const file = textOf(args, "contradiction");
  if (answer.contradiction && file !== undefined) await writeFile(file, `${JSON.stringify(answer.contradiction)}\n`);
  output.value(answer);
  output.line(`not cosigned: ${answer.sentence} [${answer.code}]`);
  if (answer.contradiction && file !== undefined)
    output.line(`wrote \`${file}\`: both checkpoints, which cannot both be true`);
  return exitCodes.refuted;
}
