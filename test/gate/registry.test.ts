import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  type Contract,
  compatibilityChecker,
  createRegistry,
  type Migration,
  type Registry,
} from "../../src/contracts/index.ts";
import { verifyBundle } from "../../src/evidence/index.ts";
import type { Event } from "../../src/foundation/index.ts";
import { createGate, type GateConfig } from "../../src/gate/index.ts";
import { approvalPredicate, createSeal, predicateType, sealEvent } from "../../src/provenance/index.ts";
import type { RepairPlan } from "../../src/quarantine/index.ts";
import { folderDocuments, memoryStore, storeDocuments } from "../../src/stores/index.ts";
import { bankContract, eta, etaContract, receivingPolicy, scene, start } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-gate-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Version 1 speaks of seconds, version 2 of minutes. */
const version1: Contract = {
  ...etaContract,
  compatibility: "NONE",
  schema: {
    ...etaContract.schema,
    required: ["shipment", "etaSeconds"],
    properties: { shipment: { type: "string" }, etaSeconds: { type: "number", minimum: 0, "x-unit": "s" } },
  },
};
const version2: Contract = { ...etaContract, version: "2.0.0", compatibility: "NONE" };
const toMinutes: Migration = {
  formatVersion: 1,
  contract: "shipment-eta",
  from: "1.0.0",
  to: "2.0.0",
  up: [
    { op: "rename", path: "/etaSeconds", to: "etaMinutes" },
    { op: "convert", path: "/etaMinutes", from: "s", to: "min" },
  ],
};
const by = { by: "transport", at: start };
const registryWith = async (
  contracts: readonly Contract[],
  documents = storeDocuments(memoryStore()),
): Promise<Registry> => {
  const registry = createRegistry({ documents, checkCompatibility: compatibilityChecker() });
  for (const contract of contracts)
    await registry.publish(contract, { ...by, migrations: contract.version === "2.0.0" ? [toMinutes] : [] });
  return registry;
};
const withRegistry = async (registry: Registry, more: Partial<GateConfig> = {}) => {
  const here = await scene({ registry, contracts: [], ...more });
  const streams = here.config.streams?.filter(({ name }) => name === "carrier-eta") ?? [];
  return { ...here, config: { ...here.config, streams } };
};
const old = (etaSeconds: unknown, more: Partial<Event> = {}): Event =>
  eta({ dataschema: "urn:contract:shipment-eta:1.0.0", data: { shipment: "SHP-1", etaSeconds } as never, ...more });
const codes = (admission: { reasons: readonly { code: string }[] }) => admission.reasons.map(({ code }) => code);

describe("a gate with a registry", () => {
  it("judges by the contract that an event names, and by the newest one where it names none", async () => {
    const { config } = await withRegistry(await registryWith([version1]));
    const gate = createGate(config);
    expect(await gate.admit(old(5_400))).toMatchObject({ outcome: "accepted", contract: { version: "1.0.0" } });
    expect(codes(await gate.admit(eta({ dataschema: "urn:contract:shipment-eta:9.0.0" })))[0]).toBe("contract_unknown");
    expect(codes(await gate.admit(eta()))[0]).toBe("field_missing");
  });

  it("hears of what is published meanwhile, and asks at most once a minute", async () => {
    const registry = await registryWith([version1]);
    let asked = 0;
    const load = () => {
      asked += 1;
      return registry.load();
    };
    const { config, clock } = await withRegistry({ ...registry, load });
    const gate = createGate(config);
    const next = () => gate.admit(eta({ dataschema: "urn:contract:shipment-eta:2.0.0" }));
    await next();
    await registry.publish(version2, { ...by, migrations: [toMinutes] });
    for (let nr = 0; nr < 5; nr++) expect(codes(await next())[0]).toBe("contract_unknown");
    expect(asked).toBe(1);
    clock.advance(60_000);
    expect(await next()).toMatchObject({ outcome: "accepted", contract: { version: "2.0.0" } });
    expect(asked).toBe(2);
  });

  it("goes on with what it knows while the registry gives no answer", async () => {
    const registry = await registryWith([version1]);
    let isDown = false;
    const load = () => (isDown ? Promise.reject(new Error("down")) : registry.load());
    const { config, clock } = await withRegistry({ ...registry, load });
    const gate = createGate(config);
    await gate.admit(old(60));
    isDown = true;
    clock.advance(60_000);
    expect(codes(await gate.admit(eta({ dataschema: "urn:contract:shipment-eta:2.0.0" })))[0]).toBe("contract_unknown");
    expect((await gate.admit(old(60, { subject: "SHP-9" }))).outcome).toBe("accepted");
  });

  it("is named in a configuration file by its folder", async () => {
    await registryWith([version1, version2], folderDocuments(join(folder, "contracts")));
    writeFileSync(join(folder, "policy.json"), JSON.stringify(receivingPolicy));
    const file = join(folder, "countersign.json");
    const stream = { name: "carrier-eta", preset: "strict", contract: "shipment-eta" };
    writeFileSync(
      file,
      JSON.stringify({
        formatVersion: 1,
        registry: { directory: "contracts" },
        policies: ["policy.json"],
        streams: [stream],
      }),
    );
    const gate = createGate(file);
    expect(await gate.admit(old(5_400))).toMatchObject({ outcome: "accepted", contract: { version: "2.0.0" } });
  });
});

describe("an event of an older version of its contract", () => {
  it("is judged as the newest version reads it, and its record says so; what was signed stays what it was", async () => {
    const { config, carrier } = await withRegistry(await registryWith([version1, version2]));
    const gate = createGate(config);
    const event = old(5_400);
    const envelope = await sealEvent(event, { signers: [carrier.signer], at: start });
    const admission = await gate.admit(envelope);
    expect(admission).toMatchObject({
      outcome: "accepted",
      signedBy: "source",
      contract: { id: "shipment-eta", version: "2.0.0" },
    });
    const told = admission.reasons.find(({ code }) => code === "event_upcast");
    expect(told?.sentence).toMatch(
      /^it was written in version 1\.0\.0 of `shipment-eta`, and is read as 2\.0\.0 by the migrations `[0-9a-f]{64}`$/,
    );
    expect((await gate.admit(envelope)).duplicate).toBe(true);
    const bundle = await gate.evidence(event.subject as string);
    expect((await verifyBundle(bundle, { trustedKeys: await gate.trustedKeys(), at: start })).status).toBe("proven");
    expect(new TextDecoder().decode(bundle)).toContain('"etaSeconds":5400');
  });

  it("must keep its own version first, and is held where migrations refuse its data", async () => {
    const taken: Migration = { ...toMinutes, up: [{ op: "rename", path: "/etaSeconds", to: "shipment" }] };
    const stuck = createGate(
      (await scene({ contracts: [version1, version2, bankContract], migrations: [taken] })).config,
    );
    const refused = await stuck.admit(old(5_400));
    expect(refused).toMatchObject({ outcome: "held", heldFor: "quarantine", contract: { version: "1.0.0" } });
    expect(codes(refused)[0]).toBe("migration_refused");
    const { config } = await withRegistry(await registryWith([version1, version2]));
    const gate = createGate(config);
    const broken = await gate.admit(old(-5));
    expect(broken).toMatchObject({ outcome: "held", contract: { version: "1.0.0" } });
    expect(broken.reasons[0]).toMatchObject({ code: "value_out_of_range", path: "/data/etaSeconds" });
  });

  it("is learned from as it was judged: a source that changes over is no drift", async () => {
    const store = memoryStore();
    const { config } = await withRegistry(await registryWith([version1, version2]), { store });
    const gate = createGate(config);
    for (let nr = 0; nr < 60; nr++) await gate.admit(old(60 * (60 + ((nr * 37) % 100)), { subject: `SHP-A${nr}` }));
    const changedOver = async (one: typeof gate) => {
      const found = [];
      for (let nr = 0; nr < 20; nr++)
        found.push(...(await one.admit(eta({ minutes: 60 + ((nr * 37) % 100) }))).findings);
      return found;
    };
    expect(await changedOver(gate)).toEqual([]);
    // Not closed: another gate learns all of it again from the ledger.
    expect(await changedOver(createGate(config))).toEqual([]);
  });

  it("stays in its version where no migrations lead up from it, or the one that counts is older", async () => {
    const bare = createRegistry({
      documents: storeDocuments(memoryStore()),
      checkCompatibility: compatibilityChecker(),
    });
    for (const contract of [version1, version2]) await bare.publish(contract, by);
    const unmoved = createGate((await withRegistry(bare)).config);
    expect(await unmoved.admit(old(5_400))).toMatchObject({ outcome: "accepted", contract: { version: "1.0.0" } });
    const pinned = await withRegistry(await registryWith([version1, version2]), { contracts: [version1] });
    const admission = await createGate(pinned.config).admit(eta({ dataschema: "urn:contract:shipment-eta:2.0.0" }));
    expect(admission).toMatchObject({ outcome: "accepted", contract: { version: "2.0.0" } });
    expect(codes(admission)).not.toContain("event_upcast");
  });

  it("is repaired in the newest version, by a plan that begins by migrating it", async () => {
    const properties = { ...(version2.schema.properties as object), etaMinutes: { type: "number", maximum: 1_000 } };
    const bounded = { ...version2, schema: { ...version2.schema, properties } } as Contract;
    const { config, approvers } = await withRegistry(await registryWith([version1, bounded]), {
      repairs: { owners: { transport: ["b.berg"] }, fourEyes: true },
    });
    const gate = createGate(config);
    const held = await gate.admit(old(60 * 5_400, { subject: "SHP-1" }));
    expect(held.reasons[0]).toMatchObject({ code: "value_out_of_range", path: "/data/etaMinutes" });
    const plan: RepairPlan = {
      formatVersion: 1,
      contract: held.contract as NonNullable<typeof held.contract>,
      selection: { codes: ["value_out_of_range"], path: "/etaMinutes" },
      operations: [
        { op: "migrate", contract: "shipment-eta", from: "1.0.0", to: "2.0.0" },
        { op: "divide", path: "/etaMinutes", by: "60" },
      ],
      owners: ["transport"],
      proposedBy: "erika",
      proposedAt: start.toISOString(),
      reason: "the carrier said seconds of seconds",
    };
    const repairs = await gate.repairs();
    expect(await repairs.dryRun(plan)).toMatchObject({ selected: 1, passes: 1 });
    const { statement } = await repairs.submit(plan);
    const approval = await createSeal([(approvers[0] as (typeof approvers)[number]).signer])(
      predicateType(approvalPredicate),
      [{ name: "statement", digest: { sha256: statement } }],
      { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: start.toISOString() },
    );
    await repairs.approve(approval);
    const seen: unknown[] = [];
    expect(await gate.replay(plan, async ({ data }) => seen.push(data))).toMatchObject({ replayed: 1, stays: 0 });
    expect(seen).toEqual([{ shipment: "SHP-1", etaMinutes: 90 }]);
  });
});
