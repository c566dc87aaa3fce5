import { bindings } from "./cloud-attributes.ts";
import { bytesOf, toHeaders } from "./headers.ts";
import { type MessageInput, type MessageOptions, toInput } from "./message.ts";

export {
  isUnreadable,
  type MessageInput,
  type MessageOptions,
  type SignedMessage,
  type UnreadableMessage,
} from "./message.ts";

/** A PUBLISH packet, as MQTT.js hands it over beside topic and payload. */
export interface MqttMessage {
  readonly topic: string | Uint8Array;
  readonly payload: Uint8Array | string;
  /** MQTT 5. */
  readonly properties?:
    | { readonly contentType?: string | undefined; readonly userProperties?: object | undefined }
    | undefined;
}

/**
 * The event that an MQTT packet brings: a CloudEvent in binary mode (MQTT 5) or structured mode, a signed envelope, or plain
 * JSON. MQTT numbers no messages, its packet ids are used again and again: name `id`, or each delivery counts as another
 * event.
 */
export function toEvent({ topic, payload, properties }: MqttMessage, options: MessageOptions = {}): MessageInput {
  const { contentType, userProperties = {} } = properties ?? {};
  return toInput(
    {
      place: `mqtt:${typeof topic === "string" ? topic : new TextDecoder().decode(topic)}`,
      body: bytesOf(payload),
      headers: toHeaders([...Object.entries(userProperties), ["content-type", contentType]]),
      binding: bindings.mqtt,
      attributes: {},
    },
    options,
  );
}
