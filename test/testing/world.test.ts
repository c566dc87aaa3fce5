import { describe, expect, it } from "vitest";
import { canonicalJson, type Envelope, type Event } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { createWorld, faultKinds, runWorld, type World, worldClock } from "../../src/testing/index.ts";

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
    it(`has some of every kind of fault, and is scored completely (seed ${seed})`, async () => {
      const world = await createWorld({ seed, events: 800 });
      const clock = worldClock(world);
      const gate = createGate(world.gateConfig(memoryStore(), clock));
      const { faults, clean, events, outcomes } = await runWorld(world, gate, clock);
      await gate.close();
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
    });
  }
});
