import { canonicalJson, isIntegrityError, parseJson, utf8 } from "../foundation/index.ts";
import { bindings } from "./cloud-attributes.ts";
import { bytesOf, toHeaders } from "./headers.ts";
import { type Message, type MessageInput, type MessageOptions, toInput, unreadable } from "./message.ts";

export {
  isUnreadable,
  type MessageInput,
  type MessageOptions,
  type SignedMessage,
  type UnreadableMessage,
} from "./message.ts";

/** What HTTP brings: a `Request` after its body was read, or a request of Node. */
export interface HttpMessage {
  /** The Fetch API's `Headers`, or an object by name. */
  readonly headers: Iterable<readonly [name: string, value: string]> | object;
  readonly body: Uint8Array | string | null;
  /** Where it arrived. Default `http`. */
  readonly place?: string;
}

/**
 * The events that one HTTP message brings (CloudEvents 1.0, HTTP binding): one in binary or structured mode, each of a
 * batch, a signed envelope, or plain JSON, for which the options must name what it is. Each that is no event comes back as
 * unreadable, in its place.
 */
export function toEvents(
  { headers, body, place = "http" }: HttpMessage,
  options: MessageOptions = {},
): readonly MessageInput[] {
  const message: Message = {
    place,
    body: bytesOf(body),
    headers: toHeaders(Symbol.iterator in headers ? (headers as Iterable<[string, string]>) : Object.entries(headers)),
    binding: bindings.http,
    attributes: {},
  };
  const isBatch = /^application\/cloudevents-batch\+json\s*(;|$)/i.test(message.headers.get("content-type") ?? "");
  return isBatch ? toBatch(message, options) : [toInput(message, options)];
}

function toBatch(message: Message, options: MessageOptions): readonly MessageInput[] {
  const events = readBatch(message);
  if (!Array.isArray(events)) return [unreadable(message, notABatch)];
  return events.map((event, at) => toInput(itemOf(message, event, at), options));
}

const notABatch = { code: "json_syntax", sentence: "the batch is no list of events in JSON" };

/** A batch that cannot be read as a whole is one unreadable message: where one of its events ends, nobody knows. */
function readBatch({ body }: Message): unknown {
  try {
    return parseJson(body);
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}

const structured = new Map([["content-type", "application/cloudevents+json"]]);

const itemOf = (message: Message, event: unknown, at: number): Message => ({
  ...message,
  place: `${message.place}/${at}`,
  headers: structured,
  body: utf8(canonicalJson(event)),
});
