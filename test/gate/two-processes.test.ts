import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import { createGate, type HouseKeys, toKeyHolder } from "../../src/gate/index.ts";
import {
  createLog,
  generateKey,
  parseCheckpoint,
  readLog,
  type TrustedKeyEntry,
  trustedKeys,
} from "../../src/provenance/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { listed, startIn } from "../provenance/shared-store.ts";
import { eta } from "./support.ts";

const name = "acme.example/receiving";
const streams = [
  { name: "carrier-eta", source: "carrier/**", type: "shipment.eta.changed", preset: "observe" },
] as const;
let directory: string;
let script: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "countersign-two-"));
  script = join(directory, "process.mjs");
  const entry = fileURLToPath(new URL("admitting-process.ts", import.meta.url));
  const settings = { bundle: true, platform: "node", format: "esm", logLevel: "warning" } as const;
  await build({ entryPoints: [entry], outfile: script, ...settings });
});
afterAll(() => rm(directory, { recursive: true }));

async function houseKeys() {
  const [house, log] = [(await generateKey("Ed25519")).privateKey, (await generateKey("Ed25519")).privateKey];
  const validFrom = "2026-01-01T00:00:00Z";
  const trusted: readonly TrustedKeyEntry[] = [
    { key: toKeyHolder(house).publicKey, principal: name, roles: ["receiver"], validFrom },
    { key: toKeyHolder(log).publicKey, principal: `${name} log`, roles: ["log"], sources: [name], validFrom },
  ];
  const keys: HouseKeys = { house: toKeyHolder(house), log: toKeyHolder(log), trusted: trustedKeys(trusted) };
  return { keys, argument: JSON.stringify({ name, house, log, trusted }) };
}

describe("two processes of one house", () => {
  it("show in evidence, proofs and checkpoints what the other one has written, though they write nothing themselves", async () => {
    const [store, { keys, argument }] = [memoryStore(), await houseKeys()];
    const gate = createGate({ name, store, keys, streams });
    const log = createLog({ store, origin: name, ...keys.log });
    await gate.admit(eta());
    const [before, reader] = [await log.head(), await readLog(store)];
    await gate.evidenceOfRun("first");
    const other = startIn(store, script, argument);
    try {
      expect(await other.said()).toBe("ready");
      // Beyond a tile of 256 entries, so that what was loose in memory lies elsewhere now.
      const events = Array.from({ length: 140 }, () => eta());
      for (const event of events) other.child.send({ event });
      for (const _ of events) expect(await other.said()).toBe("accepted");
      const { size, checkpoint = "" } = await log.head();
      expect([size, await reader?.head()]).toEqual([before.size + 280, { size, checkpoint }]);
      expect((await log.prove(size - 1)).checkpoint).toBe(checkpoint);
      expect(parseCheckpoint(checkpoint).size).toBe(size);
      expect(await log.proveConsistency(before.size)).not.toEqual([]);
      expect(await listed(log.entries())).toHaveLength(size);
      const options = { trustedKeys: await gate.trustedKeys(), at: new Date() };
      const run = await verifyBundle(await gate.evidenceOfRun("second"), options);
      expect([run.status, run.value?.events]).toEqual(["proven", 141]);
      const story = await gate.evidence(String(events.at(-1)?.subject));
      expect(await verifyBundle(story, options)).toMatchObject({ status: "proven", value: { events: 1 } });
      // And both go on writing, each behind the other.
      expect((await gate.admit(eta())).outcome).toBe("accepted");
      other.child.send({ event: eta() });
      expect(await other.said()).toBe("accepted");
      expect((await log.head()).size).toBe(size + 4);
    } finally {
      other.child.kill();
      await gate.close();
    }
  });
});
