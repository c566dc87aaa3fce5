import { combineStatus, fromUtf8, type Verdict } from "../../foundation/index.ts";
import { fsckLog, parseTrustedKeys, type TrustedKeys, trustedKeys } from "../../provenance/index.ts";
import { fileSystemStore, fsckFileSystemStore, type Store } from "../../stores/index.ts";
import { type Arguments, type Command, textOf, textsOf } from "../command.ts";
import { type ExitCode, toExitCode } from "../exit-codes.ts";
import { readBytes, readJson } from "../files.ts";
import type { Output } from "../output.ts";
import { printChecks } from "../verdict-lines.ts";

/** Reads a store's files, and the log in it, from the beginning. */
export const fsck: Command = {
  positionals: ["FOLDER"],
  options: {
    keys: { type: "string", value: "FILE", about: "trusted keys (JSON), to check who signed the log" },
    known: {
      type: "string",
      value: "FILE",
      about:
        "a checkpoint of the log that was kept elsewhere, to find that it was set back; may be given several times",
      multiple: true,
    },
  },
  examples: [
    "countersign fsck .countersign --keys trusted-keys.json",
    "countersign fsck .countersign --keys trusted-keys.json --known january.txt --known february.txt",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [folder = ""] = args.positionals;
    const keysFile = textOf(args, "keys");
    const trusted = keysFile === undefined ? trustedKeys([]) : parseTrustedKeys(await readJson(keysFile));
    const store = await fsckFileSystemStore(folder);
    const log = store.status === "proven" ? await checkLog(folder, trusted, await knownOf(args)) : undefined;
    const checks = [...store.checks, ...(log?.checks ?? [])];
    const notChecked = [...store.notChecked, ...(log?.notChecked ?? ["the log, because the store itself is damaged"])];
    const status = combineStatus(checks.map((check) => check.status));
    output.value({ status, checks, notChecked, store: store.value, log: log?.value });
    printChecks(checks, output);
    for (const line of notChecked) output.line(output.dim(`  not checked  ${line}`));
    if (keysFile === undefined) output.note("say --keys trusted-keys.json to check who signed the log");
    output.line(`${output.bold(status.toUpperCase())}  ${folder}`);
    return toExitCode(status);
  },
};

const knownOf = (args: Arguments): Promise<readonly string[]> =>
  Promise.all(textsOf(args, "known").map(async (file) => fromUtf8(await readBytes(file))));

/** The store is opened for this, and so locked: a gate that has it open must be closed first. */
async function checkLog(
  folder: string,
  trusted: TrustedKeys,
  known: readonly string[],
): Promise<Verdict<{ size: number }>> {
  const store: Store = fileSystemStore(folder);
  try {
    return await fsckLog(store, { trustedKeys: trusted, known });
  } finally {
    await store.close();
  }
}
