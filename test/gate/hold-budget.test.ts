import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseContract } from "../../src/contracts/index.ts";
import { type SeededRandom, seededRandom } from "../../src/foundation/index.ts";
import { createHoldWindow, type HoldStanding } from "../../src/gate/hold-budget.ts";
import { createGate, type Gate, type GateConfig, type StreamConfig } from "../../src/gate/index.ts";
import { defaultTrustModel } from "../../src/trust/index.ts";
import { codeOf } from "../support.ts";
import { eta, etaContract, scene, start } from "./support.ts";

const MINUTE = 60_000;
const stream = {
  name: "carrier-eta",
  source: "carrier/**",
  type: "shipment.eta.changed",
  preset: "strict",
  contract: "shipment-eta",
} as const;

/** A house that suppresses no source, so that only the budget is at work. */
const patient = {
  ...defaultTrustModel,
  minimumEvidence: 1_000_000,
  damping: { ...defaultTrustModel.damping, penalty: 1 },
};

const house = async (own: Partial<StreamConfig> = {}, change: Partial<GateConfig> = {}) => {
  const made = await scene({ streams: [{ ...stream, ...own }], trust: patient, ...change });
  return { ...made, gate: createGate(made.config) };
};

const minutesOf = (random: SeededRandom) => Math.round(Math.exp(4.5 + 0.4 * random.normal()));
const admit = async (gate: Gate, count: number, random: SeededRandom, factor = 1) => {
  const answers = [];
  for (let nr = 0; nr < count; nr++) answers.push(await gate.admit(eta({ minutes: minutesOf(random) * factor })));
  return answers;
};
const countOf = <Value>(values: readonly Value[], value: Value) => values.filter((one) => one === value).length;

describe("a budget that the contract names", () => {
  const generous = { ...etaContract, formatVersion: 2, holdBudget: { percent: 100 } } as const;
  const heldOf = async (own: Partial<StreamConfig>) => {
    const { gate } = await house(own, { contracts: [generous] });
    const random = seededRandom(3);
    await admit(gate, 60, random);
    return countOf(
      (await admit(gate, 40, random, 60)).map(({ reasons }) => reasons[0]?.code),
      "hold_budget_spent",
    );
  };

  it("holds where the stream says nothing else", async () => {
    expect(await heldOf({})).toBe(0);
    expect(await heldOf({ holdBudget: { percent: 5 } })).toBeGreaterThan(0);
  });

  it.each([{ percent: 101 }, { percent: -1 }, { minutes: 0 }, { minutes: 1_441 }, { minutes: 1.5 }, { share: 5 }])(
    "is refused as %j",
    (holdBudget) => {
      expect(codeOf(() => parseContract({ ...generous, holdBudget }))).toBe("contract_malformed");
      expect(codeOf(() => parseContract({ ...generous, formatVersion: 1 }))).toBe("contract_malformed");
    },
  );
});

describe("a stream whose unit changes for good", () => {
  it("holds ten, and the first of each further finding, and then observes what is of low impact, in one exception", async () => {
    const { gate } = await house();
    const random = seededRandom(3);
    await admit(gate, 60, random);
    const answers = await admit(gate, 60, random, 60);
    expect(
      countOf(
        answers.map(({ outcome }) => outcome),
        "held",
      ),
    ).toBe(11);
    const last = answers.at(-1);
    expect(last).toMatchObject({ outcome: "accepted", mode: "observe", wouldBe: { outcome: "held" } });
    expect(last?.reasons[0]).toMatchObject({ code: "hold_budget_spent", path: "" });
    expect(last?.reasons[0]?.sentence).toMatch(/over its budget of 5 %: `unit_\w+` at `\/data\/etaMinutes` \(\d+\)/);
    const exceptions = await (await gate.exceptions()).export();
    const beyond = exceptions.filter(({ cause }) => cause.code === "hold_budget_spent");
    const spared = countOf(
      answers.map(({ mode }) => mode),
      "observe",
    );
    expect(beyond).toMatchObject([{ kind: "observed", members: { waiting: spared } }]);
    expect(spared).toBeGreaterThan(35);
  });

  it.each(["material", "critical"] as const)("holds all that is %s, still in one exception", async (tier) => {
    const allowing = {
      formatVersion: 1 as const,
      id: "receiving",
      version: "1.0.0",
      owner: "controlling",
      rules: [
        {
          name: "kept",
          conditions: { all: [{ fact: "tier", operator: "equal", value: tier }] },
          event: { type: "allow" },
        },
      ],
    };
    const { gate } = await house({ tier }, { policies: [allowing] as NonNullable<GateConfig["policies"]> });
    const random = seededRandom(3);
    await admit(gate, 60, random);
    const answers = await admit(gate, 40, random, 60);
    const outcomes = answers.map(({ outcome }) => outcome);
    expect(countOf(outcomes, "held")).toBe(40 - outcomes.indexOf("held"));
    const exceptions = await (await gate.exceptions()).export();
    const beyond = exceptions.find(({ cause }) => cause.code === "hold_budget_spent");
    expect(beyond).toMatchObject({ kind: "held_event", tier, members: { waiting: countOf(outcomes, "held") - 11 } });
  });

  it("holds again once its time is over and the share is below the budget", async () => {
    const { gate, clock } = await house();
    const random = seededRandom(3);
    await admit(gate, 60, random);
    expect((await admit(gate, 40, random, 60)).at(-1)?.outcome).toBe("accepted");
    clock.advance(16 * MINUTE);
    expect((await admit(gate, 1, random, 60))[0]?.outcome).toBe("held");
  });

  it("learns nothing of what it spares", async () => {
    const { gate } = await house();
    const random = seededRandom(3);
    await admit(gate, 60, random);
    const answers = await admit(gate, 100, random, 60);
    expect(answers.at(-1)?.findings.some(({ code }) => code.startsWith("unit_"))).toBe(true);
  });

  it("never lets through what no rule allows, nor what its contract forbids", async () => {
    const { gate } = await house();
    const random = seededRandom(3);
    await admit(gate, 60, random);
    await admit(gate, 40, random, 60);
    const broken = await gate.admit(eta({ data: { shipment: 7, etaMinutes: 90 * 60 } }));
    expect(broken).toMatchObject({ outcome: "held", mode: "enforce" });
    const silent = await house({}, { policies: [] });
    await admit(silent.gate, 60, random);
    expect((await admit(silent.gate, 40, random, 60)).every(({ outcome }) => outcome === "refused")).toBe(true);
  });

  it("leaves a suppressed source to the trust that suppresses it", async () => {
    const { gate } = await house({}, { trust: defaultTrustModel });
    const random = seededRandom(3);
    await admit(gate, 60, random);
    const last = (await admit(gate, 40, random, 60)).at(-1);
    expect(last).toMatchObject({ outcome: "held", mode: "enforce", trust: { state: "suppressed" } });
    expect(last?.reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["hold_budget_spent", "source_suppressed"]),
    );
  });

  it("has no bound at 100 percent", async () => {
    const { gate } = await house({ holdBudget: { percent: 100 } });
    const random = seededRandom(3);
    await admit(gate, 60, random);
    expect((await admit(gate, 40, random, 60)).at(-1)).toMatchObject({ outcome: "held", mode: "enforce" });
  });

  it.each([{ percent: 101 }, { percent: -1 }, { minutes: 0 }, { minutes: 1.5 }, { percent: Number.NaN }])(
    "refuses the budget %j",
    (holdBudget) => {
      expect(() => createGate({ contracts: [etaContract], streams: [{ ...stream, holdBudget }] })).toThrow(
        /holdBudget/,
      );
    },
  );
});

describe("how often holds were right", () => {
  it("is told from what became of them", async () => {
    const { gate } = await house({ holdBudget: { percent: 100 } });
    expect(await gate.holdPrecision()).toEqual({ held: 0, waiting: 0, fine: 0, confirmed: 0 });
    const random = seededRandom(3);
    await admit(gate, 60, random);
    await admit(gate, 20, random, 60);
    const shelf = await gate.shelf();
    const suspected = (await shelf.list({ limit: 100 })).items.filter(({ codes }) =>
      codes.some((code) => code.startsWith("unit_")),
    );
    const ids = suspected.map(({ id }) => id);
    await gate.admit(eta({ minutes: -5 }));
    const order = { by: "erika", reason: "seen", at: start };
    await shelf.release(ids[0] ?? "", order);
    for (const id of ids.slice(1, 4)) await shelf.discard(id, order);
    await shelf.annotate(ids[4] ?? "", order);
    const held = ids.length;
    expect(await gate.holdPrecision()).toEqual({ held, waiting: held - 4, fine: 1, confirmed: 3, precision: 0.75 });
  });
});

describe("the window of a budget", () => {
  const at = (minute: number) => new Date(start.getTime() + minute * MINUTE);

  it("holds a finding that is new although the budget is spent", () => {
    const window = createHoldWindow({ percent: 5, minutes: 15 });
    let last: HoldStanding | undefined;
    for (let nr = 0; nr < 30; nr++) last = window.note(at(0), ["a"]);
    expect(last).toMatchObject({ spent: true, isKnown: true, suspected: 30, findings: [["a", 30]] });
    expect(window.note(at(0), ["b"])).toMatchObject({ spent: true, isKnown: false });
    expect(window.note(at(0), ["b"])).toMatchObject({ spent: true, isKnown: true });
  });

  it("tells few findings apart when somebody makes up many", () => {
    const window = createHoldWindow({ percent: 5, minutes: 15 });
    let last: HoldStanding | undefined;
    for (let nr = 0; nr < 500; nr++) last = window.note(at(0), [`made up ${nr}`]);
    expect(last?.findings).toHaveLength(101);
    expect(last?.isKnown).toBe(true);
  });

  it("counts as somebody would who remembers every event", () => {
    const event = fc.record({ wait: fc.integer({ min: 0, max: 4 }), found: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (events, minutes) => {
        const window = createHoldWindow({ percent: 5, minutes });
        const all: { minute: number; found: boolean }[] = [];
        let minute = 0;
        for (const { wait, found } of events) {
          minute += wait;
          all.push({ minute, found });
          const standing = window.note(at(minute), found ? ["x"] : []);
          const recent = all.filter((one) => one.minute > minute - minutes);
          const suspected = countOf(
            recent.map((one) => one.found),
            true,
          );
          expect(standing).toMatchObject({ events: recent.length, suspected });
          expect(standing.spent).toBe(found && suspected > Math.max(10, recent.length * 0.05));
        }
      }),
    );
  });
});
