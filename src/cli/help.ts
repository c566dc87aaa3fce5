import { type Command, type CommandGroup, common, type Option, type Verb } from "./command.ts";
import { formatTable } from "./output.ts";

/** What `countersign --help` prints. */
export const generalHelp = (verbs: readonly Verb[]): readonly string[] => [
  "Usage: countersign COMMAND [OPTIONS]",
  "",
  ...toTable(verbs.map(({ name, about }) => [name, about])),
  "",
  "`countersign COMMAND --help` tells more.",
  ...exitCodeHelp,
];

/** What `countersign GROUP --help` prints. */
export const groupHelp = ({ name, about }: Verb, { verbs }: CommandGroup): readonly string[] => [
  `Usage: countersign ${name} COMMAND [OPTIONS]`,
  "",
  `${about[0]?.toUpperCase()}${about.slice(1)}.`,
  "",
  ...toTable(verbs.map((verb) => [verb.name, verb.about])),
  "",
  `\`countersign ${name} COMMAND --help\` tells more.`,
  ...exitCodeHelp,
];

/** What `countersign COMMAND --help` prints. */
export const commandHelp = ({ name, about }: Verb, { positionals, options, examples }: Command): readonly string[] => [
  `Usage: countersign ${[name, ...positionals, "[OPTIONS]"].join(" ")}`,
  "",
  `${about[0]?.toUpperCase()}${about.slice(1)}.`,
  "",
  ...toTable(Object.entries<Option>({ ...options, ...common }).map(toRow)),
  "",
  ...examples.map((example) => `  $ ${example}`),
  ...exitCodeHelp,
];

const toRow = ([name, { value, about }]: [string, Option]): [string, string] => [
  `--${name}${value ? ` ${value}` : ""}`,
  about,
];

const toTable = (rows: readonly (readonly [string, string])[]): readonly string[] =>
  formatTable(
    rows.map(([name, about]) => [`  ${name}`, about]),
    ["left", "left"],
  );

const exitCodeHelp = ["", "Exit codes: 0 done, 1 could not run, 2 wrong usage, 3 refuted, 4 unknown."];
