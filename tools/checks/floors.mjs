/**
 * Why: a room can be used alone, and understood alone, only while nothing below it knows it and nothing beside it is
 * needed. Types count: an import that vanishes at run time still ties two rooms together. The floors are in
 * `tools/floors.mjs`.
 */
import { floors, mayImport, roomOf, sideDoors, sideways } from "../floors.mjs";
import { importsOf } from "../lib/imports.mjs";

export const name = "floors";
export const about = "every import stays in its room or goes down, through the door";

export async function run(context) {
  const inner = importsOf(context).filter(({ target }) => target !== undefined);
  return { problems: [...unknownRooms(context), ...inner.flatMap(problemsOf), ...unusedExceptions(inner)] };
}

const unknownRooms = (context) =>
  [...new Set(context.files("src").map(roomOf))]
    .filter((room) => room !== undefined && !(room in floors))
    .map((room) => `src/${room}/ stands on no floor: add it to tools/floors.mjs`);

function problemsOf({ file, line, specifier, target }) {
  const [from, to] = [roomOf(file), target.startsWith("src/") ? roomOf(target) : null];
  const place = `${file}:${line} imports \`${specifier}\``;
  if (to === null) return [`${place}: it leaves src/`];
  if (!mayImport(from, to)) return [`${place}: ${describe(from)} may not use ${describe(to)}`];
  if (from !== to && target !== `src/${to}/index.ts` && !(target in sideDoors)) {
    return [`${place}: use the door src/${to}/index.ts`];
  }
  return [];
}

const describe = (room) => (room === undefined ? "the front door" : `${room} (floor ${floors[room]})`);

function unusedExceptions(inner) {
  const used = new Set(inner.map(({ file, target }) => `${roomOf(file)} ${roomOf(target)}`));
  return sideways
    .filter(({ from, to }) => !used.has(`${from} ${to}`))
    .map(({ from, to }) => `tools/floors.mjs allows ${from} to import ${to}, which it no longer does: remove the line`);
}
