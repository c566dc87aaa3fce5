import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  canonicalJson,
  digestJson,
  type Envelope,
  type Event,
  eventAttributes,
  expandPattern,
  fromBase64url,
  fromUtf8,
  type JsonValue,
  seededRandom,
  valueAt,
  withoutMembers,
} from "../../src/foundation/index.ts";
import {
  createLog,
  envelopeDigest,
  fsckLog,
  type Log,
  promote,
  receiveEvent,
  sealBatch,
  sealEvent,
  statementOf,
  trustedKeys,
  verifyEnvelope,
} from "../../src/provenance/index.ts";
import { type CutLeaf, leafCutter } from "../../src/provenance/leaf-cutter.ts";
import { formatStatement } from "../../src/provenance/statement.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { codeOf, rejectionOf } from "../support.ts";
import { type KeyHolder, keyHolder } from "./keys.ts";

const at = new Date("2026-03-31T08:00:00Z");
const origin = "dhl.example/shipments";
const channel = { name: "kafka:shipments", method: "mtls" } as const;

let carrier: KeyHolder;
let house: KeyHolder;
beforeAll(async () => {
  carrier = await keyHolder("dhl", "log", { roles: ["source", "log"], sources: ["carrier/dhl", origin] });
  house = await keyHolder("house log", "log", { sources: [origin] });
});

const logOf = ({ signer, publicKey }: KeyHolder): Log => createLog({ store: memoryStore(), origin, signer, publicKey });
const shipment = (number: number): Event => ({
  specversion: "1.0",
  id: String(number),
  source: "carrier/dhl",
  type: "shipment.eta.changed",
  data: { etaMinutes: number, contact: { phone: "+49 30 1234", name: "Ü. \u2028 Kühn" }, legs: [{ port: "HAM" }] },
});
const shipments = (count: number): Event[] => Array.from({ length: count }, (_, number) => shipment(number));
const verify = (envelope: Envelope, ...holders: KeyHolder[]) =>
  verifyEnvelope(envelope, { trustedKeys: trustedKeys(holders.map(({ entry }) => entry)), at });

describe("a batch", () => {
  it("of a source is vouched for by the source's own log, each envelope alone", async () => {
    for (const envelope of await sealBatch(shipments(9), { log: logOf(carrier), at })) {
      expect(envelope.signatures).toBeUndefined();
      expect(await verify(JSON.parse(JSON.stringify(envelope)), carrier)).toMatchObject({
        status: "proven",
        value: { vouchers: [{ by: "log", principal: "dhl", role: "source" }] },
      });
    }
  });

  it("of a receiver is vouched for by the receiver's log", async () => {
    const [envelope] = await sealBatch(shipments(3), { log: logOf(house), at, channel });
    expect(await verify(envelope!, house)).toMatchObject({
      status: "proven",
      value: { vouchers: [{ by: "log", role: "log" }] },
    });
  });

  it("of a source is worth nothing in the log of somebody else, or of another source", async () => {
    const [inHouse] = await sealBatch(shipments(1), { log: logOf(house), at });
    expect((await verify(inHouse!, house)).status).toBe("refuted");
    const ups = await keyHolder("ups", "log", { roles: ["source", "log"], sources: ["carrier/ups", origin] });
    const [foreign] = await sealBatch(shipments(1), { log: logOf(ups), at });
    expect((await verify(foreign!, ups)).status).toBe("refuted");
    const onlySource = await keyHolder("dhl", "source", { sources: ["carrier/dhl", origin] });
    const [noLog] = await sealBatch(shipments(1), { log: logOf(onlySource), at });
    expect((await verify(noLog!, onlySource)).status).not.toBe("proven");
  });

  it("is refuted, envelope by envelope, when data, proofs or entries change places", async () => {
    const [one, two] = (await sealBatch(shipments(5), { log: logOf(carrier), at })) as [Envelope, Envelope];
    const swaps: readonly Envelope[] = [
      { ...one, inclusion: two.inclusion! },
      { ...one, event: two.event! },
      { ...one, disclosures: two.disclosures! },
      { ...one, payload: two.payload },
      { ...one, inclusion: { ...one.inclusion!, entry: two.inclusion!.entry } },
      { ...one, inclusion: { ...one.inclusion!, index: two.inclusion!.index } },
      { ...one, inclusion: { ...one.inclusion!, proof: two.inclusion!.proof } },
    ];
    for (const swapped of swaps) expect((await verify(swapped, carrier)).status).toBe("refuted");
  });

  it("grows the log like any other append", async () => {
    const store = memoryStore();
    const log = createLog({ store, origin, signer: carrier.signer, publicKey: carrier.publicKey });
    let size = 0;
    for (const count of [1, 300, 7, 256]) {
      const sealed = await sealBatch(shipments(count), { log, at });
      expect(sealed.map(({ inclusion }) => inclusion?.index)).toEqual(
        Array.from({ length: count }, (_, i) => size + i),
      );
      expect((await verify(sealed[count - 1]!, carrier)).status).toBe("proven");
      size += count;
    }
    expect((await fsckLog(store, { trustedKeys: trustedKeys([carrier.entry]) })).status).toBe("proven");
    expect(await sealBatch([], { log, at })).toEqual([]);
  });

  it("seals all of its events or none", async () => {
    const log = logOf(carrier);
    const events = [shipment(1), { ...shipment(2), data: { eta: Number.NaN } }, shipment(3)];
    expect(await rejectionOf(sealBatch(events, { log, at }))).toBe("canonical_unrepresentable");
    expect((await log.head()).size).toBe(0);
  });

  it("numbers and chains its statements in a stream", async () => {
    const stream = { name: "etas", sequence: 41, previous: "0".repeat(64) };
    const sealed = await sealBatch(shipments(3), { log: logOf(carrier), at, stream });
    const places = sealed.map((envelope) => statementOf(envelope).predicate.stream);
    expect(places).toEqual([
      stream,
      { name: "etas", sequence: 42, previous: envelopeDigest(sealed[0]!) },
      { name: "etas", sequence: 43, previous: envelopeDigest(sealed[1]!) },
    ]);
  });

  it("follows other writers of the same log", async () => {
    const store = memoryStore();
    const open = () => createLog({ store, origin, signer: carrier.signer, publicKey: carrier.publicKey });
    const logs = [open(), open(), open()];
    const sealed = (await Promise.all(logs.map((log) => sealBatch(shipments(4), { log, at })))).flat();
    expect(sealed.map(({ inclusion }) => inclusion?.index).sort((a, b) => a! - b!)).toEqual([...Array(12).keys()]);
    for (const envelope of sealed) expect((await verify(envelope, carrier)).status).toBe("proven");
  });
});

describe("a statement of a batch", () => {
  const redactables: readonly (readonly string[])[] = [[], ["/contact", "/etaMinutes"], ["/contact/*", "/legs/*/port"]];
  it.each(redactables)("has the bytes of one made alone, with %s kept apart", async (...redactable) => {
    const options = { at, redactable };
    const random = () => seededRandom(7);
    const [sealed] = await sealBatch([shipment(1)], { ...options, log: logOf(carrier), random: random() });
    const alone = await sealEvent(shipment(1), { ...options, signers: [carrier.signer], random: random() });
    expect([sealed!.payload, sealed!.disclosures]).toEqual([alone.payload, alone.disclosures]);
    const [came] = await sealBatch([shipment(1)], { ...options, log: logOf(house), channel, random: random() });
    expect(came!.payload).toBe(receiveEvent(shipment(1), { ...options, channel, random: random() }).payload);
  });

  it.each(redactables)("is spelled as RFC 8785 spells it, with %s kept apart", async (...redactable) => {
    const stream = { name: 'a "stream" \u2028', sequence: 3 };
    const sealed = await sealBatch(shipments(3), { log: logOf(carrier), at, redactable, stream });
    for (const envelope of sealed) {
      const { predicateType, predicate, subject } = statementOf(envelope);
      expect(fromUtf8(fromBase64url(envelope.payload))).toBe(formatStatement(predicateType, subject, predicate));
      expect(subject[0]?.digest).toEqual(digestJson(eventAttributes(envelope.event!)));
      const digests = envelope.disclosures!.leaves.map((leaf) => {
        const { pointer, salt } = leaf as { pointer: string; salt: string };
        expect(fromBase64url(salt)).toHaveLength(16);
        const data = envelope.event!.data as JsonValue;
        const others = envelope.disclosures!.leaves.map((other) => other.pointer).slice(1);
        return digestJson([salt, pointer, pointer === "" ? withoutMembers(data, others) : valueAt(data, pointer)])
          .sha256;
      });
      expect(subject[1]?.digest).toEqual(digestJson(digests));
    }
  });

  it("is what it would be alone, whatever the data before it looked like, and however many names came", async () => {
    const many = (from: number) =>
      Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`name/${from + at}`, { at, of: "x" }]));
    const shapes = [many(0), { b: { at: 1 }, a: { of: 2, at: 3 } }, many(3_000), { a: { at: 3, of: 2 }, b: { at: 1 } }];
    const events = [...shapes, ...shapes].map((data, at) => ({ ...shipment(at), data }));
    const redactable = ["/*/at"];
    const sealed = await sealBatch(events, { log: logOf(carrier), at, redactable });
    for (const [place, envelope] of sealed.entries()) {
      const alone = await sealEvent(events[place]!, { at, redactable, signers: [carrier.signer] });
      const pointersOf = ({ disclosures }: Envelope) => disclosures!.leaves.map(({ pointer }) => pointer);
      expect(pointersOf(envelope)).toEqual(pointersOf(alone));
      expect(pointersOf(envelope)).toEqual([...pointersOf(envelope)].sort());
      expect((await verify(envelope, carrier)).status).toBe("proven");
    }
  });

  it("never has the salt of another one", async () => {
    const sealed = await sealBatch(shipments(3_000), { log: logOf(carrier), at, redactable: ["/etaMinutes"] });
    const salts = sealed.flatMap(({ disclosures }) =>
      disclosures!.leaves.map((leaf) => (leaf as { salt: string }).salt),
    );
    expect(new Set(salts).size).toBe(6_000);
  });

  it("can bear a signature of its own later on, as an entry of its own that shows when it is taken off", async () => {
    const log = logOf(carrier);
    const desk = await keyHolder("dhl desk", "source");
    const [sealed] = await sealBatch(shipments(4), { log, at });
    const promoted = await promote(sealed!, { signer: desk.signer, log });
    expect(promoted.inclusion?.index).toBe(4);
    expect(await verify(promoted, carrier, desk)).toMatchObject({
      status: "proven",
      value: { vouchers: [{ by: "signature" }, { by: "log" }] },
    });
    const { signatures: _, ...stripped } = promoted;
    expect((await verify(stripped, carrier, desk)).status).toBe("refuted");
    expect((await verify(sealed!, carrier)).status).toBe("proven");
  });
});

describe("data is cut along patterns", () => {
  const name = fc.constantFrom("a", "b", "a-b", "ab", "0", "~", "/");
  const json = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: "small" }, fc.integer(), tie("object"), tie("list")),
    object: fc.dictionary(name, tie("value"), { maxKeys: 4 }),
    list: fc.array(tie("value"), { maxLength: 3 }),
  })).object as fc.Arbitrary<JsonValue>;
  const pattern = fc
    .array(fc.constantFrom("a", "b", "a-b", "ab", "0", "*", "~0", "~1"), { minLength: 1, maxLength: 3 })
    .map((tokens) => tokens.map((token) => `/${token}`).join(""));

  const shown = ({ place, value }: CutLeaf) => ({ pointer: place.pointer, value });

  it("as if each pattern were looked up by itself", () => {
    fc.assert(
      fc.property(json, fc.array(pattern, { maxLength: 4 }), (data, patterns) => {
        const pointers = [...new Set(patterns.flatMap((one) => expandPattern(data, one)))].sort();
        const parent = (pointer: string) => valueAt(data, pointer.slice(0, pointer.lastIndexOf("/")));
        const nested = pointers.some((one) => pointers.some((other) => other.startsWith(`${one}/`)));
        if (nested || pointers.some((pointer) => Array.isArray(parent(pointer)))) {
          expect(codeOf(() => leafCutter(patterns)(data))).toBe("disclosures_malformed");
          return;
        }
        const { leaves, rest } = leafCutter(patterns)(data);
        expect(leaves.map(shown)).toEqual(pointers.map((pointer) => ({ pointer, value: valueAt(data, pointer) })));
        expect(canonicalJson(rest)).toBe(canonicalJson(withoutMembers(data, pointers)));
      }),
      { numRuns: 400 },
    );
  });

  it("with a cost that does not grow with the names in the data", () => {
    const cut = leafCutter(["/*/price"]);
    for (let round = 0; round < 3; round++)
      cut(Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`n${round}-${at}`, { price: at }])));
    expect(cut({ x: { price: 1 } }).leaves.map(shown)).toEqual([{ pointer: "/x/price", value: 1 }]);
  });
});
