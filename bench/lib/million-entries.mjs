/**
 * Writes a log of a million entries, in a process of its own, and prints what it took: bytes on the disk, and the most
 * memory that the whole process had.
 */
import { createLog, formatLogEntry, generateKey, localSigner } from "../../dist/esm/provenance/index.js";
import { fileSystemStore } from "../../dist/esm/stores/index.js";
import { bytesIn } from "./disk.mjs";

const ENTRIES = 1_000_000;
const AT_A_TIME = 1_000;

const [folder] = process.argv.slice(2);
const { privateKey, publicKey } = await generateKey("Ed25519");
const store = fileSystemStore(folder);
const log = createLog({ store, origin: "bench", signer: localSigner(privateKey), publicKey });
let memory = 0;
for (let first = 0; first < ENTRIES; first += AT_A_TIME) {
  await log.append(Array.from({ length: AT_A_TIME }, (_, at) => entryOf(first + at)));
  if (first % 20_000 === 0) memory = Math.max(memory, process.memoryUsage().rss);
}
await store.compact();
await log.prove(ENTRIES / 2);
await log.proveConsistency((ENTRIES / 3) | 0);
memory = Math.max(memory, process.memoryUsage().rss);
console.log(JSON.stringify({ disk: bytesIn(folder), memory }));
await store.close();

function entryOf(number) {
  return formatLogEntry({ formatVersion: 1, statement: number.toString(16).padStart(64, "0"), signatures: [] });
}
