#!/usr/bin/env node
import { parseArgs } from "node:util";
import { type Command, common, UsageError, type Verb } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { createOutput, type Output } from "./output.ts";
import { verbs } from "./verbs.ts";

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = argv;
  const output = createOutput({
    json: argv.includes("--json"),
    plain: argv.includes("--no-color") || (process.env.NO_COLOR ?? "") !== "",
    stdout: process.stdout,
    stderr: process.stderr,
  });
  if (name === undefined || name === "--help" || name === "help") return printHelp(output);
  const verb = verbs.find((one) => one.name === name);
  try {
    if (!verb)
      throw new UsageError(
        `there is no command \`${name.slice(0, 40)}\`: use ${verbs.map((one) => one.name).join(", ")}`,
      );
    return await runCommand(verb, rest, output);
  } catch (error) {
    return explain(error, verb, output);
  }
}

async function runCommand(verb: Verb, argv: readonly string[], output: Output): Promise<ExitCode> {
  const command = await verb.load();
  const { values, positionals } = readArguments(argv, { ...command.options, ...common });
  if (values.help) return print(await helpLines(({ commandHelp }) => commandHelp(verb, command)));
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
async function explain(error: unknown, verb: Verb | undefined, output: Output): Promise<ExitCode> {
  if (error instanceof UsageError) {
    output.note(`countersign: ${error.message}; see \`countersign ${verb ? `${verb.name} ` : ""}--help\` [usage]`);
    return exitCodes.wrongUsage;
  }
  const { isIntegrityError } = await import("../foundation/index.ts");
  const code = isIntegrityError(error) ? error.code : "unexpected";
  output.note(`countersign: ${(error as Error)?.message ?? String(error)} [${code}]`);
  return exitCodes.couldNotRun;
}

/** With `--json` everything that every verb takes, for whoever completes or documents it. */
async function printHelp(output: Output): Promise<ExitCode> {
  if (!output.json) return print(await helpLines(({ generalHelp }) => generalHelp(verbs)));
  const loaded = verbs.map(async ({ name, about, load }) => ({ name, about, ...(await load()) }));
  output.value({ commands: await Promise.all(loaded), common });
  return exitCodes.done;
}

const helpLines = async (tell: (help: typeof import("./help.ts")) => readonly string[]): Promise<readonly string[]> =>
  tell(await import("./help.ts"));

function print(lines: readonly string[]): ExitCode {
  process.stdout.write(`${lines.join("\n")}\n`);
  return exitCodes.done;
}

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.done);
});

process.exitCode = await main(process.argv.slice(2));
