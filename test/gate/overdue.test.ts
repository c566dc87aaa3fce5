import { describe, expect, it } from "vitest";
import type { Contract } from "../../src/contracts/index.ts";
import { formatInstant } from "../../src/foundation/index.ts";
import { createGate, findOverdue, type Gate, type GateConfig } from "../../src/gate/index.ts";
import { bankContract, eta, etaContract, type Scene, scene } from "./support.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const promising: Contract = { ...etaContract, formatVersion: 2, sla: { freshness: "PT2H" } };

async function house(change: Partial<GateConfig> = {}): Promise<Scene & { readonly gate: Gate }> {
  const made = await scene(change);
  return { ...made, gate: createGate(made.config) };
}

type House = Awaited<ReturnType<typeof house>>;
const come = ({ gate, clock }: House, change: Parameters<typeof eta>[0] = {}) =>
  gate.admit(eta({ time: formatInstant(clock.now()), ...change }));

/** As many events as are asked for, each so much later than the one before. */
async function comeEvery(ms: number, count: number, of: House, change: Parameters<typeof eta>[0] = {}): Promise<void> {
  for (let nr = 0; nr < count; nr++) {
    of.clock.advance(ms);
    await come(of, change);
  }
}

const toldOf = async ({ gate }: House) =>
  (await gate.overdue()).findings.map(({ facts }) => facts as Readonly<Record<string, unknown>>);

describe("what does not come", () => {
  it("is overdue once it is silent for longer than its contract promises, from the first event on", async () => {
    const made = await house({ contracts: [promising, bankContract] });
    expect(await made.gate.overdue()).toEqual({ findings: [], feeds: 0, young: 0, isFull: false });
    await come(made);
    made.clock.advance(2 * HOUR);
    expect(await made.gate.overdue()).toEqual({ findings: [], feeds: 1, young: 0, isFull: false });
    made.clock.advance(MINUTE);
    const { findings } = await made.gate.overdue();
    expect(findings).toMatchObject([
      {
        code: "source_overdue",
        severity: "warning",
        sentence:
          "no `shipment.eta.changed` from `carrier/dhl` since 2026-03-31T08:00:00.000Z, for 121 min; at most 120 min are promised",
        facts: { source: "carrier/dhl", type: "shipment.eta.changed", because: "promised", allowedMs: 2 * HOUR },
      },
    ]);
    await come(made);
    expect(await toldOf(made)).toEqual([]);
  });

  it("is overdue once it is silent for longer than it ever is, each type of each source by itself", async () => {
    const made = await house();
    for (let hour = 0; hour < 40; hour++) {
      await comeEvery(HOUR, 1, made);
      if (hour % 8 === 0) await come(made, { source: "carrier/kn" });
      await come(made, { type: "shipment.noticed" });
    }
    await comeEvery(HOUR, 12, made, { type: "shipment.noticed" });
    const { findings, feeds, young } = await made.gate.overdue();
    expect(findings).toMatchObject([
      { facts: { source: "carrier/dhl", type: "shipment.eta.changed", because: "usual", silentMs: 12 * HOUR } },
    ]);
    expect([feeds, young]).toEqual([3, 1]);
  });

  it("is learned of those that come once or twice a week, and is known after a restart", async () => {
    const made = await house();
    for (const days of [2, 9, 1, 6]) await comeEvery(days * 24 * HOUR, 1, made);
    expect(await made.gate.overdue()).toMatchObject({ findings: [], feeds: 1, young: 1 });
    await made.gate.close();
    const again = createGate(made.config);
    expect(await again.overdue()).toMatchObject({ findings: [], feeds: 1, young: 1 });
  });

  it("counts what a file brings within a minute as one arrival", async () => {
    const made = await house();
    for (let day = 0; day < 60; day++) {
      made.clock.advance(24 * HOUR);
      for (let nr = 0; nr < 3; nr++) await come(made);
    }
    made.clock.advance(30 * HOUR);
    expect(await toldOf(made)).toEqual([]);
    made.clock.advance(6 * 24 * HOUR);
    expect(await toldOf(made)).toMatchObject([{ because: "usual" }]);
  });

  it("waits for one type of several that a contract promises together", async () => {
    const made = await house({
      contracts: [promising, bankContract],
      streams: [{ name: "all", preset: "observe", contract: promising.id }],
    });
    await come(made, { type: "shipment.eta.set" });
    made.clock.advance(HOUR);
    await come(made);
    made.clock.advance(1.5 * HOUR);
    expect(await toldOf(made)).toEqual([]);
    made.clock.advance(HOUR);
    expect(await toldOf(made)).toMatchObject([{ type: "shipment.eta.changed" }]);
  });

  it("is told after a restart, by the version of the contract that counts then, and from the store alone by the last one", async () => {
    const made = await house({ contracts: [etaContract, bankContract] });
    await come(made);
    await made.gate.close();
    made.clock.advance(3 * HOUR);
    const again = {
      ...made,
      gate: createGate({ ...made.config, contracts: [{ ...promising, version: "1.1.0" }, bankContract] }),
    };
    expect(await toldOf(again)).toMatchObject([{ because: "promised" }]);
    const { store = again.config.store } = again.config;
    const at = made.clock.now();
    expect((await findOverdue(store as NonNullable<typeof store>, { at })).findings).toEqual([]);
    await come(again);
    made.clock.advance(3 * HOUR);
    const alone = await findOverdue(store as NonNullable<typeof store>, { at: made.clock.now() });
    expect(alone).toEqual(await again.gate.overdue());
    expect(alone.findings).toHaveLength(1);
  });

  it("says the same whether it was asked after each event or once at the end", async () => {
    const [often, once] = [await house(), await house()];
    for (const made of [often, once]) {
      for (let nr = 0; nr < 35; nr++) {
        await comeEvery((1 + (nr % 3)) * MINUTE, 1, made);
        if (made === often) await made.gate.overdue();
      }
      made.clock.advance(9 * HOUR);
    }
    expect(await often.gate.overdue()).toEqual(await once.gate.overdue());
    expect((await once.gate.overdue()).findings).toHaveLength(1);
  });

  it("is told once, by two that ask at the same moment, and what another process admitted counts", async () => {
    const made = await house({ contracts: [promising, bankContract] });
    const other = createGate(made.config);
    await come(made);
    made.clock.advance(3 * HOUR);
    const answers = await Promise.all([made.gate.overdue(), other.overdue(), made.gate.overdue()]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.findings).toHaveLength(1);
    await other.admit(eta({ time: formatInstant(made.clock.now()) }));
    expect(await toldOf(made)).toEqual([]);
  });
});

describe("a silence cannot be hidden", () => {
  it("by events that only pretend to come from the source", async () => {
    const made = await house({ contracts: [promising, bankContract] });
    await come(made);
    made.clock.advance(3 * HOUR);
    const forged = { event: eta(), payload: "AAAA", signatures: [] };
    await made.gate.admit(forged as unknown);
    await made.gate.admit("{ no json");
    expect(await toldOf(made)).toHaveLength(1);
  });

  it("of one tenant by another", async () => {
    const made = await house({ contracts: [promising, bankContract], tenants: { north: {}, south: {} } });
    await made.gate.admit(eta(), { tenant: "north" });
    made.clock.advance(3 * HOUR);
    await made.gate.admit(eta(), { tenant: "south" });
    expect((await made.gate.overdue({ tenant: "north" })).findings).toHaveLength(1);
    expect((await made.gate.overdue({ tenant: "south" })).findings).toEqual([]);
    expect((await made.gate.overdue()).feeds).toBe(0);
  });

  it("and the question can be given up", async () => {
    const made = await house();
    await come(made);
    await expect(made.gate.overdue({ signal: AbortSignal.abort() })).rejects.toThrow();
    expect((await made.gate.overdue()).feeds).toBe(1);
  });
});
