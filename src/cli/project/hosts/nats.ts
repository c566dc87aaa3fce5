import { gateFor, type Host, main, rehearsal, taken } from "../host.ts";

/** A consumer of JetStream, which keeps what was not acknowledged. */
export const nats: Host = {
  packages: ["@nats-io/transport-node", "@nats-io/jetstream"],
  run: "NATS_URL=localhost:4222 NATS_STREAM=STREAM NATS_CONSUMER=CONSUMER node consumer.js",
  imports: [["toEvent", "countersign/nats"]],
  code: (place) => `${gateFor(place)}
${taken(place)}

async function consume() {
  const { connect } = await import("@nats-io/transport-node");
  const { jetstream } = await import("@nats-io/jetstream");
  const connection = await connect({ servers: process.env.NATS_URL });
  const { NATS_STREAM = ${JSON.stringify(place.stream)}, NATS_CONSUMER = "countersign" } = process.env;
  const consumer = await jetstream(connection).consumers.get(NATS_STREAM, NATS_CONSUMER);
  for await (const message of await consumer.consume()) {
    await take(message);
    message.ack();
  }
}

${rehearsal('{ subject: "rehearsal", data: Buffer.from(line), info: { stream: "rehearsal", streamSequence: at, timestampNanos: 0 } }')}

${main("NATS_URL")}
`,
};
