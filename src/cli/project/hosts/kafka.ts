import { gateFor, type Host, main, rehearsal, taken } from "../host.ts";

/** A consumer with kafkajs. */
export const kafka: Host = {
  packages: ["kafkajs"],
  run: "KAFKA_BROKERS=localhost:9092 node consumer.js",
  imports: [["toEvent", "countersign/kafka"]],
  code: (place) => `${gateFor(place)}
${taken(place)}

async function consume() {
  const { Kafka } = await import("kafkajs");
  const client = new Kafka({ clientId: "countersign", brokers: process.env.KAFKA_BROKERS.split(",") });
  const consumer = client.consumer({ groupId: ${JSON.stringify(`countersign-${place.stream}`)} });
  await consumer.connect();
  await consumer.subscribe({ topic: process.env.KAFKA_TOPIC ?? ${JSON.stringify(place.stream)}, fromBeginning: true });
  await consumer.run({ eachMessage: async (message) => void (await take(message)) });
}

${rehearsal('{ topic: "rehearsal", partition: 0, message: { value: Buffer.from(line), offset: String(at) } }')}

${main("KAFKA_BROKERS")}
`,
};
