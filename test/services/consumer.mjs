/**
 * An integration as a user would write it: takes messages from RabbitMQ, lets the gate decide, and books what is
 * accepted in PostgreSQL. The test kills it again and again.
 *
 * Usage: node consumer.mjs CONFIG QUEUE TABLE
 */
import amqp from "amqplib";
import pg from "pg";
// As `countersign` in a project that has installed it.
import { createGate } from "../../dist/esm/index.js";

const [config, queue, table] = process.argv.slice(2);
const database = new pg.Pool({ connectionString: process.env.COUNTERSIGN_TEST_POSTGRES, max: 4 });
const gate = createGate(config);
const connection = await amqp.connect(process.env.COUNTERSIGN_TEST_AMQP);
const channel = await connection.createChannel();
await channel.prefetch(16);

const underWay = new Set();

async function take(message) {
  const booking = async ({ idempotencyKey }) => {
    await database.query(
      `INSERT INTO ${table} (key, message, runs) VALUES ($1, $2, 1) ON CONFLICT (key) DO UPDATE SET runs = ${table}.runs + 1`,
      [idempotencyKey, message.properties.messageId],
    );
  };
  // The insert honours the key, so an effect of which nobody knows whether it happened may be tried again.
  const result = await gate.process(message.content, booking, { retryUncertain: true, consumer: "erp" });
  if (!result.durable) return channel.nack(message);
  channel.ack(message);
  process.stdout.write(`${message.properties.messageId} ${result.outcome} ${result.effect}\n`);
}

const { consumerTag } = await channel.consume(queue, (message) => {
  const taken = take(message).finally(() => underWay.delete(taken));
  underWay.add(taken);
});

process.on("SIGTERM", async () => {
  await channel.cancel(consumerTag);
  await Promise.all(underWay);
  await connection.close();
  await gate.close();
  await database.end();
});
process.stdout.write("ready\n");
