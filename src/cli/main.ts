#!/usr/bin/env node
import { parseArgs } from "node:util";
import { type Arguments, allCommands, type Command, common, isGroup, UsageError, type Verb } from "./command.ts";
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
  try {
    return await callVerb("", verbs, [name, ...rest], output);
  } catch (error) {
    return explain(error, await calledName(argv), output);
  }
}

/** Runs the verb that the first word names, or the one in its group that the second word names. */
async function callVerb(
  group: string,
  among: readonly Verb[],
  [name = "", ...rest]: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const verb = among.find((one) => one.name === name);
  if (!verb)
    throw new UsageError(
      `there is no command \`${group}${name.slice(0, 40)}\`: use ${among.map((one) => one.name).join(", ")}`,
    );
  const loaded = await verb.load();
  if (!isGroup(loaded)) return runCommand({ ...verb, name: group + name }, loaded, rest, output);
  if (rest.length === 0 || rest[0] === "--help")
    return print(await helpLines(({ groupHelp }) => groupHelp(verb, loaded)));
  return callVerb(`${name} `, loaded.verbs, rest, output);
}

async function runCommand(verb: Verb, command: Command, argv: readonly string[], output: Output): Promise<ExitCode> {
  const { values, positionals } = readArguments(argv, { ...command.options, ...common });
  if (values.help) return print(await helpLines(({ commandHelp }) => commandHelp(verb, command)));
  const required = command.positionals.filter((positional) => !positional.startsWith("["));
  if (positionals.length < required.length) throw new UsageError(`${required[positionals.length]} is missing`);
  if (positionals.length > command.positionals.length)
    throw new UsageError(`\`${positionals.at(-1)?.slice(0, 40)}\` is one argument too many`);
  return command.run({ values, positionals }, output);
}

function readArguments(argv: readonly string[], options: Command["options"]): Arguments {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true }) as Arguments;
  } catch (error) {
    throw new UsageError(toAdvice(error as NodeJS.ErrnoException));
  }
}

/** What `node:util` says in several lines, in one. */
function toAdvice({ code, message }: NodeJS.ErrnoException): string {
  const [first = ""] = message.split("\n");
  const [option] = /--?[\w-]+/.exec(first) ?? [];
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `there is no option \`${option}\``;
  if (first.includes("ambiguous"))
    return `${option} takes a value, and one that begins with a dash is written ${option}=VALUE`;
  return first;
}

/** The command that was meant, as far as there is one: where help on it is found. */
async function calledName([name, second]: readonly string[]): Promise<string> {
  const verb = verbs.find((one) => one.name === name);
  if (!verb) return "";
  const loaded = await verb.load();
  const isInner = isGroup(loaded) && loaded.verbs.some((one) => one.name === second);
  return isInner ? `${name} ${second} ` : `${name} `;
}

/** One line on standard error, with the code, and the exit code that fits. */
async function explain(error: unknown, name: string, output: Output): Promise<ExitCode> {
  if (error instanceof UsageError) {
    output.note(`countersign: ${error.message}; see \`countersign ${name}--help\` [usage]`);
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
  const commands = (await allCommands(verbs)).map(({ name, about, command }) => ({ name, about, ...command }));
  output.value({ commands, common });
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
