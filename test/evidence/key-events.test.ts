import { describe, expect, it } from "vitest";
import { parseBundle, verifyBundle } from "../../src/evidence/index.ts";
import type { Event, JsonObject } from "../../src/foundation/index.ts";
import { createGate, type Gate } from "../../src/gate/index.ts";
import {
  approvalPredicate,
  createLog,
  createSeal,
  type KeyEventPredicate,
  keyEventSubject,
  type PublicJwk,
  predicateType,
  recordKeyEvent,
  sealEvent,
  stateKeyEvent,
} from "../../src/provenance/index.ts";
import { bankChange, eta, type Scene, scene, start } from "../gate/support.ts";
import { keyHolder } from "../provenance/keys.ts";

const HOUR = 3_600_000;
const later = new Date("2027-03-31T08:00:00Z");

/** States something about a key as the house, now, and records it where the gate keeps its log. */
async function tell({ config, keys, clock }: Scene, key: PublicJwk, change: object, ...others: Signers): Promise<void> {
  const { store, name: origin = "" } = config;
  if (!store) throw new Error("the scene has no store");
  const event = { formatVersion: 1, at: clock.now().toISOString(), ...change } as unknown as KeyEventPredicate;
  const sealed = await stateKeyEvent(key, event, createSeal([keys.house.signer, ...others]));
  await recordKeyEvent(store, createLog({ store, origin, ...keys.log }), sealed);
}
type Signers = Parameters<typeof createSeal>[0];

const sealedBy = ({ carrier, clock }: Scene, event: Event, at = clock.now()) =>
  sealEvent(event, { signers: [carrier.signer], at });

const failing = async (bytes: Uint8Array, gate: Gate, at = later): Promise<readonly string[]> => {
  const { checks } = await verifyBundle(bytes, { trustedKeys: await gate.trustedKeys(), at });
  return checks.filter(({ status }) => status !== "proven").map(({ status, code }) => `${status} ${code}`);
};

const codes = async (bytes: Uint8Array, gate: Gate): Promise<readonly string[]> => {
  const { checks } = await verifyBundle(bytes, { trustedKeys: await gate.trustedKeys(), at: later });
  return checks.filter(({ status }) => status === "proven").map(({ code }) => code);
};

const keyEventsOf = (bytes: Uint8Array): number =>
  parseBundle(bytes).parts.filter(
    ({ kind, value }) => kind === "envelope" && keyEventSubject(value as never) !== undefined,
  ).length;

describe("a house that tells of keys", () => {
  it("has each entry about them accounted for, in a run and in a sample", async () => {
    const house = await scene();
    await tell(house, house.carrier.publicKey, { action: "revoke", from: start.toISOString() });
    const gate = createGate(house.config);
    await gate.admit(eta());
    const run = await gate.evidenceOfRun("run");
    const [part] = parseBundle(run).parts;
    const plan = { type: "shipment.eta.changed", from: "2026-01-01T00:00:00Z", to: "2026-12-31T00:00:00Z", count: 1 };
    const sample = await gate.evidenceSample(plan, {
      checkpoint: String((part?.value as JsonObject | undefined)?.checkpoint),
    });
    for (const bytes of [run, sample]) {
      const { checks } = await verifyBundle(bytes, { trustedKeys: await gate.trustedKeys(), at: start });
      expect(checks).toContainEqual(expect.objectContaining({ code: "entries_accounted", status: "proven" }));
      expect(checks.filter(({ status }) => status === "refuted")).toEqual([]);
    }
  });

  it("has what a key signed after its end refuted, and what it signed before proven, by a verifier who knew of no end", async () => {
    const house = await scene();
    const gate = createGate(house.config);
    await gate.admit(await sealedBy(house, eta({ subject: "BEFORE" })));
    house.clock.advance(HOUR);
    await tell(house, house.carrier.publicKey, { action: "compromise", from: house.clock.now().toISOString() });
    house.clock.advance(HOUR);
    await gate.admit(await sealedBy(house, eta({ subject: "AFTER" })));
    await gate.admit(await sealedBy(house, eta({ subject: "ANTEDATED" }), start));
    expect(await failing(await gate.evidence("BEFORE"), gate)).toEqual([]);
    expect(await failing(await gate.evidence("AFTER"), gate)).toEqual([
      "refuted events_proven",
      "refuted admissions_matched",
    ]);
    expect(await failing(await gate.evidence("ANTEDATED"), gate)).toEqual(["unknown events_proven"]);
    expect(await failing(await gate.evidenceOfRun("run"), gate)).toContain("refuted events_proven");
    expect(await codes(await gate.evidence("BEFORE"), gate)).toContain("keys_followed");
  });

  it("shows by the order of entries what an approver signed before the key was in other hands", async () => {
    const house = await scene();
    const gate = createGate(house.config);
    const { statement = "" } = await gate.admit(await sealedBy(house, bankChange({ source: "carrier/dhl" })));
    const [first] = house.approvers;
    if (!first) throw new Error("the scene has no approver");
    const approve = async () =>
      gate.approve(
        await createSeal([first.signer])(
          predicateType(approvalPredicate),
          [{ name: "statement", digest: { sha256: statement } }],
          { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: start.toISOString(), reason: "seen" },
        ),
      );
    await approve();
    house.clock.advance(HOUR);
    await tell(house, first.publicKey, { action: "compromise", from: house.clock.now().toISOString() });
    const after = createGate(house.config);
    for (const bytes of [await after.evidence("SUP-100"), await after.evidenceOfRun("run")]) {
      expect(await failing(bytes, gate)).toEqual([]);
      expect(await codes(bytes, gate)).toContain("keys_followed");
    }
  });

  it("brings no key that the verifier does not know, and is open where a stranger ends one", async () => {
    const house = await scene();
    const gate = createGate(house.config);
    await gate.admit(await sealedBy(house, eta({ subject: "SHP" })));
    house.clock.advance(HOUR);
    const stranger = await keyHolder("dhl", "source", { sources: ["carrier/dhl"] });
    const entry = { ...stranger.entry, validFrom: start.toISOString() };
    await tell(house, house.carrier.publicKey, { action: "rotate", entry }, stranger.signer);
    house.clock.advance(HOUR);
    const event = eta({ subject: "NEXT" });
    await gate.admit(await sealEvent(event, { signers: [stranger.signer], at: house.clock.now() }));
    expect(await failing(await gate.evidence("SHP"), gate)).toEqual([]);
    expect(keyEventsOf(await gate.evidence("SHP"))).toBe(1);
    expect(await failing(await gate.evidenceOfRun("run"), gate)).not.toContain("refuted keys_followed");
  });

  it("tells of the keys that signed there, and of no other, in one key's story", async () => {
    const house = await scene();
    const gate = createGate(house.config);
    await gate.admit(await sealedBy(house, eta({ subject: "SHP" })));
    const [first] = house.approvers;
    await tell(house, first?.publicKey as PublicJwk, { action: "revoke", from: start.toISOString() });
    expect(keyEventsOf(await createGate(house.config).evidence("SHP"))).toBe(0);
    await tell(house, house.carrier.publicKey, { action: "precommit", next: "0".repeat(64) });
    expect(keyEventsOf(await createGate(house.config).evidence("SHP"))).toBe(1);
    expect(keyEventsOf(await createGate(house.config).evidenceOfRun("run"))).toBe(2);
  });
});
