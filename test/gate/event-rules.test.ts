import { describe, expect, it } from "vitest";
import { createGate, type GateConfig } from "../../src/gate/index.ts";
import { approvalPredicate, createSeal, predicateType } from "../../src/provenance/index.ts";
import { bankChange, bankContract, eta, etaContract, receivingPolicy, scene, start } from "./support.ts";

const HOUR_MS = 3_600_000;
const fresh = { formatVersion: 2, sla: { freshness: "PT1H" } } as const;
const promised: Partial<GateConfig> = {
  contracts: [
    {
      ...etaContract,
      ...fresh,
      quality: [{ name: "shipments", metric: "missingValues", field: "/shipment", atMostPercent: "0", window: 500 }],
      schema: { ...etaContract.schema, required: ["etaMinutes"] },
    },
    { ...bankContract, ...fresh },
  ],
};
const late = new Date(start.getTime() - 2 * HOUR_MS).toISOString();
const codes = (admission: { reasons: readonly { code: string }[] }) => admission.reasons.map(({ code }) => code);

describe("what a contract promises of its events, at the gate", () => {
  it("holds an event that breaks a quality rule alone, and points into it", async () => {
    const gate = createGate((await scene(promised)).config);
    expect((await gate.admit(eta())).outcome).toBe("accepted");
    const held = await gate.admit(eta({ data: { etaMinutes: 90 } }));
    expect(held).toMatchObject({ outcome: "held", heldFor: "quarantine" });
    expect(held.reasons[0]).toMatchObject({ stage: "contract", code: "quality_missed", path: "/data/shipment" });
  });

  it("tells of an event of low impact that it came late, and lets it go on", async () => {
    const gate = createGate((await scene(promised)).config);
    const admission = await gate.admit(eta({ time: late }));
    expect(admission.outcome).toBe("accepted");
    expect(admission.findings).toMatchObject([{ code: "event_late", severity: "warning", path: "/time" }]);
  });

  it("holds a late one of more impact for review, until people have looked at it", async () => {
    const { config, approvers, clock } = await scene(promised);
    const gate = createGate(config);
    const held = await gate.admit(bankChange({ time: late }));
    expect(held).toMatchObject({ outcome: "held", heldFor: "review" });
    expect(codes(held)).toContain("event_late");
    clock.advance(30 * HOUR_MS);
    const approvedBy = async (at: number) =>
      gate.approve(
        await createSeal([(approvers[at] as (typeof approvers)[number]).signer])(
          predicateType(approvalPredicate),
          [{ name: "statement", digest: { sha256: held.statement as string } }],
          { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: clock.now().toISOString() },
        ),
      );
    expect((await approvedBy(0)).outcome).toBe("held");
    expect((await approvedBy(1)).outcome).toBe("accepted");
  });

  it("does not call an event late because it waited behind another one, and calls one late that already was", async () => {
    const allowKept = {
      name: "kept",
      conditions: { all: [{ fact: "contract", path: "$.status", operator: "equal", value: "kept" }] },
      event: { type: "allow" },
    } as const;
    const { config, clock } = await scene({
      contracts: [{ ...etaContract, ...fresh, tier: "material" }, bankContract],
      policies: [{ ...receivingPolicy, rules: [allowKept] }],
    });
    const gate = createGate(config);
    for (const subject of ["SHP-1", "SHP-2"]) await gate.admit(eta({ subject, minutes: -5 }));
    const first = { by: "erika", reason: "sent again", at: start };
    const shelf = await gate.shelf();
    const wrong = (await shelf.list()).items;
    expect(codes(await gate.admit(eta({ subject: "SHP-1" })))[0]).toBe("behind_held");
    expect(codes(await gate.admit(eta({ subject: "SHP-2", time: late })))).toContain("event_late");
    clock.advance(48 * HOUR_MS);
    for (const { id } of wrong) await shelf.discard(id, first);
    expect(await gate.replay(undefined)).toMatchObject({ replayed: 1 });
    expect((await shelf.list()).items.map(({ key }) => key)).toEqual(["SHP-2"]);
  });
});
