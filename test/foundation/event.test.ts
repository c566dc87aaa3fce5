import { describe, expect, it } from "vitest";
import { eventIdentity, eventTime, orderTimes, parseEvent } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";

const eta = {
  specversion: "1.0",
  id: "e-1",
  source: "carrier/dhl",
  type: "shipment.eta.changed",
  subject: "SHP-1",
  time: "2026-03-31T08:00:00+02:00",
  data: { etaMinutes: 90 },
};

describe("an event", () => {
  it("is CloudEvents JSON with our extensions", () => {
    const full = {
      ...eta,
      sequence: "000000000042",
      timeuncertaintyms: 500,
      eventkind: "status",
      sourcequality: "0.97",
      comexampleother: 7,
    };
    expect(parseEvent(full)).toEqual(full);
  });

  const refused: readonly [why: string, change: object, attribute: string][] = [
    ["no id", { id: undefined }, "id"],
    ["an empty source", { source: "" }, "source"],
    ["a number as type", { type: 7 }, "type"],
    ["a time without a zone", { time: "2026-03-31T08:00:00" }, "time"],
    ["a day that does not exist", { time: "2026-02-30T08:00:00Z" }, "time"],
    ["a relative dataschema", { dataschema: "eta/1" }, "dataschema"],
    ["a sequence that is no digits", { sequence: "12a" }, "sequence"],
    ["a negative uncertainty", { timeuncertaintyms: -1 }, "timeuncertaintyms"],
    ["a quality above one", { sourcequality: "1.01" }, "sourcequality"],
    ["an unknown kind", { eventkind: "rumour" }, "eventkind"],
    ["an attribute name with a dash", { "x-y": "1" }, "x-y"],
    ["an attribute that is an object", { other: {} }, "other"],
    ["binary data", { data_base64: "AA==" }, "data_base64"],
    ["a trace of no version", { traceparent: `ff-${"a".repeat(32)}-${"b".repeat(16)}-01` }, "traceparent"],
    ["a trace id of zeros", { traceparent: `00-${"0".repeat(32)}-${"b".repeat(16)}-01` }, "traceparent"],
    ["a parent id of zeros", { traceparent: `00-${"a".repeat(32)}-${"0".repeat(16)}-01` }, "traceparent"],
    ["more than version 00 has", { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01-x` }, "traceparent"],
    ["a required attribute that is null", { source: null }, "source"],
    ["a media type that is not JSON", { datacontenttype: "text/xml" }, "datacontenttype"],
  ];
  for (const [why, change, attribute] of refused) {
    it(`is refused for ${why}`, () => {
      const event = JSON.parse(JSON.stringify({ ...eta, ...change }));
      expect(() => parseEvent(event)).toThrow(
        expect.objectContaining({ code: "event_malformed", details: expect.objectContaining({ attribute }) }),
      );
    });
  }

  it("takes a trace of a later version, whatever it adds", () => {
    const later = { ...eta, traceparent: `cc-${"a".repeat(32)}-${"b".repeat(16)}-01-what-comes` };
    expect(parseEvent(later)).toEqual(later);
  });

  it("reads an attribute that is null as one that is not there, and null data as data", () => {
    expect(parseEvent({ ...eta, subject: null, other: null, data: null })).toEqual({
      ...(({ subject: _, ...rest }) => rest)(eta),
      data: null,
    });
  });

  it.each([{ specversion: "2.0" }, { specversion: "1.1" }, { formatversion: 2 }])(
    "of a newer format is neither right nor wrong: %j",
    (change) => {
      expect(codeOf(() => parseEvent({ ...eta, ...change }))).toBe("newer_format");
    },
  );

  it("is identified by source and id, or by its idempotency key", () => {
    expect(eventIdentity(parseEvent(eta))).not.toBe(
      eventIdentity(parseEvent({ ...eta, source: "carrier", id: "dhl e-1" })),
    );
    expect(eventIdentity(parseEvent({ ...eta, idempotencykey: "k" }))).toBe(
      eventIdentity(parseEvent({ ...eta, id: "e-2", idempotencykey: "k" })),
    );
  });

  it("happened before another only when their times cannot overlap", () => {
    const first = eventTime(parseEvent({ ...eta, timeuncertaintyms: 1_000 }));
    const later = (seconds: number) =>
      eventTime(parseEvent({ ...eta, time: `2026-03-31T06:00:0${seconds}Z`, timeuncertaintyms: 1_000 }));
    if (first.status !== "proven") throw new Error("the event has a time");
    const order = (seconds: number) => {
      const second = later(seconds);
      return second.status === "proven" ? orderTimes(first.value, second.value) : second;
    };
    expect(order(3)).toEqual({ status: "proven", value: "before" });
    expect(order(2)).toMatchObject({ status: "unknown", reasons: [{ code: "times_overlap" }] });
  });
});
