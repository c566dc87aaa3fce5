/**
 * Holds a generated file against what it should be, or writes it when the context says so.
 *
 * @param {import("./context.mjs").Context} context
 * @param {string} path
 * @param {string} text
 * @param {string} name the check to run again
 * @returns {string[]} problems
 */
export function holdGenerated(context, path, text, name) {
  const current = context.has(path) ? context.read(path) : undefined;
  if (current === text) return [];
  if (context.write) {
    context.save(path, text);
    return [];
  }
  const advice = `run \`npm run check -- --write ${name}\` and read the difference`;
  if (current === undefined) return [`${path} is missing: ${advice}`];
  return [...differences(path, current.split("\n"), text.split("\n")), `${path} differs from the sources: ${advice}`];
}

/** Lines that only one side has: enough to see what changed, without an alignment. */
function differences(path, before, after) {
  const [old, fresh] = [new Set(before), new Set(after)];
  const gone = before.flatMap((line, at) => (fresh.has(line) ? [] : [`${path}:${at + 1} no longer true: ${line}`]));
  const added = after.flatMap((line) => (old.has(line) ? [] : [`${path} lacks: ${line}`]));
  return [...gone, ...added];
}
