import {
  type CompatibilityMode,
  type CompatibilityReport,
  type Contract,
  checkCompatibility,
  parseConsumers,
} from "../../contracts/index.ts";
import type { Status } from "../../foundation/index.ts";
import { type Arguments, type Command, textOf, UsageError, wholeNumberOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import type { Output } from "../output.ts";
import { printDifferences } from "./diff.ts";
import { readVersions } from "./version-file.ts";

const modes: readonly CompatibilityMode[] = [
  "NONE",
  "BACKWARD",
  "BACKWARD_TRANSITIVE",
  "FORWARD",
  "FORWARD_TRANSITIVE",
  "FULL",
  "FULL_TRANSITIVE",
];

/** Whether a new version may take the place of an old one; if not, the document that shows it, and what to edit. */
export const compat: Command = {
  positionals: ["OLD", "NEW"],
  options: {
    mode: {
      type: "string",
      value: "MODE",
      about: `${modes.join(", ")}; default: the new contract's own, else BACKWARD`,
    },
    lenient: {
      type: "boolean",
      about: "senders send declared members only, and readers pass over what they do not know",
    },
    earlier: {
      type: "string",
      value: "FILE,…",
      about: "versions before OLD, the oldest first: _TRANSITIVE asks them, too",
    },
    consumers: { type: "string", value: "FILE", about: "who reads what: a list of { name, reads, switchesOn? }" },
    budget: { type: "string", value: "STEPS", about: "how long to search, in steps; default: 20000" },
  },
  examples: [
    "countersign contract compat order-1.json order-2.json",
    "countersign contract compat order-1.json order-2.json --mode FULL --lenient",
    "countersign contract compat order-1.json order-2.json --consumers consumers.json --json",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const earlier = textOf(args, "earlier")?.split(",") ?? [];
    const { contracts, isStrict } = await readVersions([...earlier, ...args.positionals]);
    const consumers = textOf(args, "consumers");
    const mode = modeOf(args);
    output.progress("looking for a document that the one accepts and the other refuses …");
    const report = await checkCompatibility(contracts.slice(0, -1), contracts.at(-1) as Contract, {
      ...(mode && { mode }),
      isStrict,
      rules: args.values.lenient ? "lenient" : "strict",
      budget: wholeNumberOf(args, "budget", 20_000),
      consumers: consumers === undefined ? [] : parseConsumers(await readJson(consumers)),
    });
    output.value(report);
    print(report, output);
    return codes[report.verdict];
  },
};

const codes = { compatible: exitCodes.done, broken: exitCodes.refuted, unknown: exitCodes.unknown } as const;
const statuses: Readonly<Record<CompatibilityReport["verdict"], Status>> = {
  compatible: "proven",
  broken: "refuted",
  unknown: "unknown",
};

function modeOf(args: Arguments): CompatibilityMode | undefined {
  const value = textOf(args, "mode");
  if (value === undefined) return undefined;
  const mode = modes.find((one) => one === value.toUpperCase());
  if (mode === undefined) throw new UsageError(`--mode must be one of ${modes.join(", ")}`);
  return mode;
}

function print(report: CompatibilityReport, output: Output): void {
  const { verdict, sentence, counterexample, edit, versions, consumers } = report;
  output.line(`${output.status(statuses[verdict])}  ${sentence}`);
  if (counterexample) output.line(`${output.bold("document")}  ${JSON.stringify(counterexample.document)}`);
  for (const { reasons } of versions) for (const reason of reasons.slice(1)) output.line(`         ${reason.sentence}`);
  if (edit) {
    output.line(`${output.bold("edit")}      ${edit.sentence}`);
    for (const operation of edit.patch) output.line(`          ${JSON.stringify(operation)}`);
  }
  for (const consumer of consumers) output.line(`${output.status(statuses[consumer.verdict])}  ${consumer.sentence}`);
  for (const { against, differences } of versions) {
    output.line();
    if (versions.length > 1) output.line(output.bold(`against ${against}`));
    printDifferences(differences, output);
  }
}
