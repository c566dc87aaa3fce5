/**
 * Why: one formatter and one set of rules, so that a review is about what the code says. Hints are left to the editor.
 */
import { linesOf, runCommand } from "../lib/command.mjs";

export const name = "lint";
export const about = "biome finds nothing to mend";

export async function run({ root }) {
  const args = ["ci", "--reporter=github", "--max-diagnostics=none", "--colors=off"];
  const { status, stdout, stderr } = await runCommand("node_modules/.bin/biome", args, { cwd: root });
  const problems = linesOf(stdout).flatMap((line) => toProblem(line, root));
  if (status === 0 || problems.length > 0) return { problems };
  return { problems: linesOf(stderr) };
}

/** `::error title=RULE,file=FILE,line=LINE,…::TEXT` is how the report for continuous integration is written. */
function toProblem(line, root) {
  const match = /^::(error|warning) title=([^,]*),file=([^,]*),line=(\d+)[^:]*::(.*)$/.exec(line);
  if (!match) return [];
  const [, , rule, file, at, text] = match;
  return [`${file.replace(`${root}/`, "")}:${at} ${rule}: ${text}`];
}
