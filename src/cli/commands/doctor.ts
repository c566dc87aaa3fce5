import { combineStatus, isIntegrityError } from "../../foundation/index.ts";
import { type Command, dateOf } from "../command.ts";
import { configOption, cornerOf, readConfiguration } from "../configuration.ts";
import { toExitCode } from "../exit-codes.ts";
import {
  checkClock,
  checkKeyFiles,
  checkKeys,
  checkNode,
  checkStore,
  checkSwitches,
  type HealthCheck,
} from "../health.ts";
import { formatTable, type Output } from "../output.ts";
import { openRecords, streamStates } from "../records.ts";
import { printChecks } from "../verdict-lines.ts";

/** Looks at an installation without changing anything in it, and without stopping a gate that runs. */
export const doctor: Command = {
  positionals: [],
  options: {
    ...configOption,
    at: { type: "string", value: "DATE", about: "the date to judge keys and clock by; default: now" },
  },
  examples: ["countersign doctor", "countersign doctor --config prod/countersign.json --json"],
  async run(args, output) {
    const at = dateOf(args, "at") ?? new Date();
    const { configuration, check } = await compiled(readConfiguration(args));
    const records = await openRecords(configuration?.store, cornerOf(args));
    const checks: readonly HealthCheck[] = [
      checkNode(process.versions.node),
      check,
      ...(configuration ? [await checkKeyFiles(configuration), await checkKeys(configuration, at)] : []),
      ...(configuration ? await checkStore(configuration) : []),
      ...(configuration ? [checkClock(records, at), ...checkSwitches(configuration, records)] : []),
    ];
    const streams = configuration ? streamStates(configuration, records) : [];
    const status = combineStatus(checks.map((one) => one.status));
    output.value({ status, checks, streams });
    printChecks(checks, output);
    printStreams(streams, output);
    output.line(`${output.bold(status.toUpperCase())}`);
    return toExitCode(status);
  },
};

type Reading = ReturnType<typeof readConfiguration>;
interface Compiled {
  readonly configuration?: Awaited<Reading>;
  readonly check: HealthCheck;
}

/** What stands in the configuration wrongly is an answer here, and no failure. */
async function compiled(reading: Reading): Promise<Compiled> {
  try {
    const configuration = await reading;
    const sentence = `\`${configuration.path}\`, its contracts and policies can be read and compiled`;
    return { configuration, check: { status: "proven", code: "configuration_compiles", sentence } };
  } catch (error) {
    if (!isIntegrityError(error) && !(error instanceof TypeError)) throw error;
    return { check: { status: "refuted", code: "configuration_compiles", sentence: error.message } };
  }
}

function printStreams(streams: ReturnType<typeof streamStates>, output: Output): void {
  if (streams.length === 0) return;
  const rows = streams.map(({ name, mode, since, by }) => [
    `  ${name}`,
    mode === "enforce" ? "enforced" : "observed",
    since === undefined ? "has seen nothing yet" : `since ${since}`,
    by === undefined ? "" : `by ${by}`,
  ]);
  output.line();
  for (const line of formatTable([["  Stream", "", "", ""], ...rows], ["left", "left", "left", "left"]))
    output.line(line);
  output.line();
}
