import { parentPort, workerData } from "node:worker_threads";
import { measure } from "./measure.mjs";

const { url, room, settings } = workerData;
const { default: comparisons } = await import(url);
for await (const comparison of comparisons(settings))
  parentPort.postMessage({ room, ...(comparison.lines ? comparison : await measure(comparison)) });
