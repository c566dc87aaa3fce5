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

/** A date or a date-time of an option; a bare date is that day's end in UTC: what was signed on the day counts. */
export const dateOf = (args: Arguments, name: string): Date | undefined => momentOf(args, name, "23:59:59.999");

/** The same, for when something begins: a bare date is that day's beginning in UTC. */
export const beginOf = (args: Arguments, name: string): Date | undefined => momentOf(args, name, "00:00:00");

/** Whether an option names a day, and no moment of it. */
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

function momentOf(args: Arguments, name: string, timeOfDay: string): Date | undefined {
  const value = textOf(args, name);
  if (value === undefined) return undefined;
  const at = new Date(isDay(value) ? `${value}T${timeOfDay}Z` : value);
  if (Number.isNaN(at.getTime()) || !isCalendarDay(value.slice(0, 10)))
    throw new UsageError(`--${name} must be a date such as 2027-03-31`);
  return at;
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isCalendarDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return isDay(day) && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

/** The name under which a log or a cosigner signs notes (C2SP signed-note). */
export function noteNameOf(args: Arguments, name: string, otherwise?: string): string {
  const value = textOf(args, name) ?? otherwise;
  if (value === undefined) throw new UsageError(`--${name} is missing`);
  if (!/^[^\s+]{1,200}$/.test(value))
    throw new UsageError(
      `--${name} has 1 to 200 characters, no spaces and no plus sign, such as acme.example/receiving`,
    );
  return value;
}

export function wholeNumberOf(args: Arguments, name: string, otherwise: number): number {
  const value = textOf(args, name);
  if (value === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--${name} must be a whole number`);
  return Number(value);
}
