/**
 * `npm run conformance [-- [--json] [--full] [--verbose] [ROOM…] [ROOM/SUITE…]]`: holds the rooms against the test vectors
 * of the standards. Each file in `tools/conformance/suites/ROOM/` is one suite; adding one is adding a file.
 *
 * Exit: 0 nothing failed, 1 could not run, 2 wrong usage, 3 a case failed.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isSuite, root, withSuites } from "./lib/registry.mjs";
import { printSuite, printSum, toJson } from "./lib/report.mjs";
import { runAll } from "./lib/running.mjs";

const rooms = [
  "foundation",
  "provenance",
  "contracts",
  "drift",
  "reconcile",
  "policy",
  "trust",
  "lineage",
  "stores",
  "evidence",
  "gate",
  "adapters",
];

async function main() {
  const { flags, wanted } = readArguments();
  const vectors = join(resolve(root, process.env.COUNTERSIGN_SHARED ?? "../shared"), "vectors");
  if (!existsSync(vectors)) return skipAll(vectors, flags);
  const results = await withSuites(wanted, (suites) => {
    const print = flags.json ? () => undefined : (result) => printSuite(result, flags);
    return runAll(suites, { vectors, full: flags.full, print });
  });
  for (const room of wanted.filter((one) => rooms.includes(one)))
    if (!results.some((result) => result.room === room)) say(`${room} has no suite yet`);
  conclude(results, flags);
}

function readArguments() {
  const flag = { type: "boolean", default: false };
  try {
    const options = { json: flag, full: flag, verbose: flag };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.find((one) => !rooms.includes(one) && !isSuite(one));
    if (unknown !== undefined)
      refuse(`no room and no suite \`${unknown}\`: the rooms are ${rooms.join(", ")}; a suite is \`ROOM/NAME\``);
    return { flags: values, wanted: positionals.length === 0 ? rooms : positionals };
  } catch (error) {
    return refuse(error.message);
  }
}

/** Where the vectors have to be there, leaving them out is a failure. */
function skipAll(vectors, { json }) {
  say(`no vectors at ${vectors}: set COUNTERSIGN_SHARED to the folder that holds them. Nothing was run`);
  if (json) console.log("[]");
  process.exitCode = process.env.CI === "true" ? 1 : 0;
}

function conclude(results, { json }) {
  const ran = results.filter(({ status }) => status === "ran");
  const broken = results.filter(({ status }) => status === "broken");
  if (json) console.log(JSON.stringify(ran.map(toJson)));
  else printSum(ran);
  for (const { suite, problem } of broken) say(`${suite} could not run: ${problem}`);
  const failed = ran.some((result) => result.failed.length > 0);
  process.exitCode = broken.length > 0 ? 1 : failed ? 3 : 0;
}

const say = (text) => process.stderr.write(`conformance: ${text}\n`);

function refuse(text) {
  say(text);
  process.exit(2);
}

await main().catch((error) => {
  say(error.stack ?? String(error));
  process.exitCode = 1;
});
