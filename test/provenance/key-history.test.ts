import { beforeEach, describe, expect, it } from "vitest";
import type { Envelope, Event } from "../../src/foundation/index.ts";
import {
  createCosigner,
  createLog,
  createSeal,
  followKeys,
  formatAddCheckpoint,
  formatLogEntry,
  formatTrustedKeys,
  type KeyEventPredicate,
  keyDigest,
  keyEventsIn,
  type Log,
  recordKeyEvent,
  type Signer,
  sealEvent,
  signCosignature,
  stateKeyEvent,
  type TrustedKeyEntry,
  type TrustedKeys,
  toLogEntry,
  trustedKeys,
  verifyEnvelope,
  withSignatureLines,
} from "../../src/provenance/index.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import { type KeyHolder, keyHolder } from "./keys.ts";

const ORIGIN = "acme.example/receiving";
const day = (date: number, hour = 8) =>
  `2026-03-${String(date).padStart(2, "0")}T${String(hour).padStart(2, "0")}:00:00.000Z`;
const now = new Date("2027-01-01T00:00:00Z");

let house: KeyHolder;
let next: KeyHolder;
let carrier: KeyHolder;
let logKey: KeyHolder;
let store: Store;
let log: Log;
beforeEach(async () => {
  house = await keyHolder("acme", "receiver", { sources: [] });
  next = await keyHolder("acme", "receiver", { sources: [] });
  carrier = await keyHolder("dhl", "source", { sources: ["carrier/dhl"] });
  logKey = await keyHolder("acme log", "log", { sources: [ORIGIN] });
  store = memoryStore();
  log = createLog({ store, origin: ORIGIN, signer: logKey.signer, publicKey: logKey.publicKey });
});

const genesis = (): TrustedKeys => trustedKeys([house.entry, carrier.entry, logKey.entry]);
const entryOf = ({ entry }: KeyHolder, change: Partial<TrustedKeyEntry> = {}) =>
  formatTrustedKeys(trustedKeys([{ ...entry, ...change }])).keys[0] as never;
const record = async (key: KeyHolder, event: KeyEventPredicate, ...signers: readonly Signer[]) =>
  recordKeyEvent(store, log, await stateKeyEvent(key.publicKey, event, createSeal(signers)));
const follow = async (change: { trustedKeys?: TrustedKeys; seenAt?: Date } = {}) => {
  const events = await keyEventsIn(store);
  const seen = events.map((event) => ({ ...event, ...(change.seenAt && { seenAt: change.seenAt }) }));
  return followKeys(seen, { trustedKeys: change.trustedKeys ?? genesis(), origin: ORIGIN, at: now });
};
const told = async (...args: Parameters<typeof follow>) =>
  (await follow(...args)).checks.map(({ status, sentence }) => `${status}: ${sentence}`);

const at = (date: number) => ({ formatVersion: 1, at: day(date) }) as const;
const add = (key: KeyHolder, date: number): KeyEventPredicate => ({ ...at(date), action: "add", entry: entryOf(key) });
const rotate = (to: KeyHolder, date: number, change: Partial<TrustedKeyEntry> = {}): KeyEventPredicate => ({
  ...at(date),
  action: "rotate",
  entry: entryOf(to, change),
});
const precommit = (to: KeyHolder, date: number): KeyEventPredicate => ({
  ...at(date),
  action: "precommit",
  next: keyDigest(to.publicKey),
});
const ending = (action: "revoke" | "compromise", date: number, from = day(date)): KeyEventPredicate => ({
  ...at(date),
  action,
  from,
});

describe("the life of a key, as the log tells it,", () => {
  it("is that of the file when nothing has happened", async () => {
    const { status, value } = await follow();
    expect([status, value?.keys.length]).toEqual(["proven", 3]);
  });

  it("begins when the house adds it", async () => {
    const lab = await keyHolder("lab", "source", { sources: ["lab/**"] });
    await record(lab, add(lab, 2), house.signer);
    const { status, value } = await follow();
    expect(status).toBe("proven");
    expect(value?.find(lab.signer.keyId)).toMatchObject({ principal: "lab", roles: ["source"] });
  });

  it("goes on in the key that was pre-committed, which nobody had seen before", async () => {
    await record(house, precommit(next, 2), house.signer);
    await record(house, rotate(next, 10), next.signer);
    const { status, value } = await follow();
    expect(status).toBe("proven");
    expect(value?.find(house.signer.keyId)?.validUntil?.toISOString()).toBe(day(10));
    expect(value?.find(next.signer.keyId)?.validFrom.toISOString()).toBe(day(10));
  });

  it("ends when the house revokes it, or says since when it has been in other hands", async () => {
    await record(carrier, ending("revoke", 20), house.signer);
    await record(carrier, ending("compromise", 21, day(5)), house.signer);
    const key = (await follow()).value?.find(carrier.signer.keyId);
    expect([key?.revokedAt?.toISOString(), key?.compromisedFrom?.toISOString()]).toEqual([day(20), day(5)]);
  });

  it("is told by keys that ended later: their entries come before the one that ended them", async () => {
    await record(carrier, ending("revoke", 3), house.signer);
    await record(house, precommit(next, 4), house.signer);
    await record(house, rotate(next, 10), next.signer);
    const lab = await keyHolder("lab", "source", { sources: ["lab/**"] });
    await record(lab, add(lab, 11), next.signer);
    expect((await follow()).status).toBe("proven");
  });
});

describe("an event in the life of a key is refuted", () => {
  it("when another key comes than the one that was pre-committed, whoever signs", async () => {
    const thief = await keyHolder("acme", "receiver", { sources: [] });
    await record(house, precommit(next, 2), house.signer);
    await record(house, rotate(thief, 10), house.signer, thief.signer);
    expect((await told())[1]).toMatch(/^refuted: entry 1 brings another key than the one that was pre-committed/);
    expect((await follow()).value?.find(thief.signer.keyId)).toBeUndefined();
  });

  it("when somebody changes what was pre-committed", async () => {
    await record(house, precommit(next, 2), house.signer);
    await record(house, precommit(carrier, 3), house.signer);
    expect((await told())[1]).toContain("changes what was pre-committed");
  });

  it("when a key adds itself, or takes another's place without its signature", async () => {
    const thief = await keyHolder("acme", "receiver", { sources: [] });
    await record(thief, add(thief, 2), thief.signer);
    await record(house, rotate(thief, 3), thief.signer);
    await record(house, rotate(thief, 4), house.signer);
    expect(await told()).toEqual([
      expect.stringContaining("adds a key that only vouches for itself"),
      expect.stringContaining("brings a key that only vouches for itself"),
      expect.stringContaining("is not signed by the key that it brings"),
    ]);
  });

  it("when a rotation gives the new key more than the old one had", async () => {
    const grown = rotate(next, 3, { roles: ["receiver", "approver"] });
    await record(house, grown, house.signer, next.signer);
    expect((await told())[0]).toContain("changes more than the key");
  });

  it("when a source speaks about keys, and unknown when a stranger does", async () => {
    await record(house, ending("revoke", 2), carrier.signer);
    await record(house, ending("revoke", 2), (await keyHolder("mallory", "receiver")).signer);
    expect((await told()).map((line) => line.split(":")[0])).toEqual(["refuted", "unknown"]);
    expect((await follow()).value?.find(house.signer.keyId)?.revokedAt).toBeUndefined();
  });

  it("when it was signed after its signer had ended", async () => {
    await record(house, precommit(next, 2), house.signer);
    await record(house, rotate(next, 10), next.signer);
    await record(carrier, ending("revoke", 11), house.signer);
    expect((await told())[2]).toMatch(/^refuted: entry 2 does not hold: the key of acme expired/);
  });

  it("when the log's order is another one", async () => {
    await record(carrier, ending("revoke", 2), house.signer);
    await record(carrier, ending("revoke", 3), house.signer);
    const events = [...(await keyEventsIn(store))].reverse();
    const { status } = await followKeys(events, { trustedKeys: genesis(), origin: ORIGIN, at: now });
    expect(status).toBe("refuted");
  });

  it("and an end is never put off", async () => {
    await record(carrier, ending("revoke", 2), house.signer);
    await record(carrier, ending("revoke", 9), house.signer);
    expect((await follow()).value?.find(carrier.signer.keyId)?.revokedAt?.toISOString()).toBe(day(2));
  });
});

describe("what a key signed in its time still counts", () => {
  const event: Event = {
    specversion: "1.0",
    id: "1",
    source: "carrier/dhl",
    type: "shipment.eta.changed",
    data: { etaMinutes: 90 },
  };
  const sealed = (date: number): Promise<Envelope> =>
    sealEvent(event, { signers: [carrier.signer], at: new Date(day(date)) });
  const logged = async (envelope: Envelope): Promise<Envelope> => {
    const index = await log.append([formatLogEntry(toLogEntry(envelope))]);
    return { ...envelope, inclusion: await log.prove(index) };
  };
  const verdictOn = async (envelope: Envelope, options = {}) => {
    const { value = genesis() } = await follow();
    return (await verifyEnvelope(envelope, { trustedKeys: value, at: now, ...options })).status;
  };

  it("when the log holds it before the entry that revoked the key", async () => {
    const [before, bare] = [await logged(await sealed(5)), await sealed(5)];
    await record(carrier, ending("revoke", 20), house.signer);
    expect(await verdictOn(before)).toBe("proven");
    expect(await verdictOn(bare)).toBe("unknown");
  });

  it("and does not when the log holds it only behind that entry, or in another log", async () => {
    await record(carrier, ending("revoke", 20), house.signer);
    const behind = await logged(await sealed(5));
    expect(await verdictOn(behind)).toBe("unknown");
    expect(await verdictOn(await sealed(5), { entry: { origin: "another.example/log", index: 0 } })).toBe("unknown");
  });

  it("and needs a cosigner's time where a thief may have had the key before that entry", async () => {
    const early = await logged(await sealed(4));
    await record(carrier, ending("compromise", 20, day(5)), house.signer);
    expect(await verdictOn(early)).toBe("unknown");
    expect(await verdictOn(early, { seenAt: new Date(day(4, 12)) })).toBe("proven");
    expect(await verdictOn(await sealed(6), { seenAt: new Date(day(6, 12)) })).toBe("refuted");
  });

  it("by the time that a cosigner wrote below the checkpoint that holds it, and by no later one", async () => {
    const partner = await keyHolder("partner", "cosigner", { sources: [] });
    const early = await sealed(4);
    const index = await log.append([formatLogEntry(toLogEntry(early))]);
    const seenOn = async (date: string): Promise<Envelope> => {
      const { checkpoint = "" } = await log.head();
      const cosigner = createCosigner({
        name: "partner.example",
        ...partner,
        store: memoryStore(),
        trustedKeys: genesis(),
        clock: { now: () => new Date(date) },
      });
      const answer = await cosigner.add(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint }));
      const lines = answer.status === 200 ? [answer.cosignature] : [];
      expect(lines).toHaveLength(1);
      return { ...early, inclusion: await log.prove(index, withSignatureLines(checkpoint, lines)) };
    };
    const [inTime, late] = [await seenOn(day(4, 20)), await seenOn(day(6))];
    await record(carrier, ending("compromise", 20, day(5)), house.signer);
    const keysThen = trustedKeys([house.entry, carrier.entry, logKey.entry, partner.entry]);
    const { value: keysNow } = await follow({ trustedKeys: keysThen });
    const statusOf = async (envelope: Envelope) =>
      (await verifyEnvelope(envelope, { trustedKeys: keysNow as TrustedKeys, at: now })).status;
    expect([await statusOf(inTime), await statusOf(late)]).toEqual(["proven", "unknown"]);
  });

  it("and a statement about a key counts when a cosigner saw it before its signer's key had ended", async () => {
    const partner = await keyHolder("partner", "cosigner", { sources: [] });
    await record(carrier, ending("revoke", 6, day(6)), house.signer);
    const { checkpoint = "" } = await log.head();
    const line = await signCosignature(checkpoint, { name: "partner.example", ...partner }, new Date(day(7)));
    const [event] = await keyEventsIn(store);
    if (!event) throw new Error("nothing was recorded");
    const inclusion = await log.prove(event.index, withSignatureLines(checkpoint, [line]));
    const ended = { ...house.entry, compromisedFrom: day(10) };
    const options = {
      trustedKeys: trustedKeys([ended, carrier.entry, logKey.entry, partner.entry]),
      origin: ORIGIN,
      at: now,
    };
    const bare = await followKeys([event], options);
    const shown = await followKeys([{ ...event, envelope: { ...event.envelope, inclusion } }], options);
    expect([bare.status, shown.status]).toEqual(["unknown", "proven"]);
    expect(shown.value?.find(carrier.signer.keyId)?.revokedAt).toEqual(new Date(day(6)));
  });

  it("when it expired long ago: somebody saw it in time", async () => {
    carrier = { ...carrier, entry: { ...carrier.entry, validUntil: day(10) } };
    expect(await verdictOn(await sealed(9), { seenAt: new Date(day(9, 12)) })).toBe("proven");
    expect(await verdictOn(await sealed(9))).toBe("unknown");
  });

  it.each([
    ["a millisecond before it may sign", "2025-12-31T23:59:59.999Z", "refuted"],
    ["at the first instant at which it may", "2026-01-01T00:00:00.000Z", "proven"],
    ["a millisecond before its end", "2026-03-09T23:59:59.999Z", "proven"],
    ["at its end", "2026-03-10T00:00:00.000Z", "refuted"],
  ])("exactly to the millisecond: %s", async (_, signedAt, expected) => {
    for (const name of ["validUntil", "revokedAt", "compromisedFrom"] as const) {
      const keys = trustedKeys([
        { ...carrier.entry, validFrom: "2026-01-01T00:00:00Z", [name]: "2026-03-10T00:00:00Z" },
      ]);
      const envelope = await sealEvent(event, { signers: [carrier.signer], at: new Date(signedAt) });
      const verdict = await verifyEnvelope(envelope, {
        trustedKeys: keys,
        at: now,
        seenAt: new Date("2026-03-09T23:59:59.999Z"),
      });
      expect([name, verdict.status]).toEqual([name, expected]);
    }
  });
});
