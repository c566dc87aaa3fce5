import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/**
 * What came of one suite. `ran`: it was held against every one of its cases. `long`: it waits for `--full`. `broken`: it
 * stopped on the way, so that nothing can be said.
 *
 * @typedef {object} Result
 * @property {"ran" | "long" | "broken"} status
 * @property {string} suite `foundation/json-strict`
 * @property {string} room
 * @property {number} passed
 * @property {{ id: string, detail?: string }[]} failed
 * @property {{ id: string, reason: string }[]} deviations
 * @property {string[]} notes
 * @property {number} seconds
 * @property {string} [problem]
 */

/**
 * As many suites at a time as there are processors, each in a thread of its own.
 *
 * @returns {Promise<Result[]>} in the order of the suites
 */
export async function runAll(suites, { vectors, full, print }) {
  const waiting = [...suites];
  const results = new Map();
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const result = await runOne(next, { vectors, full });
      results.set(next.suite, result);
      print(result);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return suites.map(({ suite }) => results.get(suite));
}

async function runOne({ suite, room, url }, { vectors, full }) {
  const started = performance.now();
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), { workerData: { suite, url, vectors, full } });
  const answer = await new Promise((resolve) => {
    worker.once("message", resolve);
    worker.once("error", (error) => resolve({ status: "broken", problem: error.stack ?? String(error) }));
    worker.once("exit", (code) => resolve({ status: "broken", problem: `it ended with code ${code} and no answer` }));
  });
  await worker.terminate();
  return { suite, room, seconds: (performance.now() - started) / 1_000, ...answer };
}
