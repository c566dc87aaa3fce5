import type { Check } from "../../foundation/index.ts";
import {
  type Contradiction,
  parseTrustedKeys,
  type TrustedKeys,
  trustedKeys,
  verifyCheckpoint,
  verifyContradiction,
} from "../../provenance/index.ts";
import { type Arguments, type Command, dateOf, textOf } from "../command.ts";
import { type ExitCode, exitCodes, toExitCode } from "../exit-codes.ts";
import { readJson, writeFile } from "../files.ts";
import type { Output } from "../output.ts";
import { type FoundCheckpoint, findCheckpoint, readNoteFile } from "./open.ts";

/** Shows who signed and cosigned a checkpoint, and holds it against one that was kept elsewhere. */
export const show: Command = {
  positionals: ["FROM"],
  options: {
    keys: { type: "string", value: "FILE", about: "trusted keys (JSON): of the log and its cosigners" },
    against: { type: "string", value: "FILE", about: "a checkpoint of the same log that was kept elsewhere" },
    contradiction: { type: "string", value: "FILE", about: "where to write the proof, if the two contradict" },
    at: { type: "string", value: "DATE", about: "the date of the verification; default: now" },
  },
  examples: [
    "countersign checkpoint show .countersign --keys trusted-keys.json",
    "countersign checkpoint show public/ --against kept.txt --keys trusted-keys.json --contradiction proof.json",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const keysFile = textOf(args, "keys");
    const trusted = keysFile === undefined ? trustedKeys([]) : parseTrustedKeys(await readJson(keysFile));
    return findCheckpoint(args.positionals[0] ?? "", async (found) => {
      const contradiction = await contradictionWith(args, found);
      return contradiction
        ? tellContradiction(contradiction, trusted, args, output)
        : tellCheckpoint(found.note, trusted, args, output);
    });
  },
};

function printChecks(checks: readonly Check[], output: Output): void {
  for (const { status, code, sentence } of checks)
    output.line(`  ${output.status(status)}  ${code.padEnd(20)}  ${sentence}`);
}

async function contradictionWith(args: Arguments, found: FoundCheckpoint): Promise<Contradiction | undefined> {
  const against = textOf(args, "against");
  return against === undefined ? undefined : found.contradicts(await readNoteFile(against));
}

async function tellCheckpoint(note: string, keys: TrustedKeys, args: Arguments, output: Output): Promise<ExitCode> {
  const verdict = await verifyCheckpoint(note, { trustedKeys: keys, at: dateOf(args, "at") ?? new Date() });
  output.value({ ...verdict, checkpoint: note });
  for (const line of note.trimEnd().split("\n")) output.line(line);
  printChecks(verdict.checks, output);
  for (const line of verdict.notChecked) output.line(output.dim(`  not checked  ${line}`));
  output.line(output.bold(verdict.status.toUpperCase()));
  return toExitCode(verdict.status);
}

async function tellContradiction(
  contradiction: Contradiction,
  keys: TrustedKeys,
  args: Arguments,
  output: Output,
): Promise<ExitCode> {
  const verdict = await verifyContradiction(contradiction, keys);
  const file = textOf(args, "contradiction");
  if (file !== undefined) await writeFile(file, `${JSON.stringify(contradiction)}\n`);
  output.value({ ...verdict, contradiction });
  output.line("the two checkpoints contradict each other: the log has told two stories");
  printChecks(verdict.checks, output);
  if (file !== undefined) output.line(`wrote \`${file}\`, which whoever has the log's public key can verify`);
  return exitCodes.refuted;
}
