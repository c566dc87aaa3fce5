import { formatContractModule, parseContract } from "../../contracts/index.ts";
import type { Arguments, Command } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import type { Output } from "../output.ts";
import { writeOut } from "./write-out.ts";

/** A contract as an ES module, for hosts that forbid generating code. */
export const compile: Command = {
  positionals: ["CONTRACT"],
  options: { out: { type: "string", value: "FILE", about: "where it goes; default: standard output" } },
  examples: ["countersign contract compile contracts/order.json --out order.contract.mjs"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const text = formatContractModule(parseContract(await readJson(args.positionals[0] ?? "")));
    await writeOut({ module: text }, text, args, output);
    return exitCodes.done;
  },
};
