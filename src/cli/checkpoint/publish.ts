import { commitCheckpoint, publishLog } from "../../adapters/index.ts";
import { type LogReader, parseTrustedKeys, verifyCheckpoint, withSignatureLines } from "../../provenance/index.ts";
import { type Arguments, type Command, requireText, textOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import type { Output } from "../output.ts";
import { readNoteFile, withLog } from "./open.ts";

/** Publishes a log where others see it: what they have seen cannot be taken back. */
export const publish: Command = {
  positionals: ["STORE"],
  options: {
    to: { type: "string", value: "FOLDER", about: "where to publish; a web server may serve it as it is" },
    cosignature: {
      type: "string",
      value: "FILE",
      about: "a cosignature of the latest checkpoint, to be published with it",
    },
    keys: {
      type: "string",
      value: "FILE",
      about: "trusted keys (JSON): publish a cosignature only where one of them made it, of this checkpoint",
    },
    git: { type: "boolean", about: "FOLDER is in a git repository: commit the checkpoint there, and nothing else" },
  },
  examples: [
    "countersign checkpoint publish .countersign --to public --cosignature cosignature.txt --keys trusted-keys.json",
    "countersign checkpoint publish .countersign --to checkpoints --git",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const folder = requireText(args, "to");
    return withLog(args.positionals[0] ?? "", async (log) => {
      const checkpoint = await cosigned(log, args);
      if (checkpoint !== undefined && !(await isKnown(checkpoint, args))) return refused(log, output);
      if (args.values.git) return committed(log, folder, checkpoint, output);
      const { size, files } = await publishLog(log, folder, checkpoint);
      output.value({ origin: log.origin, size, files, folder });
      output.line(`published \`${log.origin}\` with ${size} entries to \`${folder}\`: ${files} files written`);
      return exitCodes.done;
    });
  },
};

/** A cosignature is of one checkpoint: when the log has grown since, it says nothing of the latest one. */
async function isKnown(checkpoint: string, args: Arguments): Promise<boolean> {
  const file = textOf(args, "keys");
  if (file === undefined) return true;
  const { value } = await verifyCheckpoint(checkpoint, {
    trustedKeys: parseTrustedKeys(await readJson(file)),
    at: new Date(),
  });
  return value !== undefined && value.cosignatures.length > 0;
}

async function refused(log: LogReader, output: Output): Promise<ExitCode> {
  const { size } = await log.head();
  const reason = `no trusted cosigner made that cosignature of the checkpoint with ${size} entries`;
  output.value({ origin: log.origin, size, refused: reason });
  output.line(`not published: ${reason}`);
  output.line("the log may have grown since: request it anew");
  return exitCodes.refuted;
}

async function committed(
  log: LogReader,
  folder: string,
  checkpoint: string | undefined,
  output: Output,
): Promise<ExitCode> {
  await commitCheckpoint(log, folder, checkpoint);
  const { size } = await log.head();
  output.value({ origin: log.origin, size, folder });
  output.line(`committed the checkpoint of \`${log.origin}\` with ${size} entries in \`${folder}\``);
  return exitCodes.done;
}

async function cosigned(log: LogReader, args: Arguments): Promise<string | undefined> {
  const file = textOf(args, "cosignature");
  const { checkpoint } = await log.head();
  return file === undefined || checkpoint === undefined
    ? undefined
    : withSignatureLines(checkpoint, [await readNoteFile(file)]);
}
