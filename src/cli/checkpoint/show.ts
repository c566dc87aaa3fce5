import { type Check, combineStatus } from "../../foundation/index.ts";
import {
  type Contradiction,
  parseCheckpoint,
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
      const against = textOf(args, "against");
      const other = against === undefined ? undefined : await readNoteFile(against);
      const contradiction = other === undefined ? undefined : await found.contradicts(other);
      if (contradiction) return tellContradiction(contradiction, trusted, args, output);
      const open = other === undefined ? [] : whyNotCompared(found, other, against as string);
      return tellCheckpoint(found.note, open, trusted, args, output);
    });
  },
};

function printChecks(checks: readonly Check[], output: Output): void {
  for (const { status, code, sentence } of checks)
    output.line(`  ${output.status(status)}  ${code.padEnd(20)}  ${sentence}`);
}

/** Two checkpoints that cannot be held against each other do not agree for that. */
function whyNotCompared({ note, hasLog }: FoundCheckpoint, other: string, file: string): readonly string[] {
  const [own, its] = [parseCheckpoint(note), parseCheckpoint(other)];
  if (own.origin !== its.origin) return [`whether it agrees with \`${file}\`, which is of the log \`${its.origin}\``];
  if (its.size === own.size || (hasLog && its.size < own.size)) return [];
  const advice = hasLog ? "a log that has come that far" : "the log itself";
  return [`whether it agrees with \`${file}\`, which has ${its.size} entries: show ${advice} against this one`];
}

async function tellCheckpoint(
  note: string,
  open: readonly string[],
  keys: TrustedKeys,
  args: Arguments,
  output: Output,
): Promise<ExitCode> {
  const found = await verifyCheckpoint(note, { trustedKeys: keys, at: dateOf(args, "at") ?? new Date() });
  const status = combineStatus([found.status, ...open.map(() => "unknown" as const)]);
  const verdict = { ...found, status, notChecked: [...found.notChecked, ...open] };
  output.value({ ...verdict, checkpoint: note });
  for (const line of note.trimEnd().split("\n")) output.line(line);
  printChecks(verdict.checks, output);
  for (const line of verdict.notChecked) output.line(output.dim(`  not checked  ${line}`));
  if (keys.keys.length === 0) output.note("say --keys trusted-keys.json to check who signed and cosigned it");
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
