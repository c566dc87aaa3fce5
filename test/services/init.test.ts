import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { describe, expect, it } from "vitest";
import { installedFolder, node } from "../cli/project.ts";
import { addressOf } from "./wanted.ts";

const address = addressOf("COUNTERSIGN_TEST_NATS");
const unique = `countersign-init-${process.pid}-${Date.now()}`;

describe.skipIf(!address)("the consumer that init writes for NATS", () => {
  it("takes from JetStream, and acknowledges what is durable", async () => {
    const { folder, remove } = await installedFolder();
    const clients = new URL("node_modules/@nats-io/", import.meta.url).pathname;
    mkdirSync(join(folder, "node_modules/@nats-io"), { recursive: true });
    for (const name of readdirSync(clients))
      symlinkSync(join(clients, name), join(folder, "node_modules/@nats-io", name));
    expect(node(folder, "node_modules/countersign/dist/esm/cli/main.js", "init", "--host", "nats").code).toBe(0);

    const connection = await connect({ servers: address ?? "" });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: unique, subjects: [unique] });
    await manager.consumers.add(unique, { durable_name: "gate", ack_policy: AckPolicy.Explicit });
    for (const data of ['{"shipment":"SHP-1","etaMinutes":90}', '{"shipment":"SHP-2"}', "{"])
      await jetstream(connection).publish(unique, data);

    const env = { ...process.env, NATS_URL: address, NATS_STREAM: unique, NATS_CONSUMER: "gate" };
    const child = spawn(process.execPath, ["consumer.js"], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const gone = new Promise((resolve) => child.once("close", resolve));
    await expect.poll(async () => (await manager.consumers.info(unique, "gate")).ack_floor.stream_seq).toBe(3);
    child.kill();
    await gone;
    expect(said.split("\n")).toEqual([
      expect.stringContaining("would be held in quarantine: `/etaMinutes` is missing"),
      expect.stringContaining("would be held as a dead letter"),
      "",
    ]);
    await manager.streams.delete(unique);
    await connection.close();
    remove();
  });
});
