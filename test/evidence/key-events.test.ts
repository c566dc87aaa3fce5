import { expect, it } from "vitest";
import { parseBundle, verifyBundle } from "../../src/evidence/index.ts";
import type { JsonObject } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { createLog, createSeal, recordKeyEvent, stateKeyEvent } from "../../src/provenance/index.ts";
import { eta, scene, start } from "../gate/support.ts";

it("a run of a house that told of its keys is accounted for, entry by entry, and so is a sample", async () => {
  const { config, keys } = await scene();
  const { store, name: origin = "" } = config;
  if (!store) throw new Error("the scene has no store");
  const { house, log } = keys;
  const event = { formatVersion: 1, at: start.toISOString(), action: "revoke", from: start.toISOString() } as const;
  const sealed = await stateKeyEvent(house.publicKey, event, createSeal([house.signer]));
  await recordKeyEvent(store, createLog({ store, origin, ...log }), sealed);
  const gate = createGate(config);
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
