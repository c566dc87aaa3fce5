import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { createContext } from "./context.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const check = await import(workerData.url);
parentPort.postMessage(await check.run(createContext({ root, write: workerData.write })));
