import { describe, expect, it } from "vitest";
import { createExceptionsPage } from "../../src/exceptions/index.ts";
import { createGate, type Gate, type GateConfig } from "../../src/gate/index.ts";
import { approvalPredicate, createSeal, predicateType, sealEvent } from "../../src/provenance/index.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import type { KeyHolder } from "../provenance/keys.ts";
import { bankChange, eta, scene, start } from "./support.ts";

const all = { states: ["open", "claimed", "snoozed", "resolved"] } as const;
const kindsOf = async (gate: Gate, tenant?: string) => {
  const queue = await gate.exceptions(tenant === undefined ? {} : { tenant });
  return (await queue.export(all)).map(({ kind, state, members }) => [kind, state, members.waiting]);
};

const decide = (holder: KeyHolder, statement: string | undefined, verdict: "approve" | "reject" = "approve") =>
  createSeal([holder.signer])(
    predicateType(approvalPredicate),
    [{ name: "statement", digest: { sha256: statement ?? "" } }],
    { formatVersion: 1, verdict, role: "approver", approvedAt: start.toISOString() },
  );

const house = async (change: Partial<GateConfig> = {}) => {
  const made = await scene({ exceptionUrl: "https://erp.example/exceptions/{id}", ...change });
  return { ...made, gate: createGate(made.config) };
};

describe("what a gate stops is an exception", () => {
  it("is there with the commit of its admission, and the answer says where", async () => {
    const { gate } = await house();
    expect((await gate.admit(eta())).exceptionUrl).toBeUndefined();
    const answers = await Promise.all(Array.from({ length: 40 }, () => gate.admit(eta({ minutes: -5 }))));
    const queue = await gate.exceptions();
    const { exceptions } = await queue.list();
    expect(exceptions).toMatchObject([
      {
        kind: "held_event",
        cause: { stream: "carrier-eta", place: "/data/etaMinutes" },
        owner: "transport",
        members: { waiting: 40 },
      },
    ]);
    const url = `https://erp.example/exceptions/${exceptions[0]?.id}`;
    expect(new Set(answers.map(({ exceptionUrl }) => exceptionUrl))).toEqual(new Set([url]));
  });

  it("has the same place when the event comes again, and counts once", async () => {
    const { gate, carrier } = await house();
    const envelope = await sealEvent(eta({ minutes: -5 }), { signers: [carrier.signer], at: start });
    const [first, again] = [await gate.admit(envelope), await gate.admit(envelope)];
    expect(again).toMatchObject({ duplicate: true, exceptionUrl: first.exceptionUrl });
    expect(await kindsOf(gate)).toEqual([["held_event", "open", 1]]);
  });

  it("is a dead letter when it cannot be read, and refused when it is refused", async () => {
    const { gate } = await house();
    expect((await gate.admit("{")).outcome).toBe("held");
    expect((await gate.admit(`"${"x".repeat(2_000_000)}"`)).outcome).toBe("refused");
    expect(await kindsOf(gate)).toEqual([
      ["dead_letter", "open", 1],
      ["refused_event", "open", 1],
    ]);
  });

  it("waits for an approval, and ends with the last one", async () => {
    const { gate, approvers } = await house();
    const held = await gate.admit(bankChange());
    expect(await kindsOf(gate)).toEqual([["pending_approval", "open", 1]]);
    const [one, two] = approvers as [KeyHolder, KeyHolder];
    expect((await gate.approve(await decide(one, held.statement))).exceptionUrl).toBe(held.exceptionUrl);
    expect(await kindsOf(gate)).toEqual([["pending_approval", "open", 1]]);
    expect((await gate.approve(await decide(two, held.statement))).exceptionUrl).toBeUndefined();
    expect(await kindsOf(gate)).toEqual([["pending_approval", "resolved", 0]]);
  });

  it("ends when the change is rejected, too", async () => {
    const { gate, approvers } = await house();
    const held = await gate.admit(bankChange());
    expect((await gate.approve(await decide(approvers[0] as KeyHolder, held.statement, "reject"))).outcome).toBe(
      "refused",
    );
    expect(await kindsOf(gate)).toEqual([["pending_approval", "resolved", 0]]);
  });

  it.each(["release", "discard"] as const)("loses a member with the %s of its capsule, in one commit", async (verb) => {
    const { gate } = await house();
    await gate.admit(eta({ minutes: -5 }));
    await gate.admit(eta({ minutes: -5 }));
    const shelf = await gate.shelf();
    const [first, second] = (await shelf.list()).items;
    await shelf[verb](first?.id ?? "", { by: "erika", reason: "seen", at: start });
    expect(await kindsOf(gate)).toEqual([["held_event", "open", 1]]);
    await shelf.annotate(second?.id ?? "", { by: "erika", reason: "later", at: start });
    expect(await kindsOf(gate)).toEqual([["held_event", "open", 1]]);
    await shelf[verb](second?.id ?? "", { by: "erika", reason: "seen", at: start });
    expect(await kindsOf(gate)).toEqual([["held_event", "resolved", 0]]);
  });

  it("sums what the stream says is at stake, and nothing for what is no amount", async () => {
    const streams = [
      {
        name: "all",
        preset: "strict" as const,
        contract: "shipment-eta",
        stake: { amount: "/etaMinutes", currency: "EUR" },
      },
    ];
    const { gate } = await house({ streams });
    for (const minutes of [-5, -7]) await gate.admit(eta({ minutes }));
    await gate.admit(eta({ data: { shipment: "S", etaMinutes: "=HYPERLINK()" } }));
    const [first] = await (await gate.exceptions()).export();
    expect(first?.values).toEqual([{ amount: "-12", currency: "EUR" }]);
  });

  it("says until when, and what waiting costs, as the stream and the event say", async () => {
    const stake = { amount: "/etaMinutes", currency: "EUR", dueAt: "/neededOn", costPerDay: "250.00" };
    const streams = [{ name: "all", preset: "strict" as const, contract: "shipment-eta", stake }];
    const { gate } = await house({ streams });
    for (const neededOn of ["2026-04-02", "2026-04-01T12:00:00+02:00", "soon"])
      await gate.admit(eta({ data: { shipment: "S", etaMinutes: -5, neededOn } }));
    const [first] = await (await gate.exceptions()).export();
    expect(first).toMatchObject({
      dueAt: "2026-04-01T10:00:00.000Z",
      costPerDay: { amount: "250.00", currency: "EUR" },
    });
  });
});

describe("an effect of which nobody knows whether it happened", () => {
  it("is an exception, until it is known", async () => {
    const { config } = await scene();
    const store = config.store as Store;
    const event = eta();
    let dies = true;
    const dying: Store = {
      ...store,
      commit: (writes) => (dies ? store.commit(writes) : Promise.reject(new TypeError("the process died"))),
    };
    const first = createGate({ ...config, store: dying });
    await first
      .process(event, async () => {
        dies = false;
      })
      .catch(() => undefined);
    const second = createGate(config);
    expect(await second.process(event, async () => undefined, { consumer: "erp" })).toMatchObject({
      effect: "uncertain",
    });
    expect(await kindsOf(second)).toEqual([["uncertain_effect", "open", 1]]);
    await second.process(event, async () => undefined, { consumer: "erp" });
    expect(await kindsOf(second)).toEqual([["uncertain_effect", "open", 1]]);
    await second.process(event, async () => undefined, { consumer: "erp", retryUncertain: true });
    expect(await kindsOf(second)).toEqual([["uncertain_effect", "resolved", 0]]);
  });
});

describe("a stream that only observes", () => {
  it("stops nothing, and says what it would have stopped", async () => {
    const { gate } = await house({ streams: [{ name: "eta", contract: "shipment-eta" }] });
    for (let n = 0; n < 9; n++) await gate.admit(eta());
    for (let n = 0; n < 3; n++) expect((await gate.admit(eta({ minutes: -5 }))).exceptionUrl).toBeUndefined();
    expect(await gate.observed()).toMatchObject({
      events: 12,
      wouldHold: 3,
      wouldRefuse: 0,
      sentence: "would have held 3 of 12 events, because `/etaMinutes` is a number, `-5`; expected a number >= 0 (3)",
    });
    expect(await kindsOf(gate)).toEqual([["observed", "open", 3]]);
  });
});

describe("tenants", () => {
  it("have a queue each", async () => {
    const { gate } = await house({ tenants: { north: {}, south: {} } });
    await gate.admit(eta({ minutes: -5 }), { tenant: "north" });
    expect([await kindsOf(gate, "north"), await kindsOf(gate, "south"), await kindsOf(gate)]).toEqual([
      [["held_event", "open", 1]],
      [],
      [],
    ]);
  });
});

describe("a configuration", () => {
  it("whose address has no place for the id is refused", async () => {
    const { config } = await scene({ store: memoryStore() });
    expect(() => createGate({ ...config, exceptionUrl: "https://erp.example/" })).toThrow(TypeError);
  });
});

describe("the page of a gate's exceptions", () => {
  it("opens at the address in the answer", async () => {
    const { gate } = await house();
    const { exceptionUrl = "" } = await gate.admit(eta({ minutes: -5 }));
    const page = createExceptionsPage({ exceptions: await gate.exceptions() });
    const response = await page(new Request(exceptionUrl));
    expect([response.status, (await response.text()).includes("expected a number &gt;= 0")]).toEqual([200, true]);
  });
});
