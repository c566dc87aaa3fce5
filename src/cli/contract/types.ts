import { formatTypes, parseContract } from "../../contracts/index.ts";
import type { Arguments, Command } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import type { Output } from "../output.ts";
import { writeOut } from "./write-out.ts";

/** A contract's data as TypeScript declarations. */
export const types: Command = {
  positionals: ["CONTRACT"],
  options: { out: { type: "string", value: "FILE", about: "where they go; default: standard output" } },
  examples: ["countersign contract types contracts/order.json --out src/order.d.ts"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const text = formatTypes(parseContract(await readJson(args.positionals[0] ?? "")));
    await writeOut({ types: text }, text, args, output);
    return exitCodes.done;
  },
};
