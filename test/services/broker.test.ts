import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import amqp from "amqplib";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import type { Envelope } from "../../src/foundation/index.ts";
import { createGate, keyFiles } from "../../src/gate/index.ts";
import {
  formatTrustedKeys,
  generateKey,
  localSigner,
  type PrivateJwk,
  parseTrustedKeys,
  sealEvent,
  trustedKeys,
} from "../../src/provenance/index.ts";
import { fsckFileSystemStore } from "../../src/stores/index.ts";
import { eta, etaContract, receivingPolicy } from "../gate/support.ts";
import { addressOf } from "./wanted.ts";

const broker = addressOf("COUNTERSIGN_TEST_AMQP");
const database = addressOf("COUNTERSIGN_TEST_POSTGRES");
const consumer = new URL("consumer.mjs", import.meta.url).pathname;
const unique = `countersign_${process.pid}_${Date.now()}`;
const EVENTS = 400;

/** A house in a folder: configuration, keys, contract and policy, as files. */
async function makeHouse(folder: string): Promise<{ config: string; carrier: PrivateJwk }> {
  const [house, log, carrier] = [
    await generateKey("ES256"),
    await generateKey("Ed25519"),
    await generateKey("Ed25519"),
  ];
  const validFrom = "2026-01-01T00:00:00Z";
  const trusted = trustedKeys([
    { key: house.publicKey, principal: "house", roles: ["receiver"], validFrom },
    { key: log.publicKey, principal: "house log", roles: ["log"], sources: ["test.example/house"], validFrom },
    { key: carrier.publicKey, principal: "dhl", roles: ["source"], sources: ["carrier/dhl"], validFrom },
  ]);
  const files: Record<string, unknown> = {
    [keyFiles.house]: house.privateKey,
    [keyFiles.log]: log.privateKey,
    [keyFiles.trusted]: formatTrustedKeys(trusted),
    "contract.json": etaContract,
    "policy.json": receivingPolicy,
    "countersign.json": {
      formatVersion: 1,
      name: "test.example/house",
      store: { kind: "file-system", directory: "store" },
      keys: { directory: "." },
      contracts: ["contract.json"],
      policies: ["policy.json"],
      streams: [{ name: "all", preset: "strict", contract: "shipment-eta" }],
    },
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(content));
  return { config: join(folder, "countersign.json"), carrier: carrier.privateKey };
}

describe.skipIf(!broker || !database)(
  "a consumer of RabbitMQ that books in PostgreSQL, and is killed again and again",
  () => {
    let folder: string;
    let config: string;
    let pool: pg.Pool;
    let connection: Awaited<ReturnType<typeof amqp.connect>>;
    let channel: Awaited<ReturnType<typeof connection.createConfirmChannel>>;
    const sealed: Envelope[] = [];
    const wrong = new Map<string, Buffer>();

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "countersign-services-"));
      const house = await makeHouse(folder);
      config = house.config;
      pool = new pg.Pool({ connectionString: database });
      await pool.query(`CREATE TABLE ${unique} (key text PRIMARY KEY, message text NOT NULL, runs int NOT NULL)`);
      connection = await amqp.connect(broker ?? "");
      channel = await connection.createConfirmChannel();
      await channel.assertQueue(unique, { durable: true });
      const signer = localSigner(house.carrier);
      for (let at = 0; at < EVENTS; at++)
        sealed.push(await sealEvent(eta({ minutes: 60 + (at % 60) }), { signers: [signer], at: new Date() }));
      const [first] = sealed as [Envelope];
      wrong.set(
        "altered",
        Buffer.from(
          JSON.stringify({ ...first, event: { ...first.event, data: { shipment: "SHP-1", etaMinutes: 1 } } }),
        ),
      );
      wrong.set("broken", Buffer.from('{"specversion":"1.0",'));
      wrong.set("binary", Buffer.from([0, 255, 1, 254]));
    });

    afterAll(async () => {
      await channel?.deleteQueue(unique);
      await connection?.close();
      await pool?.query(`DROP TABLE IF EXISTS ${unique}`);
      await pool?.end();
      if (folder) await rm(folder, { recursive: true, force: true });
    });

    it("books every event exactly once as far as anybody can see, turns away what is wrong, and leaves evidence", async () => {
      const sent = new Set<string>();
      const send = (messageId: string, content: Buffer) => {
        sent.add(messageId);
        channel.sendToQueue(unique, content, { messageId, persistent: true });
      };
      for (const [at, envelope] of sealed.entries()) {
        send(`e${at}`, Buffer.from(JSON.stringify(envelope)));
        if (at % 10 === 0) send(`e${at}-again`, Buffer.from(JSON.stringify(envelope)));
      }
      for (const [name, content] of wrong) send(name, content);
      await channel.waitForConfirms();

      const told = new Map<string, string>();
      const kills = 6;
      for (let kill = 0; kill < kills; kill++) {
        const killed = startConsumer(told);
        await killed.until((since) => since >= 40 || told.size === sent.size);
        await killed.end("SIGKILL");
      }
      const last = startConsumer(told);
      await last.until(() => told.size === sent.size);
      await expect.poll(async () => (await channel.checkQueue(unique)).messageCount).toBe(0);
      await last.end("SIGTERM");

      const { rows } = await pool.query(`SELECT count(*)::int AS booked, sum(runs)::int AS runs FROM ${unique}`);
      expect(rows[0].booked).toBe(EVENTS);
      // Each kill can interrupt at most the sixteen effects that were under way.
      expect(rows[0].runs).toBeLessThanOrEqual(EVENTS + kills * 16);
      expect([told.get("altered"), told.get("broken"), told.get("binary")]).toEqual([
        "refused not_run",
        "held not_run",
        "held not_run",
      ]);
      expect((await channel.checkQueue(unique)).messageCount).toBe(0);

      const gate = createGate(config);
      const bundle = await gate.evidenceOfRun("services");
      await gate.close();
      const keys = parseTrustedKeys(JSON.parse(await readFile(join(folder, keyFiles.trusted), "utf8")));
      const verdict = await verifyBundle(bundle, { trustedKeys: keys, at: new Date() });
      expect(verdict.checks.filter(({ status }) => status !== "proven")).toEqual([]);
      expect((await fsckFileSystemStore(join(folder, "store"))).status).toBe("proven");
    });

    /** Starts a consumer, and hears what it answers. */
    function startConsumer(told: Map<string, string>) {
      const child = spawn(process.execPath, [consumer, config, unique, unique], {
        stdio: ["ignore", "pipe", "inherit"],
        env: process.env,
      });
      let answered = 0;
      let look = (): void => undefined;
      let isGone = false;
      const gone = new Promise<void>((resolve) => {
        child.once("close", () => {
          isGone = true;
          look();
          resolve();
        });
      });
      createInterface({ input: child.stdout }).on("line", (line) => {
        const [id = "", outcome, effect] = line.split(" ");
        if (outcome === undefined) return;
        told.set(id, `${outcome} ${effect}`);
        answered += 1;
        look();
      });
      return {
        /** Resolves when it has answered enough. */
        until: (enough: (answered: number) => boolean): Promise<void> =>
          new Promise((resolve, reject) => {
            look = () => {
              if (isGone) reject(new Error("the consumer ended by itself: see above"));
              else if (enough(answered)) resolve();
            };
            look();
          }),
        /** Kills it without warning, or lets it finish what it has taken. */
        async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
          child.kill(signal);
          await gone;
        },
      };
    }
  },
);
