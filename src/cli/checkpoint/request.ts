import { formatAddCheckpoint, parseCheckpoint } from "../../provenance/index.ts";
import { type Arguments, type Command, requireText, textOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { writeFile } from "../files.ts";
import type { Output } from "../output.ts";
import { readNoteFile, withLog } from "./open.ts";

/** Writes the body of a C2SP add-checkpoint request, for a partner who cosigns by file. */
export const request: Command = {
  positionals: ["STORE"],
  options: {
    out: { type: "string", value: "FILE", about: "where to write the request" },
    last: {
      type: "string",
      value: "FILE",
      about: "the last checkpoint that the partner cosigned; none: the first time",
    },
  },
  examples: ["countersign checkpoint request .countersign --last cosigned.txt --out request.txt"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const out = requireText(args, "out");
    const last = textOf(args, "last");
    const lastNote = last === undefined ? undefined : await readNoteFile(last);
    const oldSize = lastNote === undefined ? 0 : parseCheckpoint(lastNote).size;
    return withLog(args.positionals[0] ?? "", async (log) => {
      // Proving an entry under a checkpoint refuses one of another log, or one that this log does not have any more.
      if (lastNote !== undefined) await log.prove(0, lastNote);
      const { size, checkpoint = "" } = await log.head();
      await writeFile(
        out,
        formatAddCheckpoint({ oldSize, proof: await log.proveConsistency(oldSize, size), checkpoint }),
      );
      output.value({ origin: log.origin, oldSize, size, file: out });
      output.line(`wrote \`${out}\`: \`${log.origin}\` from ${oldSize} to ${size} entries; hand it to who cosigns`);
      return exitCodes.done;
    });
  },
};
