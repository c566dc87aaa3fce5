import { describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { createLog, formatTrustedKeys, sealBatch, trustedKeys } from "../../src/provenance/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { keyHolder } from "../provenance/keys.ts";
import { eta, scene, start } from "./support.ts";

/** A carrier that seals its events in batches, in a log of its own, and signs none of them by itself. */
async function batched(sources = ["carrier/dhl", "dhl.example/etas"]) {
  const { config, keys, clock } = await scene();
  const carrier = await keyHolder("dhl batches", "log", { roles: ["source", "log"], sources });
  const trusted = trustedKeys([carrier.entry, ...formatTrustedKeys(keys.trusted).keys]);
  const log = createLog({ store: memoryStore(), origin: "dhl.example/etas", ...carrier });
  const sealed = await sealBatch([eta(), eta(), eta()], { log, at: start });
  return { config: { ...config, keys: { ...keys, trusted } }, sealed, clock };
}

describe("a gate that is sent events of a batch", () => {
  it("takes them as signed by their source, each by itself, and keeps evidence of it", async () => {
    const { config, sealed, clock } = await batched();
    const gate = createGate(config);
    for (const envelope of sealed)
      expect(await gate.admit(envelope)).toMatchObject({ outcome: "accepted", signedBy: "source" });
    expect(await gate.admit(sealed[0]!)).toMatchObject({ duplicate: true });
    const subject = sealed[1]?.event?.subject ?? "";
    const bundle = await gate.evidence(subject);
    const verdict = await verifyBundle(bundle, { trustedKeys: await gate.trustedKeys(), at: clock.now() });
    expect(verdict).toMatchObject({ status: "proven", value: { events: 1, outcomes: { accepted: 1 } } });
    await gate.close();
    const again = createGate(config);
    expect(await again.admit(sealed[2]!)).toMatchObject({ duplicate: true });
    await again.close();
  });

  it("does not take a log that does not speak for the source for its word", async () => {
    const { config, sealed } = await batched(["carrier/ups", "dhl.example/etas"]);
    const gate = createGate(config);
    expect(await gate.admit(sealed[0]!)).toMatchObject({ outcome: "refused" });
    await gate.close();
  });
});
