import { writeSync } from "node:fs";
import { systemClock } from "../../src/foundation/index.ts";
import { createLog, createSealer, localSigner, type PrivateJwk } from "../../src/provenance/index.ts";
import { fileSystemStore } from "../../src/stores/index.ts";

/** Seals without end and says each payload that was acknowledged, at once: it is to be heard even when killed right after. */
const [directory, origin, key] = process.argv.slice(2) as [string, string, string];
const { privateKey, publicKey } = JSON.parse(key) as { privateKey: PrivateJwk; publicKey: never };
const store = fileSystemStore(directory);
const log = createLog({ store, origin, signer: localSigner(privateKey), publicKey });
const sealer = createSealer({ log, clock: systemClock, maxEvents: 64, maxAgeMs: 2 });

let next = (await log.head()).size;
async function caller(): Promise<never> {
  for (;;) {
    const id = String(next++);
    const event = { specversion: "1.0", id, source: "carrier/dhl", type: "eta", data: { minutes: id } } as const;
    const { payload, inclusion } = await sealer.seal(event);
    writeSync(1, `${inclusion?.index} ${payload}\n`);
  }
}
await Promise.all(Array.from({ length: 150 }, caller));
