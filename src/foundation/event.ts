import { type Answer, proven, unknown } from "./answer.ts";
import { canonicalJson } from "./canonical-json.ts";
import { isDecimal } from "./decimal.ts";
import { FoundationError } from "./errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";
import { parseInstant, type TimeInterval } from "./time.ts";

/** Whether an event tells what happened, asks for something, or says how something stands. */
export type EventKind = "fact" | "command" | "status";

/**
 * A business fact, command or status: CloudEvents 1.0 in its JSON format, with our extension attributes. The byte-exact
 * page is `docs/formats/event.md`.
 */
export interface Event {
  readonly specversion: "1.0";
  /** Unique within `source`. */
  readonly id: string;
  /** The system or stream that says so: a URI reference such as `carrier/dhl`. */
  readonly source: string;
  /** What is being said, such as `shipment.eta.changed`. */
  readonly type: string;
  /** What it is about: the business key of the record, such as `PO-4500012345`. */
  readonly subject?: string;
  /** When it happened, RFC 3339 with a zone. */
  readonly time?: string;
  readonly datacontenttype?: string;
  /** Absolute URI with contract id and version, such as `urn:contract:shipment-eta:1.0.0`. */
  readonly dataschema?: string;
  readonly data?: JsonValue;
  /** Version of our extension attributes; absent means 1. */
  readonly formatversion?: number;
  readonly correlationid?: string;
  readonly causationid?: string;
  readonly idempotencykey?: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly partitionkey?: string;
  /** Place in the source's stream: digits, zero-padded to one length, so that text order is number order. */
  readonly sequence?: string;
  /** When the source wrote it down. */
  readonly recordedtime?: string;
  /** Half-width, in milliseconds, of the interval in which `time` really lies. */
  readonly timeuncertaintyms?: number;
  readonly eventkind?: EventKind;
  /** The source's own claim about its data, a decimal from 0 to 1 as text. */
  readonly sourcequality?: string;
  /** Attributes of other extensions: texts, whole numbers or flags. */
  readonly [extension: string]: JsonValue | undefined;
}

/** The version of our extension attributes that this release reads and writes. */
export const EVENT_FORMAT_VERSION = 1;

type Check = readonly [is: (value: JsonValue) => boolean, expected: string];

const isText = (value: JsonValue): value is string => typeof value === "string" && value.length > 0;
const textWhere =
  (is: (value: string) => boolean) =>
  (value: JsonValue): boolean =>
    isText(value) && is(value);

const aText: Check = [isText, "a text that is not empty"];
const aTime: Check = [
  textWhere((value) => parseInstant(value) !== undefined),
  "an RFC 3339 time with a zone, such as `2026-03-31T08:00:00Z`",
];

const required: Readonly<Record<string, Check>> = {
  specversion: [(value) => value === "1.0", "`1.0`"],
  id: aText,
  source: aText,
  type: aText,
};

const optional: Readonly<Record<string, Check>> = {
  subject: aText,
  time: aTime,
  datacontenttype: [
    textWhere((value) => /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(value)),
    "a JSON media type: convert other content at the adapter",
  ],
  dataschema: [textWhere((value) => /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(value)), "an absolute URI"],
  correlationid: aText,
  causationid: aText,
  idempotencykey: aText,
  traceparent: [textWhere(isTraceparent), "a W3C traceparent of version 00 or later, with ids that are not all zeros"],
  tracestate: [(value) => typeof value === "string", "a text"],
  partitionkey: aText,
  sequence: [textWhere((value) => /^\d{1,40}$/.test(value)), "digits, zero-padded to one length"],
  recordedtime: aTime,
  timeuncertaintyms: [
    (value) => Number.isSafeInteger(value) && (value as number) >= 0,
    "a whole number of milliseconds from 0",
  ],
  eventkind: [
    (value) => value === "fact" || value === "command" || value === "status",
    "`fact`, `command` or `status`",
  ],
  sourcequality: [
    textWhere((value) => isDecimal(value) && Number(value) >= 0 && Number(value) <= 1),
    "a decimal from 0 to 1, as text",
  ],
  formatversion: [(value) => Number.isSafeInteger(value) && (value as number) >= 1, "a whole number from 1"],
};

/** W3C Trace Context §3.2: later versions may add fields behind; `ff` is no version, and ids of zeros are invalid. */
function isTraceparent(value: string): boolean {
  const [, version, more] =
    /^([0-9a-f]{2})-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/.exec(value) ?? [];
  return version !== undefined && version !== "ff" && (version !== "00" || more === undefined);
}

const anExtension: Check = [
  (value) => typeof value === "string" || typeof value === "boolean" || isInt32(value),
  "a text, a flag or a whole number of 32 bits",
];

const isInt32 = (value: JsonValue): boolean => typeof value === "number" && (value | 0) === value;

/**
 * Reads an event that somebody else made. An attribute that is `null` is one that is not there (CloudEvents JSON format
 * §2.2): it is left out, so that both spellings are the same event.
 *
 * @throws {FoundationError} `event_malformed` naming the attribute, `newer_format` for a later `specversion` or
 * `formatversion`.
 */
export function parseEvent(value: unknown): Event {
  if (!isJsonObject(value)) throw malformed("", "an event is a JSON object");
  const event = withoutNulls(value);
  refuseNewer(event);
  for (const [name, check] of Object.entries(required)) {
    if (!Object.hasOwn(event, name)) throw malformed(name, "is missing");
    expectAttribute(name, event[name] as JsonValue, check);
  }
  for (const name of Object.keys(event)) {
    if (name === "data" || Object.hasOwn(required, name)) continue;
    if (name === "data_base64") throw malformed(name, "is not read: decode binary data to JSON at the adapter");
    if (!/^[a-z0-9]{1,40}$/.test(name))
      throw malformed(name, "is no CloudEvents attribute name: lower-case letters and digits only");
    expectAttribute(
      name,
      event[name] as JsonValue,
      Object.hasOwn(optional, name) ? (optional[name] as Check) : anExtension,
    );
  }
  return event as unknown as Event;
}

const isUnset = ([name, value]: readonly [string, unknown]): boolean => value === null && name !== "data";

function withoutNulls(event: JsonObject): JsonObject {
  const members = Object.entries(event);
  return members.some(isUnset) ? Object.fromEntries(members.filter((member) => !isUnset(member))) : event;
}

function refuseNewer({ specversion, formatversion }: JsonObject): void {
  const later = typeof specversion === "string" && /^(?:1\.[1-9]|[2-9]\.|[1-9]\d+\.)/.test(specversion);
  const formatVersion =
    typeof formatversion === "number" ? formatversion : later ? Number.parseInt(specversion, 10) : 1;
  if (!later && formatVersion <= EVENT_FORMAT_VERSION) return;
  const message = "this event is of a newer format than this release reads: update it to admit the event";
  throw new FoundationError("newer_format", message, {
    format: "event",
    formatVersion,
    supported: EVENT_FORMAT_VERSION,
  });
}

function expectAttribute(name: string, value: JsonValue, [is, expected]: Check): void {
  if (!is(value)) throw malformed(name, `must be ${expected}`);
}

const malformed = (attribute: string, problem: string): FoundationError => {
  const shown = attribute.length > 60 ? `${attribute.slice(0, 60)}…` : attribute;
  const message = attribute === "" ? problem : `event attribute \`${shown}\` ${problem}`;
  return new FoundationError("event_malformed", message, { attribute: shown, problem });
};

/**
 * What identifies an event: CloudEvents promises that `source` and `id` together occur once; an `idempotencykey` says so by itself.
 *
 * @throws {FoundationError} `canonical_unrepresentable`
 */
export function eventIdentity(event: Event): string {
  return canonicalJson(
    event.idempotencykey === undefined ? [event.source, event.id] : [event.source, "", event.idempotencykey],
  );
}

/** The event without its data: what can be shown of it when the data must not be. */
export function eventAttributes({ data: _, ...attributes }: Event): JsonObject {
  return attributes as JsonObject;
}

/** When the event really happened, `unknown` where it says no time. */
export function eventTime({ time, timeuncertaintyms = 0 }: Event): Answer<TimeInterval> {
  const instant = time === undefined ? undefined : parseInstant(time);
  if (instant === undefined)
    return unknown({ code: "time_missing", sentence: "the event does not say when it happened" });
  return proven({ earliest: instant - timeuncertaintyms, latest: instant + timeuncertaintyms });
}
