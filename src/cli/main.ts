#!/usr/bin/env node
import { parseArgs } from "node:util";
import { isIntegrityError } from "../foundation/index.ts";
import { type Command, UsageError } from "./command.ts";
import { fsck } from "./commands/fsck.ts";
import { gameday } from "./commands/gameday.ts";
import { ingest } from "./commands/ingest.ts";
import { keys } from "./commands/keys.ts";
import { start } from "./commands/start.ts";
import { verify } from "./commands/verify.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { createOutput, formatTable, type Output } from "./output.ts";

const commands: readonly Command[] = [start, gameday, ingest, verify, fsck, keys];

const common = {
  json: { type: "boolean", about: "print one JSON value on standard output, and nothing else" },
  "no-color": { type: "boolean", about: "print without colours, as the variable NO_COLOR does" },
  help: { type: "boolean", about: "print this" },
} as const;

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = argv;
  const output = createOutput({
    json: argv.includes("--json"),
    plain: argv.includes("--no-color") || (process.env.NO_COLOR ?? "") !== "",
    stdout: process.stdout,
    stderr: process.stderr,
  });
  if (name === undefined || name === "--help" || name === "help") return printHelp();
  const command = commands.find((one) => one.name === name);
  try {
    if (!command)
      throw new UsageError(
        `there is no command \`${name.slice(0, 40)}\`: use ${commands.map((one) => one.name).join(", ")}`,
      );
    return await runCommand(command, rest, output);
  } catch (error) {
    return explain(error, command, output);
  }
}

async function runCommand(command: Command, argv: readonly string[], output: Output): Promise<ExitCode> {
  const options = { ...command.options, ...common };
  const { values, positionals } = readArguments(argv, options);
  if (values.help) return printCommandHelp(command);
  const required = command.positionals.filter((positional) => !positional.startsWith("["));
  if (positionals.length < required.length) throw new UsageError(`${required[positionals.length]} is missing`);
  if (positionals.length > command.positionals.length)
    throw new UsageError(`\`${positionals.at(-1)?.slice(0, 40)}\` is one argument too many`);
  return command.run({ values, positionals }, output);
}

type Parsed = {
  readonly values: Record<string, string | boolean | undefined>;
  readonly positionals: readonly string[];
};

function readArguments(argv: readonly string[], options: Command["options"]): Parsed {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true }) as Parsed;
  } catch (error) {
    throw new UsageError((error as Error).message.split("\n")[0]);
  }
}

/** One line on standard error, with the code, and the exit code that fits. */
function explain(error: unknown, command: Command | undefined, output: Output): ExitCode {
  if (error instanceof UsageError) {
    output.note(
      `countersign: ${error.message}; see \`countersign ${command ? `${command.name} ` : ""}--help\` [usage]`,
    );
    return exitCodes.wrongUsage;
  }
  if (isIntegrityError(error)) {
    output.note(`countersign: ${error.message} [${error.code}]`);
    return exitCodes.couldNotRun;
  }
  output.note(`countersign: ${(error as Error)?.message ?? String(error)} [unexpected]`);
  return exitCodes.couldNotRun;
}

function printHelp(): ExitCode {
  const rows = commands.map(({ name, about }) => [`  ${name}`, about]);
  print([
    "Usage: countersign COMMAND [OPTIONS]",
    "",
    ...formatTable(rows, ["left", "left"]),
    "",
    "`countersign COMMAND --help` tells more.",
    ...exitCodeHelp,
  ]);
  return exitCodes.done;
}

function printCommandHelp({ name, about, positionals, options, examples }: Command): ExitCode {
  const rows = Object.entries({ ...options, ...common }).map(
    ([option, { value, about: line }]: [string, { value?: string; about: string }]) => [
      `  --${option}${value ? ` ${value}` : ""}`,
      line,
    ],
  );
  print([
    `Usage: countersign ${[name, ...positionals, "[OPTIONS]"].join(" ")}`,
    "",
    `${about[0]?.toUpperCase()}${about.slice(1)}.`,
    "",
    ...formatTable(rows, ["left", "left"]),
    "",
    ...examples.map((example) => `  $ ${example}`),
    ...exitCodeHelp,
  ]);
  return exitCodes.done;
}

const exitCodeHelp = ["", "Exit codes: 0 done, 1 could not run, 2 wrong usage, 3 refuted, 4 unknown."];

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.done);
});

process.exitCode = await main(process.argv.slice(2));
