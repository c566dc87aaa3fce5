import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect as connectNats, headers as natsHeaders } from "@nats-io/transport-node";
import amqp from "amqplib";
import mqtt from "mqtt";
import { describe, expect, it } from "vitest";
import { toEvent as fromAmqp } from "../../src/adapters/amqp.ts";
import { toEvent as fromMqtt, type MessageInput } from "../../src/adapters/mqtt.ts";
import { toEvent as fromNats } from "../../src/adapters/nats.ts";
import { createGate } from "../../src/gate/index.ts";
import { etaContract, receivingPolicy } from "../gate/support.ts";
import { addressOf } from "./wanted.ts";

const unique = `countersign-${process.pid}-${Date.now()}`;
const channel = { source: "carrier/dhl", type: "shipment.eta.changed" };
const eta = { specversion: "1.0", ...channel, id: "1", data: { shipment: "SHP-1", etaMinutes: 90 } };

/** The same four messages are sent to every broker. */
const sent = {
  plain: JSON.stringify({ shipment: "SHP-2", etaMinutes: 60 }),
  binary: JSON.stringify(eta.data),
  structured: JSON.stringify({ ...eta, id: "2" }),
  broken: '{"shipment":',
} as const;
type Kind = keyof typeof sent;
const kinds = Object.keys(sent) as Kind[];
const attributes = { specversion: "1.0", ...channel, id: "1" };
const contentTypes: Readonly<Partial<Record<Kind, string>>> = {
  structured: "application/cloudevents+json",
  binary: "application/json",
};

const prefixed = (prefix: string): [string, string][] =>
  Object.entries(attributes).map(([name, value]) => [prefix + name, value]);

/** What the gate says of them, whichever broker they came through. */
async function expectAnswers(inputs: readonly MessageInput[]): Promise<void> {
  const gate = createGate({
    contracts: [etaContract],
    policies: [receivingPolicy],
    streams: [{ name: "eta", preset: "strict", contract: "shipment-eta" }],
  });
  const booked: unknown[] = [];
  const effects = [];
  for (const input of [...inputs, ...inputs.slice(1)])
    effects.push((await gate.process(input, async () => booked.push(input.data))).effect);
  await gate.close();
  expect(effects).toEqual(["applied", "applied", "applied", "not_run", "applied", "applied", "not_run"]);
  expect(booked).toEqual([{ shipment: "SHP-2", etaMinutes: 60 }, eta.data, eta.data]);
}

const natsAddress = addressOf("COUNTERSIGN_TEST_NATS");
describe.skipIf(!natsAddress)("messages that came through NATS", () => {
  const connect = () => connectNats({ servers: (natsAddress ?? "").replace("nats://", "") });
  const headersOf = (kind: Kind) => {
    const headers = natsHeaders();
    for (const [name, value] of kind === "binary" ? prefixed("ce-") : []) headers.append(name, value);
    if (contentTypes[kind]) headers.append("Content-Type", contentTypes[kind]);
    return headers;
  };

  it("are read as they were sent", async () => {
    const connection = await connect();
    const subscription = connection.subscribe(unique, { max: kinds.length });
    for (const kind of kinds) connection.publish(unique, sent[kind], { headers: headersOf(kind) });
    const inputs: MessageInput[] = [];
    for await (const message of subscription) inputs.push(fromNats(message, channel));
    await connection.close();
    await expectAnswers(inputs);
  });

  it("are named by stream and sequence when they come from JetStream", async (context) => {
    const connection = await connect();
    try {
      const manager = await jetstreamManager(connection).catch(() => undefined);
      if (!manager) return context.skip("this server has no JetStream");
      await manager.streams.add({ name: unique, subjects: [`${unique}.js`] });
      await jetstream(connection).publish(`${unique}.js`, sent.plain);
      const ordered = await jetstream(connection).consumers.get(unique);
      const message = await ordered.next();
      expect(message && fromNats(message, channel)).toMatchObject({ id: `${unique}/1`, data: { shipment: "SHP-2" } });
      await manager.streams.delete(unique);
    } finally {
      await connection.close();
    }
  });
});

const mqttAddress = addressOf("COUNTERSIGN_TEST_MQTT");
describe.skipIf(!mqttAddress)("messages that came through MQTT", () => {
  it("are read as they were sent", async () => {
    const client = await mqtt.connectAsync(mqttAddress ?? "", { protocolVersion: 5 });
    const inputs: MessageInput[] = [];
    const all = new Promise<void>((resolve) => {
      client.on("message", (_topic, _payload, packet) => {
        inputs.push(fromMqtt(packet, channel));
        if (inputs.length === kinds.length) resolve();
      });
    });
    await client.subscribeAsync(unique, { qos: 1 });
    for (const kind of kinds) {
      const contentType = contentTypes[kind];
      const own = kind === "binary" && { userProperties: attributes };
      await client.publishAsync(unique, sent[kind], {
        qos: 1,
        properties: { ...own, ...(contentType && { contentType }) },
      });
    }
    await all;
    await client.endAsync();
    await expectAnswers(inputs);
  });
});

const amqpAddress = addressOf("COUNTERSIGN_TEST_AMQP");
describe.skipIf(!amqpAddress)("messages that came through RabbitMQ", () => {
  it("are read as they were sent", async () => {
    const connection = await amqp.connect(amqpAddress ?? "");
    const queue = await connection.createConfirmChannel();
    await queue.assertQueue(unique, { autoDelete: true });
    for (const kind of kinds) {
      const headers = Object.fromEntries(kind === "binary" ? prefixed("cloudEvents:") : []);
      queue.sendToQueue(unique, Buffer.from(sent[kind]), {
        headers,
        contentType: contentTypes[kind],
        timestamp: 1_774_944_000,
      });
    }
    await queue.waitForConfirms();
    const inputs: MessageInput[] = [];
    await new Promise<void>((resolve) => {
      queue.consume(
        unique,
        (message) => {
          if (message) inputs.push(fromAmqp(message, channel));
          if (inputs.length === kinds.length) resolve();
        },
        { noAck: true },
      );
    });
    await connection.close();
    await expectAnswers(inputs);
  });
});
