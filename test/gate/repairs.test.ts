import { beforeEach, describe, expect, it } from "vitest";
import { contractDigest, type Migration } from "../../src/contracts/index.ts";
import { verifyBundle } from "../../src/evidence/index.ts";
import { type Event, fromUtf8, seededRandom } from "../../src/foundation/index.ts";
import { createGate, type Gate, type GateConfig, type SubmittedPlan } from "../../src/gate/index.ts";
import { approvalPredicate, createSeal, predicateType, trustedKeys } from "../../src/provenance/index.ts";
import type { RepairPlan } from "../../src/quarantine/index.ts";
import { type KeyHolder, keyHolder } from "../provenance/keys.ts";
import { rejectionOf } from "../support.ts";
import { eta, etaContract, type Scene, scene, start } from "./support.ts";

let here: Scene;
let owner: KeyHolder;
let gate: Gate;

async function open(change: Partial<GateConfig> = {}): Promise<void> {
  here = await scene();
  owner = await keyHolder("transport", "approver");
  reopen(change);
}

function reopen(change: Partial<GateConfig>): void {
  const { house, log } = here.config.keys as unknown as { readonly house: KeyHolder; readonly log: KeyHolder };
  const trusted = trustedKeys([owner, here.carrier, ...here.approvers, house, log].map(({ entry }) => entry));
  gate = createGate({ ...here.config, keys: { house, log, trusted }, ...change });
}

/** Learns ninety minutes, and then gets seconds: the first few pass, the rest is held. */
async function carrierSwitches(events = 14): Promise<readonly Event[]> {
  const random = seededRandom(5);
  const minutes = () => Math.round(Math.exp(4.5 + 0.4 * random.normal()));
  for (let nr = 0; nr < 55; nr++) await gate.admit(eta({ minutes: minutes() }));
  const held: Event[] = [];
  for (let nr = 0; nr < events; nr++) {
    const event = eta({ minutes: minutes() * 60 });
    if ((await gate.admit(event)).outcome === "held") held.push(event);
  }
  return held;
}

/** A plan as the gate proposes it, for houses where nothing is held yet. */
const written = async (proposedBy = "countersign"): Promise<RepairPlan> => ({
  formatVersion: 1,
  contract: { id: etaContract.id, version: etaContract.version, digest: contractDigest(etaContract) },
  selection: { codes: ["unit_suspected", "unit_changed"], path: "/etaMinutes", source: "carrier/dhl" },
  operations: [{ op: "divide", path: "/etaMinutes", by: "60", digits: 6 }],
  owners: ["transport"],
  proposedBy,
  proposedAt: start.toISOString(),
  reason: "the values are in `s`",
});

async function proposal(by?: string): Promise<RepairPlan> {
  const repairs = await gate.repairs();
  const { exceptions } = await (await gate.exceptions()).list();
  const [first] = await repairs.propose(exceptions[0]?.id ?? "", by);
  return first?.plan as RepairPlan;
}

const approval = (submitted: SubmittedPlan, who: KeyHolder, more: object = {}) =>
  createSeal([who.signer])(
    predicateType(approvalPredicate),
    [{ name: "statement", digest: { sha256: submitted.statement } }],
    { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: start.toISOString(), ...more },
  );

async function approved(): Promise<RepairPlan> {
  const repairs = await gate.repairs();
  const plan = await proposal();
  await repairs.approve(await approval(await repairs.submit(plan), owner));
  return plan;
}

beforeEach(() => open());

describe("a carrier that switches from minutes to seconds", () => {
  it("is repaired by one plan, with one approval, and every effect happens once", async () => {
    const held = await carrierSwitches();
    const repairs = await gate.repairs();
    const { exceptions } = await (await gate.exceptions()).list();
    expect(exceptions.every(({ cause }) => /^(unit_|hold_budget_spent$)/.test(cause.code))).toBe(true);
    const plan = await proposal();
    expect(plan).toMatchObject({
      operations: [{ op: "divide", path: "/etaMinutes", by: "60" }],
      owners: ["transport"],
      selection: { source: "carrier/dhl", path: "/etaMinutes" },
    });
    expect(await repairs.dryRun(plan)).toMatchObject({ selected: held.length, passes: held.length, fails: {} });
    const submitted = await repairs.submit(plan);
    expect(submitted.missing).toEqual(["transport"]);
    expect(await rejectionOf(gate.replay(plan))).toBe("plan_not_approved");
    expect(await repairs.approve(await approval(submitted, owner))).toMatchObject({
      missing: [],
      approvedBy: ["transport"],
    });

    const done = new Map<string, unknown>();
    const report = await gate.replay(plan, async (event) => {
      expect(done.has(event.causationid as string)).toBe(false);
      done.set(event.causationid as string, event.data);
    });
    expect(report).toMatchObject({ state: "finished", replayed: held.length, stays: 0, failed: 0 });
    expect([...done.keys()].sort()).toEqual(held.map(({ id }) => id).sort());
    for (const event of held) {
      const { etaMinutes } = event.data as { etaMinutes: number };
      expect(done.get(event.id)).toMatchObject({ etaMinutes: etaMinutes / 60 });
    }
    expect((await (await gate.shelf()).list()).items).toEqual([]);
    expect(await (await gate.exceptions()).list()).toMatchObject({ total: 0 });
  });

  it("is believed where its owner knows that seconds are right: they are sent on as they are, and count as fine", async () => {
    const held = await carrierSwitches();
    const repairs = await gate.repairs();
    const { exceptions } = await (await gate.exceptions()).list();
    const ways = await repairs.propose(exceptions[0]?.id ?? "");
    expect(ways.map(({ sentence }) => sentence)).toEqual(["divide `/etaMinutes` by 60", "send them on as they are"]);
    const { plan } = ways[1] as (typeof ways)[number];
    expect(await repairs.dryRun(plan)).toMatchObject({ selected: held.length, passes: held.length, fails: {} });
    await repairs.approve(await approval(await repairs.submit(plan), owner));
    const done = new Map<string, unknown>();
    const report = await gate.replay(plan, async (event) => {
      done.set(event.causationid as string, event.data);
    });
    expect(report).toMatchObject({ replayed: held.length, stays: 0, failed: 0 });
    for (const event of held) expect(done.get(event.id)).toEqual(event.data);
    expect(await gate.holdPrecision()).toMatchObject({ waiting: 0, confirmed: 0, precision: 0 });
  });

  it("leaves evidence of the original, the plan, its approval and the repaired event", async () => {
    const [first] = await carrierSwitches();
    const plan = await approved();
    await gate.replay(plan, async () => undefined);
    const bytes = await gate.evidence(first?.subject ?? "");
    const verdict = await verifyBundle(bytes, { trustedKeys: await gate.trustedKeys(), at: start });
    expect(verdict).toMatchObject({ status: "proven", value: { events: 2, outcomes: { held: 1, accepted: 1 } } });
    const statements = (JSON.parse(fromUtf8(bytes)) as { parts: { value: { payload?: string } }[] }).parts.flatMap(
      ({ value: { payload } }) => (payload ? [Buffer.from(payload, "base64url").toString()] : []),
    );
    for (const kind of ["repair-plan:1", "approval:1", "effect:1"]) expect(statements.join("\n")).toContain(kind);
  });

  it("closes each capsule by a sealed move that names the plan and the event", async () => {
    await carrierSwitches();
    const shelf = await gate.shelf();
    const ids = (await shelf.list({ limit: 1_000 })).items.map(({ id }) => id);
    await gate.replay(await approved(), async () => undefined);
    for (const id of ids) {
      const shown = await shelf.show(id);
      expect(shown).toMatchObject({ state: "released", moves: [{ move: "replayed", by: "transport" }] });
      expect(shown?.moves[0]?.plan).toMatch(/^[0-9a-f]{64}$/);
      expect(shown?.moves[0]?.seal).not.toBe("unsealed");
    }
  });

  it("does not repair what was right among them, and says that it needs nothing", async () => {
    await carrierSwitches();
    const right = eta({ minutes: 88 });
    expect((await gate.admit(right)).outcome).toBe("held");
    const plan = await approved();
    const repairs = await gate.repairs();
    const run = await repairs.dryRun(plan);
    expect(run).toMatchObject({ selected: run.passes + 1, right: 1, fails: {} });
    for (let round = 1; round <= 2; round++) {
      const report = await gate.replay(plan, async () => undefined);
      expect(report).toMatchObject({ state: "finished", round, stays: 0, right: 1, failed: 0 });
    }
    const { items } = await (await gate.shelf()).list();
    expect(items.map(({ key }) => key)).toEqual([right.subject]);
    const shown = await (await gate.shelf()).show(items[0]?.id ?? "");
    const reason = "not replayed: as it came nothing is found of it: it needs no repair";
    expect(shown?.moves).toMatchObject([
      { move: "annotated", reason },
      { move: "annotated", reason },
    ]);
  });

  it("and what waited behind is sent on after it, in order, as it was", async () => {
    const held = await carrierSwitches();
    const [first] = held;
    const later = [
      eta({ subject: first?.subject ?? "", minutes: 95 * 60 }),
      eta({ subject: first?.subject ?? "", minutes: 80 * 60 }),
    ];
    for (const event of later) await gate.admit(event);
    const plan = await approved();
    const order: string[] = [];
    await gate.replay(plan, async (event) => {
      if (event.subject === first?.subject) order.push(event.causationid ?? event.id);
    });
    expect(order).toEqual([first?.id, ...later.map(({ id }) => id)]);
  });
});

describe("a replay", () => {
  it("is gone on with after it was stopped, and repeats nothing", async () => {
    const held = await carrierSwitches();
    const plan = await approved();
    const done: string[] = [];
    const stop = new AbortController();
    const effect = async (event: Event): Promise<void> => {
      done.push(event.causationid ?? "");
      if (done.length === 5) stop.abort();
    };
    expect(await gate.replay(plan, effect, { signal: stop.signal, concurrency: 1 })).toMatchObject({
      state: "stopped",
      round: 1,
      replayed: 5,
    });
    expect(await gate.replay(plan, effect)).toMatchObject({ state: "finished", round: 1, replayed: held.length });
    expect(done.toSorted()).toEqual(held.map(({ id }) => id).toSorted());
  });

  it("tries again what failed, with the same key, and keeps what it belongs to in order", async () => {
    const held = await carrierSwitches();
    const plan = await approved();
    const keys = new Map<string, string[]>();
    let broken = true;
    const effect = async (event: Event, { idempotencyKey }: { idempotencyKey: string }): Promise<void> => {
      keys.set(event.id, [...(keys.get(event.id) ?? []), idempotencyKey]);
      if (broken) throw new Error("the ERP is down");
    };
    expect(await gate.replay(plan, effect)).toMatchObject({ replayed: 0, failed: held.length });
    broken = false;
    expect(await gate.replay(plan, effect)).toMatchObject({ round: 2, replayed: held.length, failed: 0 });
    for (const used of keys.values()) expect([used.length, new Set(used).size]).toEqual([2, 1]);
  });

  it("goes no faster than told", async () => {
    const held = await carrierSwitches();
    const plan = await approved();
    const slept: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      slept.push(ms);
      here.clock.advance(ms);
    };
    const began = here.clock.now().getTime();
    await gate.replay(plan, async () => undefined, { perSecond: 10, concurrency: 1, sleep });
    expect(here.clock.now().getTime() - began).toBe((held.length - 1) * 100);
    expect(await rejectionOf(gate.replay(plan, undefined, { perSecond: 0 }))).toBe("TypeError");
  });

  it("shows how far it has come", async () => {
    const held = await carrierSwitches();
    const seen: number[] = [];
    await gate.replay(await approved(), async () => undefined, { onProgress: ({ replayed }) => seen.push(replayed) });
    expect(seen).toEqual(held.map((_, at) => at + 1));
  });
});

describe("a plan is approved", () => {
  it("by its owner alone: nobody else's yes counts", async () => {
    const repairs = await gate.repairs();
    const submitted = await repairs.submit(await written());
    const [stranger] = here.approvers as [KeyHolder];
    expect((await repairs.approve(await approval(submitted, stranger))).missing).toEqual(["transport"]);
    expect(await rejectionOf(approval(submitted, here.carrier).then((envelope) => repairs.approve(envelope)))).toBe(
      "approval_refused",
    );
  });

  it("and stands in the evidence of the whole log, whether or not any event was made by it", async () => {
    await gate.admit(eta());
    const repairs = await gate.repairs();
    await repairs.approve(await approval(await repairs.submit(await written()), owner));
    const verdict = await verifyBundle(await gate.evidenceOfRun("all"), {
      trustedKeys: await gate.trustedKeys(),
      at: start,
    });
    expect(verdict.checks.filter(({ status }) => status !== "proven")).toEqual([]);
  });

  it("by whoever signs, also where another one has said the same at the same time", async () => {
    await open({ repairs: { owners: { transport: ["c.chen"] } } });
    const repairs = await gate.repairs();
    const submitted = await repairs.submit(await written());
    const [first, second] = here.approvers as [KeyHolder, KeyHolder];
    expect((await repairs.approve(await approval(submitted, first))).missing).toEqual(["transport"]);
    const heard = await repairs.approve(await approval(submitted, second));
    expect(heard).toMatchObject({ approvedBy: ["b.berg", "c.chen"], missing: [] });
    // The same word of the same person is no further one.
    expect(await repairs.approve(await approval(submitted, second))).toEqual(heard);
  });

  it("by somebody who speaks for him, where the configuration says so", async () => {
    await open({ repairs: { owners: { transport: ["b.berg"] } } });
    const repairs = await gate.repairs();
    const submitted = await repairs.submit(await written());
    expect((await repairs.approve(await approval(submitted, here.approvers[0] as KeyHolder))).missing).toEqual([]);
  });

  it("not by whoever has proposed it, unless four eyes are not asked for", async () => {
    const repairs = await gate.repairs();
    const submitted = await repairs.submit(await written("transport"));
    expect((await repairs.approve(await approval(submitted, owner))).missing).toEqual(["transport"]);
    await open({ repairs: { fourEyes: false } });
    const again = await (await gate.repairs()).submit(await written("transport"));
    expect((await (await gate.repairs()).approve(await approval(again, owner))).missing).toEqual([]);
  });

  it("no longer, once a yes has expired or was taken back", async () => {
    const repairs = await gate.repairs();
    const submitted = await repairs.submit(await written());
    const expiresAt = new Date(start.getTime() + 60_000).toISOString();
    expect((await repairs.approve(await approval(submitted, owner, { expiresAt }))).missing).toEqual([]);
    here.clock.advance(60_000);
    expect((await repairs.show(submitted.digest))?.missing).toEqual(["transport"]);
    await repairs.approve(await approval(submitted, owner, { reason: "again" }));
    expect((await repairs.approve(await approval(submitted, owner, { verdict: "reject" }))).missing).toEqual([
      "transport",
    ]);
    expect(await rejectionOf(gate.replay(submitted.plan))).toBe("plan_not_approved");
  });

  it("as it is, and not as somebody changed it afterwards", async () => {
    const repairs = await gate.repairs();
    const plan = await written();
    await repairs.approve(await approval(await repairs.submit(plan), owner));
    expect(await gate.replay(plan)).toMatchObject({ state: "finished", replayed: 0 });
    const changed = { ...plan, operations: [{ op: "divide", path: "/etaMinutes", by: "61" }] } as RepairPlan;
    expect(await rejectionOf(gate.replay(changed))).toBe("plan_unknown");
    const other = await repairs.submit(changed);
    expect(other.missing).toEqual(["transport"]);
    expect(await rejectionOf(repairs.submit({ ...plan, owners: ["b.berg"] }))).toBe("plan_refused");
    expect(await rejectionOf(repairs.submit({ ...plan, owners: [] }))).toBe("plan_refused");
    expect(await rejectionOf(repairs.submit({ ...plan, contract: null }))).toBe("plan_refused");
  });

  it("once, however often the same approval comes", async () => {
    const repairs = await gate.repairs();
    const submitted = await repairs.submit(await written());
    const envelope = await approval(submitted, owner);
    const answers = await Promise.all([repairs.approve(envelope), repairs.approve(envelope)]);
    for (const answer of answers) expect(answer.missing).toEqual([]);
  });
});

describe("what could not be read", () => {
  it("has a shelf of its own, and goes in once its reader is repaired", async () => {
    const event = eta();
    const latin1 = JSON.stringify(event).replace('"specversion"', "'specversion'");
    expect(await gate.admit(latin1)).toMatchObject({ outcome: "held", heldFor: "dead-letter" });
    const letters = await gate.deadLetters();
    expect((await letters.list()).items).toMatchObject([{ codes: ["json_syntax"] }]);
    expect((await (await gate.shelf()).list()).items).toEqual([]);
    expect(await gate.retryDeadLetters()).toEqual({ sent: 0, failed: 1, exhausted: 0 });
    const reader = (bytes: Uint8Array) => fromUtf8(bytes).replaceAll("'", '"');
    expect(await gate.retryDeadLetters({ reader })).toEqual({ sent: 1, failed: 0, exhausted: 0 });
    expect(await gate.admit(event)).toMatchObject({ outcome: "accepted", duplicate: true });
    expect(await (await gate.exceptions()).list()).toMatchObject({ total: 0 });
  });

  it("is left for a person after so many attempts", async () => {
    await gate.admit("{");
    const readers = () => gate.retryDeadLetters({ maxAttempts: 3 });
    expect(await readers()).toMatchObject({ failed: 1 });
    expect(await readers()).toMatchObject({ failed: 1 });
    expect(await readers()).toMatchObject({ failed: 0, exhausted: 1 });
  });
});

describe("what the effect of a replayed event has done is written down", () => {
  const stagesOf = async (subject: string): Promise<readonly unknown[]> => {
    const { parts } = JSON.parse(fromUtf8(await gate.evidence(subject))) as {
      parts: { value: { payload?: string } }[];
    };
    return parts.flatMap(({ value: { payload } }) => {
      const stated = payload && JSON.parse(Buffer.from(payload, "base64url").toString());
      return stated?.predicateType?.includes("effect:") ? [stated.predicate.outcome] : [];
    });
  };

  it("also when whoever is told of it fails", async () => {
    const [first] = await carrierSwitches();
    const plan = await approved();
    const done: string[] = [];
    const effect = async ({ causationid }: Event): Promise<unknown> => done.push(causationid as string);
    const onPassed = async (): Promise<void> => {
      throw new Error("the file is full");
    };
    await expect(gate.replay(plan, effect, { onPassed, concurrency: 1 })).rejects.toThrow("the file is full");
    expect(done.length).toBe(1);
    expect(await gate.replay(plan, effect)).toMatchObject({ stays: 0, failed: 0 });
    expect(new Set(done).size).toBe(done.length);
    expect(await stagesOf(first?.subject ?? "")).toEqual(["intended", "applied"]);
  });

  it("also when somebody discards the held event meanwhile", async () => {
    const [first] = await carrierSwitches();
    const plan = await approved();
    const shelf = await gate.shelf();
    const { items } = await shelf.list({ limit: 1_000 });
    const effect = async ({ subject }: Event): Promise<void> => {
      const { id = "" } = items.find(({ key }) => key === subject) ?? {};
      await shelf.discard(id, { by: "erika", reason: "sent twice", at: start });
    };
    await gate.replay(plan, effect);
    expect(await stagesOf(first?.subject ?? "")).toEqual(["intended", "applied"]);
    expect(await shelf.show(items[0]?.id ?? "")).toMatchObject({ state: "discarded", moves: [{ by: "erika" }] });
  });
});

describe("an event that names an older version of the contract", () => {
  const migrations: readonly Migration[] = [
    {
      formatVersion: 1,
      contract: "shipment-eta",
      from: "0.9.0",
      to: "1.0.0",
      up: [{ op: "rename", path: "/eta_min", to: "etaMinutes" }],
    },
  ];
  const old = (version = "0.9.0"): Event =>
    eta({ dataschema: `urn:contract:shipment-eta:${version}`, data: { shipment: "SHP-1", eta_min: 90 } });

  it("is held, and goes on migrated once there are migrations and that is approved", async () => {
    expect(await gate.admit(old())).toMatchObject({ outcome: "held", reasons: [{ code: "contract_unknown" }] });
    await gate.close();
    reopen({ migrations });
    const plan = await proposal();
    expect(plan.operations).toEqual([{ op: "migrate", contract: "shipment-eta", from: "0.9.0", to: "1.0.0" }]);
    const repairs = await gate.repairs();
    expect(await repairs.dryRun(plan)).toMatchObject({ selected: 1, passes: 1 });
    await approved();
    const seen: unknown[] = [];
    const report = await gate.replay(plan, async ({ data, dataschema }) => seen.push([data, dataschema]));
    expect(report).toMatchObject({ replayed: 1, stays: 0, failed: 0 });
    expect(seen).toEqual([[{ shipment: "SHP-1", etaMinutes: 90 }, "urn:contract:shipment-eta:1.0.0"]]);
  });

  it("has no repair where no migrations lead here, and says nothing about its source", async () => {
    await open({ migrations });
    await gate.admit(old("0.1.0"));
    expect(await proposal()).toBeUndefined();
    expect((await gate.trust("carrier/dhl")).contributions).not.toContainEqual(
      expect.objectContaining({ signal: "conformance" }),
    );
  });
});

describe("a plan that divides degrees", () => {
  it("is refused before anybody is asked to approve it", async () => {
    const schema = { type: "object", properties: { etaMinutes: { type: "number", "x-unit": "Cel" } } };
    const contract = { ...etaContract, schema };
    await open({ contracts: [contract], streams: [{ name: "eta", contract: contract.id }] });
    const repairs = await gate.repairs();
    const plan = {
      ...(await written()),
      contract: { id: contract.id, version: "1.0.0", digest: contractDigest(contract) },
    };
    expect(await rejectionOf(repairs.submit(plan))).toBe("factor_on_shifted_unit");
    expect(await rejectionOf(repairs.dryRun(plan))).toBe("factor_on_shifted_unit");
  });
});
