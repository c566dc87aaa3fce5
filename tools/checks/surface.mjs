/**
 * Why: a name that users can import is a promise. Names are added and removed on purpose, in a file that is reviewed, and
 * a door stays short enough to be read.
 */
import { holdGenerated } from "../lib/generated.mjs";
import { createProgram } from "../lib/program.mjs";

export const name = "surface";
export const about = "every door exports the names that were agreed";
export const generates = "test/public-surface.txt";

const limits = { index: 15, others: 20 };
const reasons = "docs/design/doors.md";

export async function run(context) {
  const { namesOf } = createProgram(context);
  const doors = context.doors.filter((door) => context.has(door.source));
  const surface = doors.map((door) => ({ ...door, names: namesOf(door) }));
  return {
    problems: [
      ...missingDoors(context),
      ...doors.flatMap((door) => starExports(context, door)),
      ...surface.flatMap((door) => wideDoors(context, door)),
      ...holdGenerated(context, generates, format(surface), name),
    ],
    notes: [`${surface.reduce((sum, { names }) => sum + names.length, 0)} names behind ${surface.length} doors`],
  };
}

const missingDoors = (context) =>
  context.doors
    .filter((door) => !context.has(door.source))
    .map((door) => `package.json exports \`${door.subpath}\`, and there is no ${door.source}`);

const starExports = (context, { source }) =>
  context
    .read(source)
    .split("\n")
    .flatMap((line, at) => (/^\s*export\s*\*/.test(line) ? [`${source}:${at + 1} exports \`*\`: list the names`] : []));

function wideDoors(context, { room, names, source }) {
  if (room === "index") {
    return names.length > limits.index ? [`${source} exports ${names.length} names: at most ${limits.index}`] : [];
  }
  if (names.length <= limits.others || explains(context, room)) return [];
  return [
    `${source} exports ${names.length} names: at most ${limits.others}, or a line in ${reasons} naming \`${room}\``,
  ];
}

const explains = (context, room) =>
  context.has(reasons) && new RegExp(`\`(countersign/)?${room}\``).test(context.read(reasons));

function format(surface) {
  const parts = surface
    .toSorted((left, right) => (left.subpath < right.subpath ? -1 : 1))
    .map(({ subpath, names }) => [subpath, ...names.map(({ name, kind }) => `  ${name}: ${kind}`)].join("\n"));
  return `${parts.join("\n\n")}\n`;
}
