import { type ContractRemark, lintContract } from "../../contracts/index.ts";
import type { Arguments, Command } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import type { Output } from "../output.ts";

/** Whether a contract can be used, and what would make it safer. */
export const lint: Command = {
  positionals: ["CONTRACT"],
  options: {},
  examples: ["countersign contract lint contracts/order.json"],
  async run({ positionals: [file = ""] }: Arguments, output: Output): Promise<ExitCode> {
    const remarks = lintContract(await readJson(file));
    const isUsable = remarks.every(({ severity }) => severity === "warning");
    output.value({ file, usable: isUsable, remarks });
    output.line(
      `${output.status(isUsable ? "proven" : "refuted")}  ${file} ${isUsable ? "can be used" : "cannot be used"}`,
    );
    for (const remark of remarks) for (const line of toLines(remark)) output.line(line);
    return isUsable ? exitCodes.done : exitCodes.refuted;
  },
};

const toLines = ({ code, severity, path, sentence, fix }: ContractRemark): readonly string[] => [
  `  ${severity.padEnd(7)}  ${severity === "error" ? "" : `${path || "/"}: `}${sentence} [${code}]`,
  ...(fix === undefined ? [] : [`           write ${fix}`]),
];
