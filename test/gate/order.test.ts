import { beforeEach, describe, expect, it } from "vitest";
import { createGate, type Gate } from "../../src/gate/index.ts";
import { sealEvent } from "../../src/provenance/index.ts";
import { eta, type Scene, scene, start } from "./support.ts";

let here: Scene;
let gate: Gate;
beforeEach(async () => {
  here = await scene();
  gate = createGate(here.config);
});

const bad = (more: object = {}) => eta({ subject: "SHP-1", minutes: -5, ...more });
const good = (more: object = {}) => eta({ subject: "SHP-1", ...more });
const codes = (admission: { reasons: readonly { code: string }[] }) => admission.reasons.map(({ code }) => code);
const order = { by: "erika", reason: "looked at it", at: start };
const heldIds = async () => (await (await gate.shelf()).list()).items.map(({ id }) => id);

describe("a later event of a business key that has an earlier one held", () => {
  it("waits behind it, and is told so", async () => {
    await gate.admit(bad());
    const second = await gate.admit(good());
    expect(second).toMatchObject({ outcome: "held", heldFor: "quarantine" });
    expect(codes(second)).toEqual(["behind_held", "policy_allows"]);
    expect(second.sentence).toBe("held in quarantine: it waits behind 1 earlier event of `SHP-1` that is held");
    expect((await gate.admit(good())).sentence).toContain("behind 2 earlier events");
    expect((await gate.admit(eta({ subject: "SHP-2" }))).outcome).toBe("accepted");
  });

  it("waits also when both come at the same time, in the order of the calls", async () => {
    const answers = await Promise.all([gate.admit(good()), gate.admit(bad()), gate.admit(good()), gate.admit(good())]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(["accepted", "held", "held", "held"]);
    expect(answers.map((answer) => codes(answer)[0])).toEqual([
      "policy_allows",
      "value_out_of_range",
      "behind_held",
      "behind_held",
    ]);
  });

  it("tells what is wrong with itself first", async () => {
    await gate.admit(bad());
    expect(codes(await gate.admit(bad()))).toEqual(["value_out_of_range", "behind_held"]);
  });

  it("goes on by itself when what was before it is decided, in order", async () => {
    await gate.admit(bad());
    const waiting = [good(), good(), good()];
    for (const event of waiting) await gate.admit(event);
    const [first = ""] = await heldIds();
    const done: string[] = [];
    const effect = async (event: { id: string }) => done.push(event.id);
    expect(await gate.replay(undefined, effect)).toMatchObject({ replayed: 0 });
    await (await gate.shelf()).discard(first, order);
    expect(await gate.replay(undefined, effect)).toMatchObject({ state: "finished", replayed: 3, stays: 0 });
    expect(done).toEqual(waiting.map(({ id }) => id));
    expect(await heldIds()).toEqual([]);
    expect((await gate.admit(good())).outcome).toBe("accepted");
  });

  it("never waits where it is about safety, a recall, a hold by customs, a cancellation, or the stream says so", async () => {
    const streams = [
      { name: "all", type: "shipment.**", preset: "strict", contract: "shipment-eta" } as const,
      { name: "rush", type: "rush", preset: "strict", contract: "shipment-eta", urgent: true } as const,
      { name: "calm", type: "recall.rumour", preset: "strict", contract: "shipment-eta", urgent: false } as const,
    ];
    gate = createGate({ ...here.config, streams });
    await gate.admit(bad());
    for (const type of [
      "shipment.cancelled",
      "shipment.recall.issued",
      "shipment.customs.hold.issued",
      "shipment.CustomsHoldIssued",
      "shipment.safety.alert",
      "rush",
    ])
      expect([type, (await gate.admit(good({ type }))).outcome]).toEqual([type, "accepted"]);
    for (const type of ["shipment.eta.changed", "shipment.rescheduled", "recall.rumour"])
      expect([type, (await gate.admit(good({ type }))).outcome]).toEqual([type, "held"]);
  });

  it("waits for nobody while the stream is observed", async () => {
    gate = createGate({ ...here.config, streams: [{ name: "carrier-eta", contract: "shipment-eta" }] });
    await gate.admit(bad());
    expect(await gate.admit(good())).toMatchObject({ outcome: "accepted" });
  });

  it("is refused, and free to come again, where as many wait as may", async () => {
    gate = createGate({ ...here.config, limits: { maxBehind: 2 } });
    await gate.admit(bad());
    await gate.admit(good());
    const [third, fourth] = [good(), good()];
    expect((await gate.admit(third)).outcome).toBe("held");
    expect(await gate.admit(fourth)).toMatchObject({ outcome: "refused", reasons: [{ code: "lane_full" }, {}] });
    for (const id of await heldIds()) await (await gate.shelf()).discard(id, order);
    expect(await gate.admit(fourth)).toMatchObject({ outcome: "accepted", duplicate: false });
  });
});

describe("an event that supersedes an earlier one", () => {
  it.each([
    ["by its id", (earlier: { id: string }) => earlier.id],
    ["by key and sequence", () => "SHP-1#000007"],
  ])("closes it %s, with a record that names it", async (_, name) => {
    const earlier = bad({ sequence: "000007" });
    await gate.admit(earlier);
    const [id = ""] = await heldIds();
    const correction = good({ supersedes: name(earlier), sequence: "000008" });
    expect((await gate.admit(correction)).outcome).toBe("accepted");
    const shown = await (await gate.shelf()).show(id);
    expect(shown).toMatchObject({
      state: "discarded",
      moves: [{ formatVersion: 2, move: "superseded", event: correction.id, by: "acme.example/receiving" }],
    });
    expect(await (await gate.exceptions()).list()).toMatchObject({ total: 0 });
  });

  it("closes nothing of another key, of another source, or of a later sequence", async () => {
    const earlier = bad({ sequence: "000009" });
    await gate.admit(earlier);
    for (const more of [
      { supersedes: earlier.id, subject: "SHP-2" },
      { supersedes: earlier.id, source: "carrier/ups" },
      { supersedes: "SHP-1#000008" },
      { supersedes: "SHP-2#000009" },
    ])
      await gate.admit(good(more));
    expect((await (await gate.shelf()).show((await heldIds())[0] ?? ""))?.state).toBe("held");
  });

  it("closes nothing when it is held for itself", async () => {
    const earlier = bad();
    await gate.admit(earlier);
    expect((await gate.admit(bad({ supersedes: earlier.id }))).outcome).toBe("held");
    expect(await heldIds()).toHaveLength(2);
  });

  it("does not set aside what the source has signed, when anybody may have sent it", async () => {
    const earlier = bad();
    await gate.admit(await sealEvent(earlier, { signers: [here.carrier.signer], at: start }));
    const unsigned = await gate.admit(good({ supersedes: earlier.id }));
    expect(codes(unsigned)).toContain("behind_held");
    expect((await (await gate.shelf()).show((await heldIds())[0] ?? ""))?.state).toBe("held");
  });

  it("sets it aside when the source has signed both", async () => {
    const earlier = bad();
    await gate.admit(await sealEvent(earlier, { signers: [here.carrier.signer], at: start }));
    const signed = await sealEvent(good({ supersedes: earlier.id }), { signers: [here.carrier.signer], at: start });
    expect((await gate.admit(signed)).outcome).toBe("accepted");
  });
});

describe("somebody whom nobody knows", () => {
  it("cannot make others wait", async () => {
    const stranger = await scene();
    const forged = await sealEvent(bad(), { signers: [stranger.carrier.signer], at: start });
    expect((await gate.admit(forged)).outcome).toBe("held");
    expect((await gate.admit(good())).outcome).toBe("accepted");
  });
});
