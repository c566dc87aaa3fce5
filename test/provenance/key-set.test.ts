import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Envelope, Event } from "../../src/foundation/index.ts";
import { createKeySet, type KeySetOptions, sealEvent, verifyEnvelope } from "../../src/provenance/index.ts";
import { codeOf, rejectionOf } from "../support.ts";
import { type KeyHolder, keyHolder } from "./keys.ts";
import { type Answering, loopback } from "./loopback.ts";

const at = new Date("2026-03-31T08:00:00Z");
const later = (ms: number) => new Date(at.getTime() + ms);
const event: Event = {
  specversion: "1.0",
  id: "1",
  source: "carrier/dhl",
  type: "shipment.eta.changed",
  data: { etaMinutes: 90 },
};

let old: KeyHolder;
let next: KeyHolder;
beforeAll(async () => {
  old = await keyHolder("dhl", "source");
  next = await keyHolder("dhl", "source");
});
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const published = (...holders: readonly KeyHolder[]) => ({ keys: holders.map(({ publicKey }) => ({ ...publicKey })) });
const sealed = (holder: KeyHolder): Promise<Envelope> => sealEvent(event, { signers: [holder.signer], at });
const keySetOf = async (answer: Answering, change: Partial<KeySetOptions> = {}) => {
  const server = await loopback(answer);
  open.push(server);
  const toEntry: KeySetOptions["toEntry"] = () => ({
    principal: "dhl",
    roles: ["source"],
    sources: ["carrier/dhl"],
    validFrom: "2026-01-01T00:00:00Z",
  });
  return { server, set: createKeySet({ url: `${server.url}/jwks.json`, toEntry, ...change }) };
};

describe("a partner's published keys", () => {
  it("are asked for when an envelope is to be verified, and not by verifying it", async () => {
    const { server, set } = await keySetOf(() => published(old));
    expect(server.asked).toHaveLength(0);
    const envelope = await sealed(old);
    expect((await verifyEnvelope(envelope, { trustedKeys: set.keys(at), at })).status).toBe("unknown");
    expect(server.asked).toHaveLength(0);
    expect((await verifyEnvelope(envelope, { trustedKeys: await set.keysFor(envelope, at), at })).status).toBe(
      "proven",
    );
    await set.keysFor(envelope, later(1_000));
    expect(server.asked).toHaveLength(1);
  });

  it("are asked for again, once, when a key is not known: that is how partners rotate", async () => {
    let now = published(old);
    const { server, set } = await keySetOf(() => now);
    await set.keysFor(await sealed(old), at);
    now = published(old, next);
    const rotated = await sealed(next);
    expect((await set.keysFor(rotated, later(61_000))).find(next.signer.keyId)).toBeDefined();
    expect(server.asked).toHaveLength(2);
  });

  it("are not asked for more than once for each pause, however many unknown keys arrive", async () => {
    const { server, set } = await keySetOf(() => published(old));
    const strange = await sealed(next);
    for (let second = 0; second < 59; second++) await set.keysFor(strange, later(second * 1_000));
    expect(server.asked).toHaveLength(1);
    await Promise.all(Array.from({ length: 9 }, () => set.keysFor(strange, later(70_000))));
    expect(server.asked).toHaveLength(2);
  });

  it("are good for as long as was said and no longer, also when the partner is out of reach", async () => {
    let up = true;
    const { set } = await keySetOf((_, response) => (up ? published(old) : void response.writeHead(500).end()), {
      maxAgeMs: 600_000,
    });
    const envelope = await sealed(old);
    await set.keysFor(envelope, at);
    up = false;
    expect((await set.keysFor(envelope, later(599_000))).keys).toHaveLength(1);
    expect((await set.keysFor(envelope, later(601_000))).keys).toHaveLength(0);
  });

  it("can be pinned: the copy is used until the partner answers, and again when it does not", async () => {
    let up = false;
    const answer: Answering = (_, response) => (up ? published(next) : void response.writeHead(503).end());
    const { set } = await keySetOf(answer, { pinned: published(old), maxAgeMs: 100_000 });
    const envelope = await sealed(old);
    expect((await set.keysFor(envelope, at)).keys[0]?.keyId).toBe(old.signer.keyId);
    up = true;
    expect(await set.refresh(later(60_000))).toBe(true);
    expect(set.keys(later(60_000)).keys[0]?.keyId).toBe(next.signer.keyId);
    expect(set.keys(later(161_000)).keys[0]?.keyId).toBe(old.signer.keyId);
  });

  it("say nothing of whom they belong to: that is for the reader, who may leave keys out", async () => {
    const { set } = await keySetOf(() => published(old, next), {
      toEntry: (_, keyId) =>
        keyId === next.signer.keyId
          ? undefined
          : { principal: "dhl", roles: ["source"], validFrom: "2026-01-01T00:00:00Z" },
    });
    await set.refresh(at);
    expect(set.keys(at).keys.map(({ keyId }) => keyId)).toEqual([old.signer.keyId]);
  });

  it("of kinds that are not known, or unfit, are left out", async () => {
    const unfit = [
      { kty: "oct", k: "c2VjcmV0" },
      { kty: "OKP", crv: "X25519", x: "AAAA" },
      "text",
      null,
      { kty: "RSA", n: "AQAB", e: "AQAB", alg: "PS256" },
    ];
    const { set } = await keySetOf(() => ({ keys: [...unfit, old.publicKey, old.publicKey] }));
    await set.refresh(at);
    expect(set.keys(at).keys).toHaveLength(1);
  });

  const nonsense: readonly [what: string, answer: Answering][] = [
    ["a list", () => []],
    ["keys that are no list", () => ({ keys: {} })],
    ["a thousand keys", () => ({ keys: Array.from({ length: 1_000 }, () => ({})) })],
    ["no JSON", (_, response) => void response.end("<html>")],
    ["a name twice", (_, response) => void response.end('{"keys":[],"keys":[]}')],
  ];
  it.each(nonsense)("are none when the answer is %s", async (_, answer) => {
    const { set } = await keySetOf(answer);
    expect(await rejectionOf(set.refresh(at))).toBe("key_set_malformed");
  });
  it("are refused at once when the pinned copy is none", () => {
    expect(codeOf(() => createKeySet({ url: "https://keys.example", toEntry: () => undefined, pinned: [] }))).toBe(
      "key_set_malformed",
    );
  });
});
