import { describe, expect, it } from "vitest";
import { toEvent as fromAmqp } from "../../src/adapters/amqp.ts";
import { toEvents } from "../../src/adapters/cloudevents.ts";
import {
  toEvent as fromKafka,
  isUnreadable,
  type MessageInput,
  type MessageOptions,
} from "../../src/adapters/kafka.ts";
import { toEvent as fromMqtt } from "../../src/adapters/mqtt.ts";
import { toEvent as fromNats } from "../../src/adapters/nats.ts";
import { isJsonObject, parseEvent, utf8 } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { generateKey, localSigner, sealEvent } from "../../src/provenance/index.ts";

const eta = { specversion: "1.0", id: "1", source: "carrier/dhl", type: "shipment.eta.changed" } as const;
const data = { shipment: "SHP-1", etaMinutes: 90 };
const channel = { source: "carrier/dhl", type: "shipment.eta.changed" };

/** One message, in the way that each host hands it over. */
interface Sent {
  readonly body: Uint8Array;
  readonly contentType?: string;
  /** CloudEvents attributes for the headers. */
  readonly attributes?: Readonly<Record<string, string>>;
}

const named = (attributes: Sent["attributes"], prefix: string): [string, string][] =>
  Object.entries(attributes ?? {}).map(([name, value]) => [prefix + name, value]);

const hosts: Readonly<Record<string, (sent: Sent, options?: MessageOptions) => MessageInput>> = {
  kafkajs: ({ body, contentType, attributes }, options) =>
    fromKafka(
      {
        topic: "eta",
        partition: 3,
        message: {
          key: utf8("SHP-1"),
          value: body,
          offset: "42",
          timestamp: "1774944000000",
          headers: Object.fromEntries([
            ...named(attributes, "ce_").map(([name, value]) => [name, utf8(value)]),
            ...(contentType ? [["content-type", contentType]] : []),
          ]),
        },
      },
      options,
    ),
  "Confluent's clients": ({ body, contentType, attributes }, options) =>
    fromKafka(
      {
        topic: "eta",
        partition: 3,
        key: "SHP-1",
        value: body,
        offset: 42,
        timestamp: 1_774_944_000_000,
        headers: [
          ...named(attributes, "ce_").map(([name, value]) => ({ [name]: utf8(value) })),
          ...(contentType ? [{ "content-type": utf8(contentType) }] : []),
        ],
      },
      options,
    ),
  NATS: ({ body, contentType, attributes }, options) => {
    const headers = new Map([...named(attributes, "ce-"), ["Content-Type", contentType ?? ""]] as [string, string][]);
    return fromNats(
      {
        subject: "eta",
        data: body,
        headers: { keys: () => headers.keys(), values: (name) => [headers.get(name) ?? ""] },
        info: { stream: "eta/3", streamSequence: 42, timestampNanos: 1_774_944_000_000_000_000 },
      },
      options,
    );
  },
  AMQP: ({ body, contentType, attributes }, options) =>
    fromAmqp(
      {
        content: body,
        fields: { exchange: "", routingKey: "eta" },
        properties: {
          contentType,
          messageId: "eta/3/42",
          timestamp: 1_774_944_000,
          headers: Object.fromEntries(named(attributes, "cloudEvents:")),
        },
      },
      options,
    ),
  MQTT: ({ body, contentType, attributes }, options) =>
    fromMqtt(
      {
        topic: "eta",
        payload: body,
        properties: { contentType, userProperties: Object.fromEntries(named(attributes, "")) },
      },
      options,
    ),
  HTTP: ({ body, contentType, attributes }, options) =>
    toEvents(
      { body, headers: [...named(attributes, "ce-"), ["Content-Type", contentType ?? "application/json"]] },
      options,
    )[0] as MessageInput,
};

const json = (value: unknown): Uint8Array => utf8(JSON.stringify(value));

for (const [host, take] of Object.entries(hosts)) {
  describe(`a message of ${host}`, () => {
    it("that is plain JSON becomes an event of its channel", () => {
      const event = parseEvent(take({ body: json(data) }, { ...channel, subject: "/shipment" }));
      expect(event).toMatchObject({ ...channel, subject: "SHP-1", data, datacontenttype: "application/json" });
      expect(event.id).not.toBe("");
    });
    it.each(["text/plain", "application/octet-stream", "application/vnd.acme.eta+json"])(
      "is read as JSON when it says that it is %s",
      (contentType) => expect(take({ body: json(data), contentType }, channel)).toMatchObject({ data }),
    );
    it("is named by its data where the channel says so, and says the same when it is sent again", () => {
      const again = () => take({ body: json({ ...data, no: 7 }) }, { ...channel, id: "/no" });
      expect(again()).toMatchObject({ id: "7", data: { no: 7 } });
      expect(again()).toEqual(again());
      expect(again()).not.toHaveProperty("recordedtime");
    });
    it("that is a CloudEvent in structured mode is that event", () => {
      const body = json({ ...eta, data });
      expect(take({ body, contentType: "application/cloudevents+json; charset=utf-8" }, channel)).toEqual({
        ...eta,
        data,
      });
    });
    it("that is a CloudEvent in binary mode is that event", () => {
      const attributes = { ...eta, timeuncertaintyms: "500", time: "2026-03-31T08:00:00Z" };
      expect(take({ body: json(data), contentType: "application/json", attributes })).toEqual({
        ...attributes,
        timeuncertaintyms: 500,
        datacontenttype: "application/json",
        data,
      });
    });
    it("that is signed stays as it was signed, and shows its data", async () => {
      const { privateKey } = await generateKey("Ed25519");
      const envelope = await sealEvent({ ...eta, data }, { signers: [localSigner(privateKey)], at: new Date() });
      const input = take({ body: json(envelope), contentType: "application/jose+json" }, channel);
      expect([JSON.parse(JSON.stringify(input)), input.data]).toEqual([JSON.parse(JSON.stringify(envelope)), data]);
    });

    const wrong: readonly [what: string, sent: Sent, code: string, options?: MessageOptions][] = [
      ["broken JSON", { body: utf8('{"shipment":') }, "json_syntax"],
      ["a name twice", { body: utf8('{"a":1,"a":2}') }, "json_duplicate_name"],
      ["__proto__", { body: utf8('{"__proto__":{}}') }, "json_forbidden_name"],
      ["bytes that are no text", { body: new Uint8Array([0xff, 0x00]) }, "json_encoding"],
      [
        "Avro",
        { body: new Uint8Array([1]), contentType: "application/cloudevents+avro" },
        "message_content_unsupported",
      ],
      ["XML", { body: utf8("<a/>"), contentType: "application/xml" }, "message_content_unsupported"],
      [
        "the claim to be of another source",
        { body: json({ ...eta, source: "erp", data }), contentType: "application/cloudevents+json" },
        "message_claim_unexpected",
      ],
      [
        "the claim to be of another type, in headers",
        { body: json(data), contentType: "application/json", attributes: { ...eta, type: "supplier.bank.changed" } },
        "message_claim_unexpected",
      ],
      [
        "an event that pretends to be signed",
        { body: json({ ...eta, payload: "x", source: "erp", data }), contentType: "application/jose+json" },
        "message_not_signed",
      ],
      [
        "no name where the channel says it is",
        { body: json(data) },
        "message_attribute_missing",
        { ...channel, id: "/no" },
      ],
      ["no type anywhere", { body: json(data) }, "message_attribute_missing", { source: "carrier/dhl" }],
      ["an event that is none", { body: json([]), contentType: "application/cloudevents+json" }, "event_malformed"],
    ];
    it.each(wrong)(
      "with %s is kept as a dead letter with all of its bytes",
      async (_, sent, code, options = channel) => {
        const input = take(sent, options);
        expect(isUnreadable(input)).toBe(true);
        expect(input).toMatchObject({
          problem: { code },
          message: { place: expect.stringMatching(/^(kafka|nats|amqp|mqtt|http)/) },
        });
        const { body } = input as { body: string | { base64: string } };
        expect(typeof body === "string" ? utf8(body) : new Uint8Array(Buffer.from(body.base64, "base64"))).toEqual(
          sent.body,
        );
        const gate = createGate({ streams: [{ name: "all", preset: "strict" }] });
        expect(await gate.admit(input)).toMatchObject({ outcome: "held", heldFor: "dead-letter", durable: true });
        await gate.close();
      },
    );
  });
}

describe("what a host knows of its messages", () => {
  it("names one delivery by topic, partition and offset, so that the same record is the same event", () => {
    const event = hosts.kafkajs?.({ body: json(data) }, channel);
    expect(event).toMatchObject({ id: "eta/3/42", partitionkey: "SHP-1", recordedtime: "2026-03-31T08:00:00.000Z" });
    expect(hosts["Confluent's clients"]?.({ body: json(data) }, channel)).toEqual(event);
    expect(hosts.NATS?.({ body: json(data) }, channel)).toMatchObject({
      id: "eta/3/42",
      recordedtime: "2026-03-31T08:00:00.000Z",
    });
    expect(hosts.AMQP?.({ body: json(data) }, channel)).toMatchObject({
      id: "eta/3/42",
      recordedtime: "2026-03-31T08:00:00.000Z",
    });
  });
  it("names nothing where the host numbers nothing: two alike are two events", () => {
    const [first, second] = [1, 2].map(() => hosts.MQTT?.({ body: json(data) }, channel) as { id: string });
    expect(first?.id).not.toBe(second?.id);
  });
  it("is left out where it is no text, no time or no trace", () => {
    const record = {
      key: new Uint8Array([0xff]),
      value: utf8("1"),
      offset: "1",
      timestamp: "-1",
      headers: { traceparent: "00-0" },
    };
    const event = fromKafka({ topic: "a", partition: 0, message: record }, channel);
    expect(event).toEqual({
      ...channel,
      specversion: "1.0",
      id: "a/0/1",
      datacontenttype: "application/json",
      data: 1,
    });
  });
  it("goes on with a trace that is one", () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const record = { value: utf8("1"), offset: "1", headers: { traceparent } };
    expect(fromKafka({ topic: "a", partition: 0, message: record }, channel)).toMatchObject({ traceparent });
  });
  it("is nothing for a tombstone but that the data is gone", () => {
    expect(fromKafka({ topic: "a", partition: 0, key: "k", value: null, offset: 1 }, channel)).toMatchObject({
      data: null,
    });
  });
});

describe("a batch of CloudEvents over HTTP", () => {
  const headers = { "Content-Type": "application/cloudevents-batch+json" };
  const batch = (events: unknown, options = channel) => toEvents({ headers, body: JSON.stringify(events) }, options);

  it("is its events, in their order", () => {
    expect(
      batch([
        { ...eta, data },
        { ...eta, id: "2" },
      ]),
    ).toEqual([
      { ...eta, data },
      { ...eta, id: "2" },
    ]);
    expect(batch([])).toEqual([]);
  });
  it("keeps the good ones when one of them is wrong", () => {
    const [good, wrong, stranger] = batch([eta, { specversion: "1.0" }, { ...eta, source: "erp" }]);
    expect(good).toEqual(eta);
    expect(wrong).toMatchObject({ problem: { code: "event_malformed" }, message: { place: "http/1" } });
    expect(stranger).toMatchObject({ problem: { code: "message_claim_unexpected" } });
  });
  it.each(["{", "{}", '[{"a":1,"a":2}]'])("that is none, %s, is one unreadable message", (body) => {
    expect(toEvents({ headers, body }, channel)).toMatchObject([{ body, problem: { code: "json_syntax" } }]);
  });
  it("decodes what stands percent-encoded in headers", () => {
    const [event] = toEvents({
      headers: { "ce-specversion": "1.0", "ce-id": "%E2%82%AC%201", "ce-source": "a", "ce-type": "b" },
      body: "1",
    });
    expect(isJsonObject(event) && event.id).toBe("€ 1");
  });
});
