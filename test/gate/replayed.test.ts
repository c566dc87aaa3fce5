import { describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import type { Envelope, Event } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { trustedKeys } from "../../src/provenance/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { createWorld, type Delivery, worldClock } from "../../src/testing/index.ts";

const world = await createWorld({ seed: 3, events: 200 });
const signed = world.deliveries.filter(({ fault, input }) => !fault && (input as Envelope).signatures);
const first = signed.find(({ kind }) => kind === "event") as Delivery;
const envelope = first.input as Envelope;

function open() {
  const clock = worldClock(world);
  clock.move(first.at);
  return { clock, gate: createGate(world.gateConfig(memoryStore(), clock)) };
}

describe("an old signature under a new event", () => {
  it("is refused, and the evidence of both is proven: the forgery is no second answer to the event", async () => {
    const { gate } = open();
    const forged = { ...envelope, event: { ...(envelope.event as Event), id: "new" } };
    expect((await gate.admit(envelope)).outcome).toBe("accepted");
    expect((await gate.admit(forged)).outcome).toBe("refused");
    const bundle = await gate.evidenceOfRun("replay");
    const verdict = await verifyBundle(bundle, { trustedKeys: await gate.trustedKeys(), at: world.until });
    expect(verdict.status).toBe("proven");
    expect(verdict.value?.outcomes).toEqual({ accepted: 1, refused: 1 });
    const strangers = await verifyBundle(bundle, { trustedKeys: trustedKeys([]), at: world.until });
    expect(strangers.status).toBe("unknown");
  });
});

describe("an event signed ahead of our clock", () => {
  it("is held once, and goes through when it comes again and the clocks agree", async () => {
    const { gate, clock } = open();
    clock.move(new Date(first.at.getTime() - 3 * 3_600_000));
    for (const duplicate of [false, true])
      expect(await gate.admit(envelope)).toMatchObject({ outcome: "held", durable: true, duplicate });
    clock.move(first.at);
    expect(await gate.admit(envelope)).toMatchObject({ outcome: "accepted", duplicate: false });
  });
});

describe("an event by a key that nobody knows", () => {
  it("is held once, however often it comes", async () => {
    const { gate } = open();
    const stranger = world.deliveries.find(({ fault }) => fault === "forged_source");
    for (const duplicate of [false, true])
      expect(await gate.admit(stranger?.input)).toMatchObject({ outcome: "held", durable: true, duplicate });
  });
});

describe("the house's own records", () => {
  const order = signed.find(({ input }) => (input as { event: Event }).event?.type === "purchase.order.placed");
  it("hold an event while they give no answer, whatever they throw", async () => {
    const clock = worldClock(world);
    clock.move(order?.at as Date);
    const lookup = () => {
      throw new Error("connection reset");
    };
    const gate = createGate({ ...world.gateConfig(memoryStore(), clock), lookup });
    expect(await gate.admit(order?.input)).toMatchObject({
      outcome: "held",
      heldFor: "unavailable",
      durable: false,
      sentence: expect.stringContaining("the house's own records gave no answer (lookup_failed)"),
    });
  });
  it("hold an order whose supplier they do not know", async () => {
    const clock = worldClock(world);
    clock.move(order?.at as Date);
    const gate = createGate({ ...world.gateConfig(memoryStore(), clock), lookup: () => ({}) });
    expect(await gate.admit(order?.input)).toMatchObject({ outcome: "held", heldFor: "quarantine" });
  });
});
