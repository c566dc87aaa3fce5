import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const tool = fileURLToPath(new URL("../replay-killed.mjs", import.meta.url));

/** Held events that are replayed by processes which are killed: counted, and no ratio to anything. */
export default async function* comparisons({ events = 2_000 }) {
  const { stdout } = await promisify(execFile)(process.execPath, [tool, "--json", "--events", String(events)]);
  const { killed, effects, lost, twice, outOfOrder, again, held, rate, heldRate } = JSON.parse(stdout);
  yield {
    name: `${events} held events replayed, killed ${killed} times`,
    titles: ["effects", "lost", "twice", "out of order", "recognised", "still held", "per s", "held per s"],
    lines: [[effects, lost, twice, outOfOrder, again, held, rate, heldRate]],
  };
}
