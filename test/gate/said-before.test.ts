import { describe, expect, it } from "vitest";
import type { Event } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { sealEvent } from "../../src/provenance/index.ts";
import { eta, scene, start } from "./support.ts";

const outcomeOf = ({
  outcome,
  duplicate,
  reasons,
}: {
  outcome: string;
  duplicate: boolean;
  reasons: readonly { code: string }[];
}) => [outcome, duplicate, ...reasons.map(({ code }) => code).filter((code) => code === "event_replayed")];

describe("an event that was said before", () => {
  it("is answered again when it is delivered again, and held when it comes as news", async () => {
    const gate = createGate((await scene()).config);
    const event = eta({ sequence: "0007" } as never);
    expect(outcomeOf(await gate.admit(event))).toEqual(["accepted", false]);
    expect(outcomeOf(await gate.admit(event))).toEqual(["accepted", true]);
    const asNews: Event = { ...event, id: `${event.id}-2`, time: "2026-03-31T07:59:00.000Z" };
    expect(outcomeOf(await gate.admit(asNews))).toEqual(["held", false, "event_replayed"]);
    expect(outcomeOf(await gate.admit(asNews))).toEqual(["held", true, "event_replayed"]);
    expect(outcomeOf(await gate.admit({ ...event, id: "3", subject: "SHP-other", sequence: "0008" }))).toEqual([
      "accepted",
      false,
    ]);
  });

  it("is told apart although both come at once", async () => {
    const gate = createGate((await scene()).config);
    const event = eta();
    const answers = await Promise.all([1, 2, 3, 4].map((at) => gate.admit({ ...event, id: `${event.id}-${at}` })));
    expect(answers.map(outcomeOf).toSorted()).toEqual([
      ["accepted", false],
      ["held", false, "event_replayed"],
      ["held", false, "event_replayed"],
      ["held", false, "event_replayed"],
    ]);
  });

  it("by a forger does not make the true one a replay", async () => {
    const { config, carrier } = await scene();
    const gate = createGate(config);
    const event = eta();
    const sealed = await sealEvent(event, { signers: [carrier.signer], at: start });
    await gate.admit({ ...sealed, event: { ...event, id: "forged" } });
    expect(outcomeOf(await gate.admit(sealed))).toEqual(["accepted", false]);
  });

  it("is known by its tenant alone", async () => {
    const gate = createGate({ ...(await scene()).config, tenants: { a: {}, b: {} } });
    const event = eta();
    expect(outcomeOf(await gate.admit(event, { tenant: "a" }))[0]).toBe("accepted");
    const { reasons } = await gate.admit({ ...event, id: "2" }, { tenant: "b" });
    expect(reasons.map(({ code }) => code)).not.toContain("event_replayed");
  });
});
