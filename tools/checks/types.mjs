/**
 * Why: the build strips types without looking at them, and the tests are run the same way. A test that does not type-check
 * no longer shows how the public functions may be called.
 */
import { linesOf, runNode } from "../lib/command.mjs";

export const name = "types";
export const about = "src, tests and conformance suites type-check";

const projects = ["tsconfig.json", "tools/tsconfig.json"];

export async function run({ root }) {
  const answers = await Promise.all(
    projects.map((project) =>
      runNode(["node_modules/typescript/bin/tsc", "--noEmit", "--pretty", "false", "-p", project], { cwd: root }),
    ),
  );
  // A test's program reads the sources again: one mistake there is named once.
  const problems = answers.flatMap(({ status, stdout, stderr }) => (status === 0 ? [] : linesOf(stdout + stderr)));
  return { problems: [...new Set(joined(problems))] };
}

/** The compiler explains itself in indented lines below the problem. */
const joined = (lines) => (lines.length === 0 ? [] : lines.join("\n").split(/\n(?! )/));
