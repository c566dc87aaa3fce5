/**
 * Why: a page about commands that is written by hand is wrong after the next option. This one says what the built command
 * line says of itself; and a verb without an example teaches nobody.
 */
import { runNode } from "../lib/command.mjs";
import { holdGenerated } from "../lib/generated.mjs";

export const name = "cli";
export const about = "docs/cli.md lists every command as it describes itself, each with an example";
export const generates = "docs/cli.md";

export async function run(context) {
  const main = context.packageFile.bin.countersign;
  if (!context.has(main)) return { problems: ["dist/ holds no command line: run `npm run build`"] };
  const { status, stdout, stderr } = await runNode([main, "--help", "--json"], { cwd: context.root });
  if (status !== 0) return { problems: [`\`countersign --help --json\` fails: ${stderr.trim()}`] };
  const { commands, common } = JSON.parse(stdout);
  const bare = commands.filter(({ examples }) => examples.length === 0).map(({ name }) => `\`${name}\` has no example`);
  return {
    problems: [...bare, ...holdGenerated(context, generates, format(commands, common), name)],
    notes: [`${commands.length} commands`],
  };
}

const format = (commands, common) =>
  `${["# Command line", intro, ...commands.flatMap(section), "## Every command", optionTable(common), exitCodes].join("\n\n")}\n`;

const intro = `Every command, as \`countersign COMMAND --help\` describes it. This page is generated from the commands; \`countersign --help --json\` prints the
same as one JSON object.`;

const section = ({ name, about, positionals, options, examples }) => [
  `## \`${[name, ...positionals].join(" ")}\``,
  `${about[0].toUpperCase()}${about.slice(1)}.`,
  ...(Object.keys(options).length > 0 ? [optionTable(options)] : []),
  ["```sh", ...examples, "```"].join("\n"),
];

const optionTable = (options) => ["| option | |", "|---|---|", ...Object.entries(options).map(toRow)].join("\n");
const toRow = ([name, { value, about }]) =>
  `| \`--${name}${value ? ` ${value}` : ""}\` | ${about.replaceAll("|", "\\|")} |`;

const exitCodes = `| exit code | |
|---|---|
| 0 | done |
| 1 | could not run |
| 2 | wrong usage |
| 3 | refuted |
| 4 | unknown or incomplete |`;
