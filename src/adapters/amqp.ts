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

/** A message of AMQP 0-9-1, as amqplib has it. */
export interface AmqpMessage {
  readonly content: Uint8Array;
  readonly fields: { readonly exchange: string; readonly routingKey: string };
  readonly properties: {
    readonly contentType?: unknown;
    readonly messageId?: unknown;
    readonly correlationId?: unknown;
    /** Seconds since 1970. */
    readonly timestamp?: unknown;
    readonly headers?: object | undefined;
  };
}

/**
 * The event that an AMQP message brings: a CloudEvent in binary or structured mode, a signed envelope, or plain JSON, which
 * gets its id from `messageId`. A message without one needs `id` in the options, or each delivery counts as another event.
 */
export function toEvent({ content, fields, properties }: AmqpMessage, options: MessageOptions = {}): MessageInput {
  const { contentType, messageId, correlationId, timestamp, headers = {} } = properties;
  const id = headerText(messageId) || undefined;
  return toInput(
    {
      place: `amqp:${fields.exchange}/${fields.routingKey}${id === undefined ? "" : `#${id}`}`,
      body: bytesOf(content),
      headers: toHeaders([...Object.entries(headers), ["content-type", contentType]]),
      binding: bindings.amqp,
      attributes: {
        id,
        correlationid: headerText(correlationId),
        recordedtime: instantOf(typeof timestamp === "number" ? timestamp * 1_000 : undefined),
      },
    },
    options,
  );
}
