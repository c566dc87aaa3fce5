import { parseContract } from "../../contracts/index.ts";
import { type IntegrityError, isIntegrityError } from "../../foundation/index.ts";
import type { Arguments, Command } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import type { Output } from "../output.ts";

/** Reads a contract as strictly as the gate does. */
export const lint: Command = {
  positionals: ["CONTRACT"],
  options: {},
  examples: ["countersign contract lint contracts/order.json"],
  async run({ positionals: [file = ""] }: Arguments, output: Output): Promise<ExitCode> {
    const document = await readJson(file);
    try {
      const { id, version } = parseContract(document);
      output.value({ file, id, version, problems: [] });
      output.line(`${output.status("proven")}  ${file}: \`${id}\` ${version} can be used`);
      return exitCodes.done;
    } catch (error) {
      if (!isIntegrityError(error)) throw error;
      const { code, message, details } = error as IntegrityError<string, { readonly path?: string }>;
      output.value({ file, problems: [{ code, sentence: message, path: details.path ?? "" }] });
      output.line(`${output.status("refuted")}  ${message} [${code}]`);
      return exitCodes.refuted;
    }
  },
};
