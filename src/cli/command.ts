import type { ExitCode } from "./exit-codes.ts";
import type { Output } from "./output.ts";

/** One option of a command, as `node:util` parses it, with a line for `--help`. */
export interface Option {
  readonly type: "string" | "boolean";
  /** Name of the value in `--help`. */
  readonly value?: string;
  readonly about: string;
  /** It may be given several times. */
  readonly multiple?: true;
}

/** A verb, as the list of all of them shows it; what it takes and does is loaded when it is called. */
export interface Verb {
  readonly name: string;
  /** One line. */
  readonly about: string;
  load(): Promise<Command | CommandGroup>;
}

/** A verb that is said in two words: `contract lint`. To add one, write its file in the group's folder and list it there. */
export interface CommandGroup {
  readonly verbs: readonly Verb[];
}

/** A verb that can be run, by its whole name. */
export interface NamedCommand {
  readonly name: string;
  readonly about: string;
  readonly command: Command;
}

/** Every command of some verbs, those of groups too. */
export async function allCommands(verbs: readonly Verb[]): Promise<readonly NamedCommand[]> {
  const loaded = verbs.map(async ({ name, about, load }) => {
    const found = await load();
    if (!isGroup(found)) return [{ name, about, command: found }];
    return (await allCommands(found.verbs)).map((inner) => ({ ...inner, name: `${name} ${inner.name}` }));
  });
  return (await Promise.all(loaded)).flat();
}

export const isGroup = (loaded: Command | CommandGroup): loaded is CommandGroup => "verbs" in loaded;

/** Options of every command. */
export const common: Readonly<Record<"json" | "no-color" | "help", Option>> = {
  json: { type: "boolean", about: "print one JSON value on standard output, and nothing else" },
  "no-color": { type: "boolean", about: "print without colours, as the variable NO_COLOR does" },
  help: { type: "boolean", about: "print this" },
};

export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

/** What a verb takes and does. To add one, write its file in `commands/` and list it in `verbs.ts`. */
export interface Command {
  /** Names of the positional arguments; one that may be left out is in brackets. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** Shown by `--help`: shell lines that work. */
  readonly examples: readonly string[];
  run(args: Arguments, output: Output): Promise<ExitCode>;
}

/** The command was called in a way it is not meant to be. */
export class UsageError extends Error {}

export const textOf = ({ values }: Arguments, name: string): string | undefined => {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
};

/** Every value of an option that may be given several times. */
export const textsOf = ({ values }: Arguments, name: string): readonly string[] => {
  const value = values[name];
  return Array.isArray(value) ? value : [];
};

export function requireText(args: Arguments, name: string): string {
  const value = textOf(args, name);
  if (value === undefined) throw new UsageError(`--${name} is missing`);
  return value;
}

/** A date or a date-time of an option. */
export function dateOf(args: Arguments, name: string): Date | undefined {
  const value = textOf(args, name);
  if (value === undefined) return undefined;
  // A bare date is that day's end in UTC: what was signed on the day counts.
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T23:59:59.999Z` : value);
  if (Number.isNaN(at.getTime()) || !/^\d{4}-\d{2}-\d{2}/.test(value))
    throw new UsageError(`--${name} must be a date such as 2027-03-31`);
  return at;
}

export function wholeNumberOf(args: Arguments, name: string, otherwise: number): number {
  const value = textOf(args, name);
  if (value === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--${name} must be a whole number`);
  return Number(value);
}
