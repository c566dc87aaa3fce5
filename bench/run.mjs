/**
 * `npm run bench [-- [--json] [--events NUMBER] [ROOM…]]`: how the built package stands beside named peers, measured in the same run. Each
 * file in `bench/rooms/` holds the comparisons of one room; adding one is adding a file. `--events` is for rooms that hold
 * many events (`replay`).
 *
 * Exit: 0 measured, 1 could not run (or two sides gave different answers), 2 wrong usage. A target that is not met is
 * shown, and is no failure: times on a shared machine prove nothing.
 */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { printHead, printRow } from "./lib/table.mjs";

const folder = new URL("./rooms/", import.meta.url);
const rooms = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -4));

const usage = `Measures the built package beside named peers, in one run: read the ratios, not the times.

  npm run bench [-- [--json] [--events NUMBER] [ROOM …]]

  ROOM      ${rooms.join(", ")}; all of them by default
  --events  how many events a room replays that holds many (replay)
  --json    one list of all rows, at the end

Exit: 0 measured, whether targets are met or not, 1 could not run, 2 wrong usage`;

async function main() {
  const { help, json, wanted, ...settings } = readArguments();
  if (help) return console.log(usage);
  if (!json) printHead();
  const rows = [];
  for (const room of wanted) {
    const problem = await runRoom(room, settings, (row) => {
      rows.push(row);
      if (!json) printRow(row);
    });
    if (problem !== undefined) fail(`${room} could not run: ${problem}`);
  }
  if (json) console.log(JSON.stringify(rows));
}

function readArguments() {
  try {
    const options = {
      help: { type: "boolean", short: "h", default: false },
      json: { type: "boolean", default: false },
      events: { type: "string" },
    };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.find((room) => !rooms.includes(room));
    if (unknown !== undefined) refuse(`no room \`${unknown}\`: there are ${rooms.join(", ")}`);
    const events = values.events === undefined ? undefined : Number(values.events);
    if (events !== undefined && !(Number.isSafeInteger(events) && events > 0))
      refuse("`--events` must be a whole number from 1");
    return { help: values.help, json: values.json, events, wanted: positionals.length === 0 ? rooms : positionals };
  } catch (error) {
    return refuse(error.message);
  }
}

/** One room after another, each in a thread of its own: what one has compiled and left behind does not slow the next. */
function runRoom(room, settings, take) {
  const workerData = { url: new URL(`${room}.mjs`, folder).href, room, settings };
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./lib/worker.mjs", import.meta.url), { workerData });
    worker.on("message", take);
    worker.once("error", (error) => resolve(error.stack ?? String(error)));
    worker.once("exit", (code) => resolve(code === 0 ? undefined : `it ended with code ${code}`));
  });
}

const say = (text) => process.stderr.write(`bench: ${text}\n`);

function fail(text) {
  say(text);
  process.exitCode = 1;
}

function refuse(text) {
  say(text);
  process.exit(2);
}

await main();
