import { describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { rejectionOf } from "../support.ts";
import { eta, etaContract, manualClock, receivingPolicy } from "./support.ts";

const change = { stream: "eta", mode: "enforce", by: "b.berg", configuration: "0".repeat(64) } as const;

describe("that a stream was switched", () => {
  it("is told in order, survives the gate, and is accounted for in the evidence of a run", async () => {
    const clock = manualClock();
    const store = memoryStore();
    const make = () =>
      createGate({ store, clock, contracts: [etaContract], policies: [receivingPolicy], tenants: { north: {} } });
    const first = make();
    await first.admit(eta());
    expect(await first.recordSwitch(change)).toMatchObject({ ...change, at: "2026-03-31T08:00:00.000Z" });
    clock.advance(1_000);
    await first.recordSwitch({ ...change, mode: "observe" });
    await first.admit(eta());
    expect(await first.switches()).toMatchObject([
      { mode: "enforce" },
      { mode: "observe", at: "2026-03-31T08:00:01.000Z" },
    ]);
    expect(await first.switches({ tenant: "north" })).toEqual([]);
    const bundle = await first.evidenceOfRun("run");
    const verdict = await verifyBundle(bundle, { trustedKeys: await first.trustedKeys(), at: new Date("2026-04-01") });
    expect(verdict.checks.filter(({ status }) => status !== "proven")).toEqual([]);
    await first.close();
    expect(await make().switches()).toHaveLength(2);
  });
  it("is refused when it names no configuration by its digest", async () => {
    expect(await rejectionOf(createGate().recordSwitch({ ...change, configuration: "x" }))).toBe("format_malformed");
  });
});
