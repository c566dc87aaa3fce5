import { describe, expect, it } from "vitest";
import type { Contract } from "../../src/contracts/index.ts";
import { seededRandom, type Tier } from "../../src/foundation/index.ts";
import { createGate, type Gate, type Novelties } from "../../src/gate/index.ts";
import type { PolicyDocument } from "../../src/policy/index.ts";
import { approvalPredicate, createSeal, predicateType } from "../../src/provenance/index.ts";
import { eta, etaContract, scene } from "./support.ts";

const stream = {
  name: "carrier-eta",
  source: "carrier/**",
  type: "shipment.eta.changed",
  preset: "strict",
  contract: "shipment-eta",
} as const;

const house = async (novelties?: Novelties) => {
  const made = await scene({ streams: [{ ...stream, ...(novelties && { novelties }) }] });
  return { ...made, gate: createGate(made.config) };
};

/** Shipments that are named as always, with minutes as always. */
async function admitUsual(gate: Gate, count: number): Promise<void> {
  for (let nr = 0; nr < count; nr++) {
    const { outcome, findings } = await gate.admit(eta({ minutes: 60 + ((nr * 37) % 90) }));
    expect([outcome, findings]).toEqual(["accepted", []]);
  }
}

const renamed = (name: string) => eta({ data: { shipment: name, etaMinutes: 90 } });

describe("a stream whose novelties are told", () => {
  it("lets an event go on that is written in a new way, and knows it from then on", async () => {
    const { gate } = await house("tell");
    await admitUsual(gate, 45);
    const told = await gate.admit(renamed("shp/9"));
    expect(told.outcome).toBe("accepted");
    expect(told.findings).toMatchObject([
      { code: "text_style_changed", path: "/data/shipment", facts: { known: ["A-9"], seen: "a/9", example: "shp/9" } },
    ]);
    expect((await gate.admit(renamed("shp/10"))).findings).toEqual([]);
  });

  it("goes on from what was learned before the gate was opened again", async () => {
    const { gate, config } = await house("tell");
    await admitUsual(gate, 45);
    await gate.close();
    const again = createGate(config);
    await admitUsual(again, 3);
    expect((await again.admit(renamed("shp/9"))).findings).toMatchObject([{ facts: { texts: 48 } }]);
  });
});

describe("a stream whose novelties are reviewed", () => {
  it("holds the event until a person has approved it, and learns it then", async () => {
    const { gate, approvers, clock } = await house("review");
    await admitUsual(gate, 45);
    const held = await gate.admit(renamed("shp/9"));
    expect(held).toMatchObject({ outcome: "held", heldFor: "review", reasons: [{ code: "text_style_changed" }, {}] });
    const approved = await gate.approve(
      await createSeal([(approvers[0] as (typeof approvers)[number]).signer])(
        predicateType(approvalPredicate),
        [{ name: "statement", digest: { sha256: held.statement as string } }],
        { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: clock.now().toISOString() },
      ),
    );
    expect(approved.outcome).toBe("accepted");
    expect((await gate.admit(renamed("shp/10"))).outcome).toBe("accepted");
  });
});

describe("values that come in other shares than before", () => {
  const modal = (tier: Tier): Contract => ({
    ...etaContract,
    tier,
    schema: { type: "object", properties: { mode: { type: "string" } } },
  });
  const allowing: PolicyDocument = {
    formatVersion: 1,
    id: "receiving",
    version: "1.0.0",
    owner: "controlling",
    rules: [
      {
        name: "kept",
        conditions: { all: [{ fact: "contract", path: "$.status", operator: "equal", value: "kept" }] },
        event: { type: "allow" },
      },
    ],
  };
  /** A tenth by sea, and then most; until something is said of it. */
  async function untilTold(tier: Tier) {
    const made = await scene({ streams: [stream], contracts: [modal(tier)], policies: [allowing] });
    const gate = createGate(made.config);
    const random = seededRandom(5);
    for (let nr = 0; nr < 400; nr++) {
      const mode = random.next() < (nr < 260 ? 0.1 : 0.8) ? "sea" : "air";
      const answer = await gate.admit(eta({ data: { mode, nr } }));
      if (answer.findings.length > 0) return { ...made, gate, answer };
      expect(answer.outcome).toBe("accepted");
    }
    throw new Error("nothing was found");
  }

  it.each(["low", "material"] as const)("are told of, and held back by nobody, where impact is %s", async (tier) => {
    const { answer } = await untilTold(tier);
    expect(answer).toMatchObject({ outcome: "accepted", findings: [{ code: "mix_changed", path: "/data/mode" }] });
  });

  it("hold the event that tells of it for review where impact is critical, once, until a person has looked", async () => {
    const { gate, answer, approvers, clock } = await untilTold("critical");
    expect(answer).toMatchObject({ outcome: "held", heldFor: "review", reasons: [{ code: "mix_changed" }, {}] });
    expect((await gate.admit(eta({ data: { mode: "sea", nr: -1 } }))).outcome).toBe("accepted");
    expect(await (await gate.exceptions()).export()).toMatchObject([
      { cause: { code: "mix_changed" }, tier: "critical" },
    ]);
    const approved = await gate.approve(
      await createSeal([(approvers[0] as (typeof approvers)[number]).signer])(
        predicateType(approvalPredicate),
        [{ name: "statement", digest: { sha256: answer.statement as string } }],
        { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: clock.now().toISOString() },
      ),
    );
    expect(approved.outcome).toBe("accepted");
  });
});

describe("a stream that asks for neither", () => {
  it("is not looked at", async () => {
    const { gate } = await house();
    await admitUsual(gate, 45);
    expect((await gate.admit(renamed("shp/9"))).findings).toEqual([]);
  });
});
