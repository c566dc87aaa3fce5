import {
  type Envelope,
  type Event,
  fromUtf8,
  isIntegrityError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  matchesGlob,
  parseEvent,
  parseInstant,
  parseJson,
  systemRandom,
  toBase64,
  toBase64url,
  valueAt,
} from "../foundation/index.ts";
import { type Binding, binaryAttributes, type Headers } from "./cloud-attributes.ts";
import { AdaptersError } from "./errors.ts";

/** What a channel carries. Pointers (RFC 6901) lead into the data. */
export interface MessageOptions {
  /** The source of its events. A CloudEvent that names another is no event of this channel; `*` and `**` make it a pattern. */
  readonly source?: string;
  /** Their type, likewise. */
  readonly type?: string;
  /** Pointer of what is unique within the source. Default: the number that the host gives, else a random one. */
  readonly id?: string;
  /** Pointer of the business key. */
  readonly subject?: string;
  /** Pointer of when it happened, an RFC 3339 time; what is none is left out. */
  readonly time?: string;
}

/** What a message comes to. Each of them can be handed to the gate as it is, and `data` says what it holds, if it can be read. */
export type MessageInput = Event | SignedMessage | UnreadableMessage;

/** A message that brought a signed envelope (`application/jose+json`). `data` is not enumerable: it is not sealed twice. */
export type SignedMessage = Envelope & { readonly data?: JsonValue };

/** A message that is no event. The gate keeps it as a dead letter; it cannot be taken for an event, whatever stands in it. */
export interface UnreadableMessage {
  readonly message: { readonly place: string; readonly headers: Readonly<Record<string, string>> };
  /** Its bytes: as text where they are UTF-8, else as base64. */
  readonly body: string | { readonly base64: string };
  readonly problem: { readonly code: string; readonly sentence: string };
  readonly data?: never;
}

/** A message as every host has it, one way or another. */
export interface Message {
  /** Where it stands with its host: `kafka:shipments/0/42`. */
  readonly place: string;
  readonly body: Uint8Array;
  readonly headers: Headers;
  /** How the host writes the attributes of a CloudEvent into headers. */
  readonly binding: Binding;
  /** What the host itself says of a message that is no CloudEvent. */
  readonly attributes: HostAttributes;
}

/** Attributes that a host gives; `id` names this one delivery and its repetitions. */
export type HostAttributes = Readonly<
  Partial<Record<"id" | "recordedtime" | "partitionkey" | "correlationid", string | undefined>>
>;

/** Reads a message in the way that its content type names. What is no event comes back as unreadable, and is not lost. */
export function toInput(message: Message, options: MessageOptions): MessageInput {
  try {
    return readerFor(message)(message, options);
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    return unreadable(message, { code: error.code, sentence: error.message });
  }
}

type Reader = (message: Message, options: MessageOptions) => MessageInput;

/** By media type: the first that fits. What clients write when they know nothing better is taken for JSON, and refused if it is none. */
const readers: readonly (readonly [like: RegExp, reader: Reader])[] = [
  [/^application\/jose\+json$/, readSigned],
  [/^application\/cloudevents\+json$/, readStructured],
  [/^application\/cloudevents/, refuseContent],
  [/^$|^text\/plain$|^application\/octet-stream$/, readPlain],
  [/^(?:application|text)\/(?:[\w.+-]+\+)?json$/, readPlain],
];

const readerFor = (message: Message): Reader =>
  readers.find(([like]) => like.test(mediaType(message)))?.[1] ?? refuseContent;

const mediaType = ({ headers }: Message): string =>
  (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

function refuseContent(message: Message): never {
  const contentType = mediaType(message).slice(0, 60);
  const sentence = `\`${contentType}\` is not read: send JSON, or a CloudEvent in JSON`;
  throw new AdaptersError("message_content_unsupported", sentence, { contentType });
}

function readSigned({ body }: Message): SignedMessage {
  const envelope = parseJson(body);
  if (!isJsonObject(envelope) || !Object.hasOwn(envelope, "payload") || Object.hasOwn(envelope, "specversion"))
    throw new AdaptersError("message_not_signed", "the message is no envelope: send it as another content type", {});
  const data = isJsonObject(envelope.event) ? envelope.event.data : undefined;
  return Object.defineProperty(envelope as unknown as SignedMessage, "data", { value: data });
}

function readStructured({ body }: Message, options: MessageOptions): Event {
  return toClaimed(parseJson(body), options);
}

/** One CloudEvent, as the channel expects it. @throws {FoundationError} `event_malformed` @throws {AdaptersError} */
function toClaimed(value: JsonValue, options: MessageOptions): Event {
  const event = parseEvent(value);
  expectClaim("source", event.source, options.source);
  expectClaim("type", event.type, options.type);
  return withPointed(event, options);
}

/** Whoever may write to a channel must not choose the stream whose rules are the laxest. */
function expectClaim(attribute: "source" | "type", claimed: string, expected = "**"): void {
  if (matchesGlob(expected, claimed)) return;
  const sentence = `the message says that its ${attribute} is \`${claimed.slice(0, 60)}\`; this channel is for \`${expected}\``;
  throw new AdaptersError("message_claim_unexpected", sentence, { attribute, expected });
}

/** A CloudEvent whose attributes stand in the headers; or plain data, of which only the channel knows what it is. */
function readPlain(message: Message, options: MessageOptions): Event {
  const data = message.body.length === 0 ? null : parseJson(message.body);
  const attributes = binaryAttributes(message.headers, message.binding);
  return attributes ? toClaimed({ ...attributes, ...contentType, data }, options) : toBare(data, message, options);
}

const contentType = { datacontenttype: "application/json" };

function toBare(data: JsonValue, { attributes, headers }: Message, options: MessageOptions): Event {
  const { id, recordedtime, ...others } = attributes;
  const own = options.id === undefined ? id : undefined;
  const event = {
    specversion: "1.0",
    id: own ?? idFrom(data, options),
    source: named("source", options),
    type: named("type", options),
    ...contentType,
    ...present(others),
    // A repetition that its source sends under the same id is written down at another time, and says the same.
    ...present({ recordedtime: own === undefined ? undefined : recordedtime, traceparent: traceparent(headers) }),
    data,
  };
  return withPointed(parseEvent(event), options);
}

function idFrom(data: JsonValue, { id: pointer }: MessageOptions): string {
  if (pointer === undefined) return toBase64url(systemRandom.bytes(16));
  return textAt(data, pointer) ?? missing(`\`${pointer}\` of the data`, "id");
}

function named(attribute: "source" | "type", options: MessageOptions): string {
  const name = options[attribute];
  return name === undefined || name.includes("*") ? missing("the channel", attribute) : name;
}

function missing(where: string, attribute: string): never {
  const sentence = `${where} gives the message no ${attribute}: name it in the options of the channel`;
  throw new AdaptersError("message_attribute_missing", sentence, { attribute });
}

/** Adds what the data says, and the message itself does not. */
function withPointed(event: Event, { subject, time }: MessageOptions): Event {
  const [key, moment] = [pointed(event, "subject", subject), pointed(event, "time", time)];
  const isTime = moment !== undefined && parseInstant(moment) !== undefined;
  return { ...event, ...present({ subject: key, time: isTime ? moment : undefined }) };
}

const pointed = ({ data = null, ...event }: Event, attribute: string, pointer?: string): string | undefined =>
  pointer === undefined || Object.hasOwn(event, attribute) ? undefined : textAt(data, pointer);

function textAt(data: JsonValue, pointer: string): string | undefined {
  const value = valueAt(data, pointer);
  const isName = (typeof value === "string" && value !== "") || typeof value === "number";
  return isName ? String(value) : undefined;
}

const present = (attributes: Readonly<Record<string, string | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(attributes).filter((one): one is [string, string] => Boolean(one[1])));

/** W3C Trace Context asks to go on without a header that is malformed. */
const traceparent = (headers: Headers): string | undefined => {
  const value = headers.get("traceparent") ?? "";
  return /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(value) ? value : undefined;
};

/** What is no event, with everything that came. */
export const unreadable = (
  { place, headers, body }: Pick<Message, "place" | "headers" | "body">,
  problem: UnreadableMessage["problem"],
): UnreadableMessage => ({
  message: { place, headers: Object.fromEntries(headers) },
  body: toText(body) ?? { base64: toBase64(body) },
  problem,
});

/** Whether a message was no event: then it says its `problem`. */
export const isUnreadable = (input: MessageInput): input is UnreadableMessage =>
  !Object.hasOwn(input, "specversion") && !Object.hasOwn(input, "payload");

/** Bytes as text, `undefined` when they are none. */
export function toText(bytes: Uint8Array): string | undefined {
  try {
    return fromUtf8(bytes);
  } catch {
    return undefined;
  }
}
