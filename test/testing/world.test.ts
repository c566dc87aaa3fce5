import { describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import { canonicalJson, type Envelope, type Event } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import {
  createWorld,
  faultKinds,
  runWorld,
  type World,
  type WorldResult,
  worldClock,
} from "../../src/testing/index.ts";

/** What happens in a world, without keys, salts and signatures. */
const happenings = ({ deliveries, postings, accounts, truth: { plants } }: World): string =>
  canonicalJson({
    deliveries: deliveries.map(({ at, kind, fault = "", input }) => ({
      at: at.toISOString(),
      kind,
      fault,
      event: ((input as Envelope).event ?? (kind === "event" ? (input as Event) : null)) as never,
    })),
    postings,
    accounts,
    plants: plants as never,
  });

/** Each of those that were held is accounted for, repairs are approved by whoever owns the fields, and they do little harm. */
function expectDesk(desk: WorldResult["desk"], held: number): void {
  const { plans, repaired, cleared, approved, released, discarded, waiting, mistaken } = desk;
  const approvers = new Map(plans.map(({ sentence, approvedBy }) => [sentence, approvedBy]));
  expect(approvers.get("rename `/sealNumber` to `containerSeal`")).toEqual(["c.chen"]);
  // In so small a month too little is known of one carrier for every switch to be confirmed.
  expect(approvers.get("divide `/etaMinutes` by 60") ?? ["b.berg"]).toEqual(["b.berg"]);
  expect(plans.reduce((sum, plan) => sum + plan.repaired, 0)).toBe(repaired);
  expect(mistaken).toBeLessThan(0.1 * held);
  expect(approved).toBeGreaterThan(0);
  expect(repaired + cleared + approved + released + discarded + waiting).toBeGreaterThanOrEqual(held);
}

describe("a world", () => {
  it("is the same for the same seed, and another for another", async () => {
    const [one, same, other] = await Promise.all([7, 7, 8].map((seed) => createWorld({ seed, events: 2_000 })));
    expect(happenings(one as World)).toBe(happenings(same as World));
    expect(happenings(one as World)).not.toBe(happenings(other as World));
  });

  it("has at least 20,000 events in 30 days unless it is told otherwise", async () => {
    const { deliveries, from, until } = await createWorld();
    expect(deliveries.filter(({ kind }) => kind === "event").length).toBeGreaterThanOrEqual(20_000);
    expect(until.getTime() - from.getTime()).toBe(30 * 86_400_000);
    expect(deliveries.every(({ at }) => at >= from && at.getTime() < until.getTime() + 86_400_000)).toBe(true);
  });

  for (const seed of [1, 2, 3]) {
    it(`has some of every kind of fault, is scored completely, and has people who work on what is held (seed ${seed})`, async () => {
      const world = await createWorld({ seed, events: 800 });
      const clock = worldClock(world);
      const gate = createGate(world.gateConfig(memoryStore(), clock));
      const { faults, clean, events, outcomes, desk } = await runWorld(world, gate, clock);
      const left = await (await gate.exceptions()).export({ kinds: ["pending_approval"] });
      const [trusted, bundle] = [await gate.trustedKeys(), await gate.evidenceOfRun("the month")];
      await gate.close();
      expect((await verifyBundle(bundle, { trustedKeys: trusted, at: world.until })).status).toBe("proven");
      expect(faults.map(({ kind }) => kind)).toEqual(faultKinds.map(({ kind }) => kind));
      expect(faults).toHaveLength(20);
      for (const { kind, injected, caught, missed } of faults) {
        expect(injected, kind).toBeGreaterThanOrEqual(2);
        expect(caught + missed, kind).toBe(injected);
      }
      expect(outcomes.accepted + outcomes.held + outcomes.refused).toBe(events);
      expect(clean.stopped / clean.events).toBeLessThan(0.01);
      // What the envelope, the contract, the policy and the books know does not depend on how much was learned.
      const certain = faults.filter(({ kind }) =>
        ["envelope", "identity", "contract", "policy", "books"].includes(
          faultKinds.find((one) => one.kind === kind)?.knownBy ?? "",
        ),
      );
      expect(certain.filter(({ missed }) => missed > 0)).toEqual([]);
      expectDesk(desk, outcomes.held);
      // Bank accounts are not for the desk to decide.
      expect(left.map(({ cause }) => cause.place)).toContain("bank accounts need two other people");
    });
  }
});
