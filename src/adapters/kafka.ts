import { bindings } from "./cloud-attributes.ts";
import { bytesOf, headerText, instantOf, toHeaders } from "./headers.ts";
import { type MessageInput, type MessageOptions, toInput } from "./message.ts";

export {
  isUnreadable,
  type MessageInput,
  type MessageOptions,
  type SignedMessage,
  type UnreadableMessage,
} from "./message.ts";

/** One record, as kafkajs and the clients of Confluent have it. */
export interface KafkaRecord {
  readonly key?: Uint8Array | string | null | undefined;
  readonly value: Uint8Array | string | null;
  readonly offset: string | number;
  /** Milliseconds since 1970. */
  readonly timestamp?: string | number | undefined;
  /** By name (kafkajs), or a list of objects with one name each (Confluent). */
  readonly headers?: object | readonly object[] | null | undefined;
}

interface Partition {
  readonly topic: string;
  readonly partition: number;
}

/** What `eachMessage` of kafkajs is called with, or a message of the clients of Confluent. */
export type KafkaMessage = (Partition & { readonly message: KafkaRecord }) | (Partition & KafkaRecord);

/**
 * The event that a Kafka record brings: a CloudEvent in binary or structured mode, a signed envelope, or plain JSON, which
 * gets its id from topic, partition and offset. The key becomes `partitionkey`, the timestamp `recordedtime`. An offset
 * counts within a partition and not within a source, so it is no `sequence`.
 */
export function toEvent(message: KafkaMessage, options: MessageOptions = {}): MessageInput {
  const { topic, partition } = message;
  const record = "message" in message ? message.message : message;
  const id = `${topic}/${partition}/${record.offset}`;
  return toInput(
    {
      place: `kafka:${id}`,
      body: bytesOf(record.value),
      headers: toHeaders(pairsOf(record.headers)),
      binding: bindings.kafka,
      attributes: { id, partitionkey: headerText(record.key), recordedtime: instantOf(record.timestamp) },
    },
    options,
  );
}

const pairsOf = (headers: KafkaRecord["headers"]): readonly (readonly [string, unknown])[] =>
  (Array.isArray(headers) ? headers : [headers ?? {}]).flatMap((one: object) => Object.entries(one));
