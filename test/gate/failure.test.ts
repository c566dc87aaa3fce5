import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import { createGate, type Gate, type GateConfig } from "../../src/gate/index.ts";
import { fsckLog } from "../../src/provenance/index.ts";
import { fileSystemStore, fsckFileSystemStore, memoryStore, type Store } from "../../src/stores/index.ts";
import { faultyStore } from "../../src/testing/faulty-store.ts";
import { defaultTrustModel, type TrustModel } from "../../src/trust/index.ts";
import { rejectionOf } from "../support.ts";
import { bankChange, eta, scene, start } from "./support.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const open = (config: GateConfig): Gate => {
  const gate = createGate(config);
  closing.push(() => gate.close());
  return gate;
};
const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), "countersign-gate-"));
  closing.push(() => rm(path, { recursive: true, force: true }));
  return path;
};

async function everything(store: Store): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for await (const key of store.keys("")) all[key] = (await store.get(key))?.version;
  return all;
}

/** A store that answers nothing before it is let go. */
function waitingStore(): { store: Store; letGo: () => void } {
  const store = memoryStore();
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return {
    store: {
      ...store,
      get: (key) => gone.then(() => store.get(key)),
      commit: (writes) => gone.then(() => store.commit(writes)),
    },
    letGo,
  };
}

describe("a store that is slow", () => {
  it("does not keep the caller: the answer comes by the deadline, and the event's outcome later", async () => {
    const { store, letGo } = waitingStore();
    const { config } = await scene({ store });
    const gate = open(config);
    const event = eta();
    const late = await gate.admit(event, { deadlineMs: 50 });
    expect(late).toMatchObject({ outcome: "held", heldFor: "deadline", durable: false, event: { id: event.id } });
    letGo();
    expect(await gate.admit(event)).toMatchObject({ outcome: "accepted", duplicate: true, durable: true });
  });

  it("lets a caller stop waiting", async () => {
    const { store, letGo } = waitingStore();
    const { config } = await scene({ store });
    expect(await open(config).admit(eta(), { signal: AbortSignal.timeout(20) })).toMatchObject({
      outcome: "held",
      heldFor: "deadline",
    });
    letGo();
  });
});

describe("a store that fails", () => {
  const failing = async (change: Partial<GateConfig> = {}) => {
    const store = faultyStore(memoryStore());
    const { config } = await scene({ store, ...change });
    const gate = open(config);
    await gate.admit(eta());
    return { store, gate };
  };

  it("holds every event, says so, and takes them when it works again", async () => {
    const { store, gate } = await failing();
    store.setFaults({ failingCalls: Number.POSITIVE_INFINITY });
    const event = eta();
    expect(await gate.admit(event)).toMatchObject({
      outcome: "held",
      heldFor: "unavailable",
      durable: false,
      reasons: [expect.objectContaining({ code: "dependency_unavailable" })],
    });
    store.setFaults({});
    expect(await gate.admit(event)).toMatchObject({ outcome: "accepted", duplicate: false, durable: true });
  });

  it("lets events of low impact pass, degraded, where that is configured, and admits them in full later", async () => {
    const spool = memoryStore();
    const { store, gate } = await failing({ degraded: { spool } });
    store.setFaults({ failingCalls: Number.POSITIVE_INFINITY });
    const event = eta();
    expect(await gate.admit(event)).toMatchObject({ outcome: "accepted", degraded: true, durable: true });
    expect(await gate.admit(bankChange())).toMatchObject({ outcome: "held", heldFor: "unavailable" });
    expect(await gate.recover()).toBe(0);
    store.setFaults({});
    expect(await gate.recover()).toBe(1);
    expect(await gate.admit(event)).toMatchObject({ outcome: "accepted", duplicate: true });
    expect(await gate.recover()).toBe(0);
  });
});

describe("a gate that is opened again", () => {
  it("goes on where it was: identities, the log, what it has learned", async () => {
    const path = await folder();
    const { config, keys } = await scene();
    const first = eta({ minutes: 61 });
    const before = fileSystemStore(path);
    const gate = createGate({ ...config, store: before });
    await gate.admit(first);
    for (let at = 0; at < 80; at++) await gate.admit(eta({ minutes: 60 + ((at * 37) % 90) }));
    const trust = await gate.trust("carrier/dhl");
    await gate.close();
    await before.close();

    const store = fileSystemStore(path);
    closing.push(() => store.close());
    const again = open({ ...config, store });
    expect(await again.admit(first)).toMatchObject({ duplicate: true, outcome: "accepted" });
    expect(await again.trust("carrier/dhl")).toEqual(trust);
    for (let at = 0; at < 6; at++) await again.admit(eta({ minutes: 60 * (70 + at) }));
    expect(await again.admit(eta({ minutes: 5_000 }))).toMatchObject({ outcome: "held", heldFor: "quarantine" });
    expect((await fsckLog(store, { trustedKeys: keys.trusted })).status).toBe("proven");
  });

  it("learns again what a crash kept from being saved", async () => {
    const store = memoryStore();
    const { config } = await scene({ store });
    const gate = open(config);
    for (let at = 0; at < 80; at++) await gate.admit(eta({ minutes: 60 + ((at * 37) % 90) }));
    const trust = await gate.trust("carrier/dhl");
    // No close: the second gate has nothing but the ledger.
    const again = open(config);
    expect(await again.trust("carrier/dhl")).toEqual(trust);
    for (let at = 0; at < 6; at++) await again.admit(eta({ minutes: 60 * (70 + at) }));
    expect((await again.admit(eta({ minutes: 5_000 }))).outcome).toBe("held");
  });

  it("leaves what was not saved to the house, when somebody asks only for evidence, under whatever model", async () => {
    const store = memoryStore();
    const { config, keys } = await scene({ store });
    const trust: TrustModel = { ...defaultTrustModel, id: "of-the-house" };
    const gate = open({ ...config, trust });
    for (let at = 0; at < 12; at++) await gate.admit(eta({ minutes: 60 + at }));
    const event = eta({ minutes: 75 });
    await gate.admit(event);
    const known = await gate.trust("carrier/dhl");
    // No close: the process died. Whoever asks has the keys, and neither contracts nor streams nor model.
    const asking = createGate({ name: "acme.example/receiving", store, keys });
    const before = await everything(store);
    const { status } = await verifyBundle(await asking.evidence(String(event.subject)), {
      trustedKeys: await asking.trustedKeys(),
      at: new Date(),
    });
    await asking.close();
    expect([status, await everything(store)]).toEqual(["proven", before]);
    expect(await open({ ...config, trust }).trust("carrier/dhl")).toEqual(known);
  });

  it("does not take an effect that was begun for one that was done, nor for one that was not", async () => {
    const { config } = await scene();
    const event = eta();
    const crashed = open(config);
    // The process dies inside the effect: it never comes back.
    await new Promise<void>((begun) => {
      void crashed.process(event, async () => {
        begun();
        await new Promise(() => undefined);
      });
    });
    const again = open(config);
    let runs = 0;
    const effect = async () => {
      runs += 1;
    };
    expect([(await again.process(event, effect)).effect, runs]).toEqual(["uncertain", 0]);
    expect([(await again.process(event, effect, { retryUncertain: true })).effect, runs]).toEqual(["applied", 1]);
    expect([(await again.process(event, effect, { retryUncertain: true })).effect, runs]).toEqual(["applied", 1]);
  });
});

describe("tenants", () => {
  it("share a gate and nothing else", async () => {
    const { config } = await scene();
    const gate = open({ ...config, tenants: { north: {}, south: {} } });
    const event = eta();
    expect((await gate.admit(event, { tenant: "north" })).duplicate).toBe(false);
    expect((await gate.admit(event, { tenant: "south" })).duplicate).toBe(false);
    expect((await gate.admit(event, { tenant: "north" })).duplicate).toBe(true);
    await expect(gate.admit(event, { tenant: "west" })).rejects.toMatchObject({ code: "tenant_unknown" });
    await expect(gate.admit(event, { tenant: "__proto__" })).rejects.toMatchObject({ code: "tenant_unknown" });
  });
});

describe("the shelf", () => {
  it("when it is full, events that should be held are refused, and stay with their senders", async () => {
    const { config } = await scene({ limits: { maxHeld: 2 } });
    const gate = open(config);
    const outcomes = [];
    for (let at = 0; at < 3; at++) outcomes.push((await gate.admit(bankChange({ subject: `SUP-${at}` }))).outcome);
    expect(outcomes).toEqual(["held", "held", "refused"]);
  });
});

describe("many callers at once", () => {
  it("share commits, and every answer is in the log and in the evidence", async () => {
    const path = await folder();
    const store = fileSystemStore(path);
    const { config, keys } = await scene({ store });
    const gate = createGate(config);
    const admissions = await Promise.all(Array.from({ length: 300 }, () => gate.admit(eta())));
    expect(new Set(admissions.map(({ id }) => id)).size).toBe(300);
    const bundle = await gate.evidenceOfRun("a test");
    const verdict = await verifyBundle(bundle, { trustedKeys: await gate.trustedKeys(), at: start });
    expect(verdict).toMatchObject({ status: "proven", value: { events: 300, outcomes: { accepted: 300 } } });
    expect((await fsckLog(store, { trustedKeys: keys.trusted })).value).toEqual({ size: 600 });
    await gate.close();
    await store.close();
    expect((await fsckFileSystemStore(path)).status).toBe("proven");
  });
});

describe("a gate that is closed", () => {
  it("says so", async () => {
    const { config } = await scene();
    const gate = createGate(config);
    await gate.close();
    expect(await rejectionOf(gate.admit(eta()))).toBe("gate_closed");
  });
});
