import { type Contract, type Difference, diffContracts } from "../../contracts/index.ts";
import type { Arguments, Command } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { formatTable, type Output } from "../output.ts";
import { readVersions } from "./version-file.ts";

/** Every difference between two versions, with what it means for both directions. */
export const diff: Command = {
  positionals: ["OLD", "NEW"],
  options: {
    lenient: {
      type: "boolean",
      about: "senders send declared members only, and readers pass over what they do not know",
    },
  },
  examples: [
    "countersign contract diff order-1.json order-2.json",
    "countersign contract diff old.json new.json --json",
  ],
  async run({ positionals, values }: Arguments, output: Output): Promise<ExitCode> {
    const { contracts, isStrict } = await readVersions(positionals);
    const [before, after] = contracts as readonly [Contract, Contract];
    const differences = await diffContracts(before, after, { isStrict, rules: values.lenient ? "lenient" : "strict" });
    output.value(differences);
    printDifferences(differences, output);
    return exitCodes.done;
  },
};

export function printDifferences(differences: readonly Difference[], output: Output): void {
  if (differences.length === 0) {
    output.line("nothing differs");
    return;
  }
  const rows = differences.map(({ verdicts, code, sentence }) => [verdicts.backward, verdicts.forward, code, sentence]);
  const [head = "", ...lines] = formatTable([["new reads old", "old reads new", "code", "what"], ...rows], align);
  output.line(output.dim(head));
  for (const line of lines) output.line(line);
}

const align = ["left", "left", "left", "left"] as const;
