import { bindings } from "./cloud-attributes.ts";
import { bytesOf, instantOf, toHeaders } from "./headers.ts";
import { type MessageInput, type MessageOptions, toInput } from "./message.ts";

export {
  isUnreadable,
  type MessageInput,
  type MessageOptions,
  type SignedMessage,
  type UnreadableMessage,
} from "./message.ts";

/** A message of NATS; one of JetStream says which stream it stands in, and where. */
export interface NatsMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: { keys(): Iterable<string>; values(name: string): readonly string[] } | undefined;
  /** JetStream only. */
  readonly info?: { readonly stream: string; readonly streamSequence: number; readonly timestampNanos: number };
}

/**
 * The event that a NATS message brings: a CloudEvent in binary or structured mode, a signed envelope, or plain JSON, which
 * gets its id from `Nats-Msg-Id`, else from stream and sequence. A message outside of JetStream has neither: name `id`, or
 * each delivery counts as another event.
 */
export function toEvent(message: NatsMessage, options: MessageOptions = {}): MessageInput {
  const { subject, data, headers: own, info } = message;
  const headers = toHeaders([...(own?.keys() ?? [])].map((name) => [name, own?.values(name)]));
  const place = info && `${info.stream}/${info.streamSequence}`;
  return toInput(
    {
      place: `nats:${subject}${place === undefined ? "" : `@${place}`}`,
      body: bytesOf(data),
      headers,
      binding: bindings.nats,
      attributes: {
        id: headers.get("nats-msg-id") ?? place,
        recordedtime: instantOf(info && Math.floor(info.timestampNanos / 1_000_000)),
      },
    },
    options,
  );
}
