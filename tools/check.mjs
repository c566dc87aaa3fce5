/**
 * `npm run check [-- [--json] [--write] [NAME…]]`: holds the checkout against the rules of the house. Each file in
 * `tools/checks/` is one check; adding one is adding a file.
 *
 * Exit: 0 all passed, 1 something failed, 2 wrong usage.
 */
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

const folder = new URL("./checks/", import.meta.url);
const shown = 60;

async function main() {
  const { flags, names } = readArguments();
  const checks = await loadChecks(names);
  const print = flags.json ? () => undefined : printResult;
  const results = [];
  // What is generated comes first: the other checks look at it.
  for (const group of [checks.filter((check) => check.generates), checks.filter((check) => !check.generates)]) {
    results.push(...(await runAll(group, { write: flags.write, print })));
  }
  conclude(results, flags);
}

function readArguments() {
  const options = { json: { type: "boolean", default: false }, write: { type: "boolean", default: false } };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return { flags: values, names: positionals };
  } catch (error) {
    return refuse(error.message);
  }
}

async function loadChecks(names) {
  const files = readdirSync(folder).filter((file) => file.endsWith(".mjs"));
  const loaded = files.map(async (file) => {
    const { name, about, generates } = await import(new URL(file, folder));
    return { name, about, generates, url: new URL(file, folder).href };
  });
  const checks = await Promise.all(loaded);
  const unknown = names.find((name) => !checks.some((check) => check.name === name));
  if (unknown) refuse(`no check \`${unknown}\`: there are ${checks.map((check) => check.name).join(", ")}`);
  return names.length === 0 ? checks : checks.filter((check) => names.includes(check.name));
}

/** As many at a time as there are processors. */
async function runAll(checks, { write, print }) {
  const waiting = [...checks];
  const results = [];
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const result = await runOne(check, write);
      print(result);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return results.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Each check has a thread of its own: one that fails to run is one failed check. */
async function runOne({ name, about, url }, write) {
  const started = performance.now();
  const { problems, notes = [] } = await new Promise((resolve) => {
    const worker = new Worker(new URL("./lib/worker.mjs", import.meta.url), { workerData: { url, write } });
    worker.once("message", resolve);
    worker.once("error", (error) => resolve({ problems: [`could not run: ${error.stack ?? error}`] }));
    worker.once("exit", (code) => resolve({ problems: [`ended with code ${code} and no answer`] }));
  });
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  return { name, about, passed: problems.length === 0, seconds, problems, notes };
}

function printResult({ name, about, passed, seconds, problems, notes }) {
  console.log(`${passed ? "✓" : "✗"} ${name.padEnd(13)} ${seconds.toFixed(1).padStart(5)} s  ${about}`);
  for (const note of notes) console.log(`    ${note}`);
  for (const problem of problems.slice(0, shown)) console.log(`    ${problem.replaceAll("\n", "\n      ")}`);
  if (problems.length > shown) console.log(`    … and ${problems.length - shown} more (\`--json\` has them all)`);
}

function conclude(results, { json }) {
  const failed = results.filter((result) => !result.passed).length;
  const passed = results.length - failed;
  if (json) console.log(JSON.stringify({ passed, failed, checks: results }, null, 2));
  else console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function refuse(text) {
  process.stderr.write(`check: ${text}\n`);
  process.exit(2);
}

await main();
