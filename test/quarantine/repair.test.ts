import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileContract, createDriftWatch, createMigrator } from "../../src/contracts/index.ts";
import { canonicalJson, type JsonObject, type JsonValue, seededRandom, utf8 } from "../../src/foundation/index.ts";
import {
  applyOperations,
  type Capsule,
  createJudge,
  dryRun,
  formatRepairPlan,
  parseRepairPlan,
  proposeRepairs,
  type RepairOperation,
  type RepairPlan,
  readRepairPlan,
  repairEvent,
  repairPlanDigest,
} from "../../src/quarantine/index.ts";
import { codeOf } from "../support.ts";
import { at, compiled, eventWith, holdEvent, trainedWatch } from "./support.ts";

const one = (operation: RepairOperation, data: JsonValue, tools = {}): JsonValue =>
  applyOperations(data, [operation], tools);

describe("an operation changes exactly what it names:", () => {
  const rows: readonly [what: string, RepairOperation, before: JsonValue, after: JsonValue][] = [
    ["seconds to minutes", { op: "divide", path: "/eta", by: "60" }, { eta: 5_400 }, { eta: 90 }],
    ["a quotient that does not end", { op: "divide", path: "/eta", by: "60", digits: 2 }, { eta: 100 }, { eta: 1.67 }],
    ["half to even", { op: "divide", path: "/eta", by: "4", digits: 0 }, { eta: 10 }, { eta: 2.5 }],
    ["cents to euros, as text", { op: "divide", path: "/price", by: "100" }, { price: "1999" }, { price: "19.99" }],
    ["its scale is kept", { op: "divide", path: "/price", by: "100" }, { price: "4500.00" }, { price: "45.00" }],
    [
      "digits beyond a double",
      { op: "multiply", path: "/n", by: "1000" },
      { n: "0.1234567890123456789" },
      { n: "123.4567890123456789000" },
    ],
    ["a negative one", { op: "divide", path: "/n", by: "60", digits: 1 }, { n: -90 }, { n: -1.5 }],
    [
      "every line of a list",
      { op: "multiply", path: "/lines/*/q", by: "12" },
      { lines: [{ q: 1 }, { q: "2.50" }] },
      { lines: [{ q: 12 }, { q: "30.00" }] },
    ],
    [
      "pounds to kilograms",
      { op: "convert", path: "/w", from: "[lb_av]", to: "kg", digits: 4 },
      { w: "10" },
      { w: "4.5359" },
    ],
    ["degrees", { op: "convert", path: "/t", from: "[degF]", to: "Cel" }, { t: 212 }, { t: 100 }],
    ["a name", { op: "rename", path: "/etaMin", to: "etaMinutes" }, { etaMin: 1, x: 2 }, { etaMinutes: 1, x: 2 }],
    [
      "a name in every line",
      { op: "rename", path: "/lines/*/qty", to: "quantity" },
      { lines: [{ qty: 1 }] },
      { lines: [{ quantity: 1 }] },
    ],
    ["day and month", { op: "swap_day_month", path: "/due" }, { due: "2026-03-11" }, { due: "2026-11-03" }],
    [
      "day and month of a time",
      { op: "swap_day_month", path: "/due" },
      { due: "2026-03-11T08:00:00Z" },
      { due: "2026-11-03T08:00:00Z" },
    ],
  ];
  it.each(rows)("%s", (_, operation, before, after) => {
    const copy = structuredClone(before);
    expect(one(operation, before)).toEqual(after);
    expect(before).toEqual(copy);
  });

  it("a migration, by whoever knows the versions", () => {
    const migrate = (data: JsonValue, step: object): JsonValue => ({ ...(data as JsonObject), step: { ...step } });
    expect(one({ op: "migrate", contract: "eta", from: "1.0.0", to: "2.0.0" }, { a: 1 }, { migrate })).toEqual({
      a: 1,
      step: { contract: "eta", from: "1.0.0", to: "2.0.0" },
    });
  });

  it("a migration of the contracts room, and none that it does not have", () => {
    const newer = compileContract({ ...compiled.contract, version: "2.0.0" });
    const { migrate } = createMigrator({
      contracts: [compiled, newer],
      migrations: [
        {
          formatVersion: 1,
          contract: "shipment-eta",
          from: "1.0.0",
          to: "2.0.0",
          up: [{ op: "rename", path: "/eta_min", to: "etaMinutes" }],
        },
      ],
    });
    const tools = { migrate: (data: JsonValue, journey: Parameters<typeof migrate>[1]) => migrate(data, journey).data };
    const operation = { op: "migrate", contract: "shipment-eta", from: "1.0.0", to: "2.0.0" } as const;
    expect(one(operation, { eta_min: 90 }, tools)).toEqual({ etaMinutes: 90 });
    expect(codeOf(() => one({ ...operation, to: "3.0.0" }, { eta_min: 90 }, tools))).toBe("repair_misfit");
  });

  it("and dividing undoes multiplying, for every decimal", () => {
    const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(20)).map(([units, scale]) => {
      const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
      const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
      return units < 0n ? `-${text}` : text;
    });
    fc.assert(
      fc.property(decimal, fc.integer({ min: 1, max: 1_000_000 }), (n, by) => {
        const more = one({ op: "multiply", path: "/n", by: String(by) }, { n });
        expect(one({ op: "divide", path: "/n", by: String(by) }, more)).toEqual({ n });
      }),
    );
  });

  const misfits: readonly [what: string, RepairOperation, data: JsonValue][] = [
    ["nothing there", { op: "divide", path: "/eta", by: "60" }, {}],
    ["a text that is no number", { op: "divide", path: "/eta", by: "60" }, { eta: "soon" }],
    ["a null", { op: "multiply", path: "/eta", by: "60" }, { eta: null }],
    ["a quotient that does not end, without digits", { op: "divide", path: "/eta", by: "60" }, { eta: 100 }],
    ["a number beyond what JSON keeps", { op: "multiply", path: "/n", by: "1000" }, { n: 9_007_199_254_740_991 }],
    ["a unit of something else", { op: "convert", path: "/n", from: "kg", to: "min" }, { n: 1 }],
    ["a unit that nobody knows", { op: "convert", path: "/n", from: "parsecs", to: "m" }, { n: 1 }],
    ["a name that is taken", { op: "rename", path: "/a", to: "b" }, { a: 1, b: 2 }],
    ["a name for an item of a list", { op: "rename", path: "/a/0", to: "b" }, { a: [1] }],
    ["a day that is no month", { op: "swap_day_month", path: "/d" }, { d: "2026-03-13" }],
    ["a date of another form", { op: "swap_day_month", path: "/d" }, { d: "3/11/2026" }],
    ["a migration that nobody knows", { op: "migrate", contract: "eta", from: "1.0.0", to: "2.0.0" }, {}],
  ];
  it.each(misfits)("it does not fit %s", (_, operation, data) =>
    expect(codeOf(() => one(operation, data))).toBe("repair_misfit"),
  );
});

const plan: RepairPlan = {
  formatVersion: 1,
  contract: { id: "shipment-eta", version: "1.0.0", digest: compiled.digest },
  selection: { codes: ["unit_suspected", "unit_changed"], path: "/etaMinutes", source: "carrier/dhl" },
  operations: [{ op: "divide", path: "/etaMinutes", by: "60", digits: 6 }],
  owners: ["logistics"],
  proposedBy: "countersign",
  proposedAt: "2026-03-31T08:00:00.000Z",
  reason: "the last 16 values are in `s`",
};

describe("a repair plan", () => {
  it("comes back from its canonical JSON, and is known by it", () => {
    expect(readRepairPlan(formatRepairPlan(plan))).toEqual(plan);
    expect(repairPlanDigest(parseRepairPlan(JSON.parse(JSON.stringify(plan))))).toBe(repairPlanDigest(plan));
    expect(repairPlanDigest({ ...plan, operations: [] })).not.toBe(repairPlanDigest(plan));
  });

  const altered: readonly [why: string, change: object, code: string][] = [
    ["a newer format", { formatVersion: 2 }, "newer_format"],
    ["an operation nobody knows", { operations: [{ op: "eval", code: "1" }] }, "format_malformed"],
    [
      "a member nobody knows in an operation",
      { operations: [{ ...plan.operations[0], script: "x" }] },
      "format_malformed",
    ],
    ["division by zero", { operations: [{ op: "divide", path: "/x", by: "0.00" }] }, "format_malformed"],
    ["a factor that is a number", { operations: [{ op: "divide", path: "/x", by: 60 }] }, "format_malformed"],
    ["a negative factor", { operations: [{ op: "multiply", path: "/x", by: "-1" }] }, "format_malformed"],
    ["a path that is no pointer", { operations: [{ op: "divide", path: "x", by: "60" }] }, "format_malformed"],
    ["an operation named like a property of every object", { operations: [{ op: "constructor" }] }, "format_malformed"],
    ["more operations than anybody reads", { operations: Array(51).fill(plan.operations[0]) }, "format_malformed"],
    ["a time in another zone", { proposedAt: "2026-03-31T10:00:00+02:00" }, "format_malformed"],
  ];
  it.each(altered)("with %s is refused", (_, change, code) =>
    expect(codeOf(() => parseRepairPlan({ ...plan, ...change }))).toBe(code),
  );

  it("makes the same new event each time, with the old one as its cause", () => {
    const capsule = holdEvent({ etaMinutes: 5_400 });
    const [event, again] = [repairEvent(capsule, plan), repairEvent(capsule, plan)];
    expect(event).toEqual(again);
    expect(event).toMatchObject({
      source: "carrier/dhl",
      subject: "SHP-1",
      causationid: "e-1",
      data: { etaMinutes: 90 },
    });
    expect(event.id).toMatch(/^e-1\.repaired-[0-9a-f]{16}$/);
    expect(repairEvent(capsule, { ...plan, reason: "another plan" }).idempotencykey).not.toBe(event.idempotencykey);
  });

  it("never names a member that every object inherits", () => {
    const capsule = holdEvent({ etaMinutes: 1 });
    const rename = { ...plan, operations: [{ op: "rename", path: "/etaMinutes", to: "__proto__" }] } as RepairPlan;
    expect(() => repairEvent(capsule, rename)).toThrow();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

/** Sixty events in seconds as a gate holds them, from the first that is suspected on. */
function heldInSeconds(change: (minutes: number) => JsonObject = (minutes) => ({ etaMinutes: minutes * 60 })) {
  const [watch, random] = [trainedWatch(), seededRandom(7)];
  const held = Array.from({ length: 60 }, (_, nr) =>
    holdEvent(
      { carrier: "DHL", ...change(Math.round(Math.exp(4.5 + 0.5 * random.normal()))) },
      { watch, key: `SHP-${nr}` },
    ),
  ).filter(({ findings }) => findings.length > 0);
  return { held, snapshot: watch.snapshot() };
}

async function* each(capsules: readonly Capsule[]): AsyncGenerator<Capsule> {
  yield* capsules;
}

describe("a repair is read from what was found:", () => {
  it("a unit", () => {
    const { held, snapshot } = heldInSeconds();
    const proposals = proposeRepairs(held, compiled, { judge: createJudge(compiled, snapshot), at });
    expect(proposals[0]).toMatchObject({
      sentence: "divide `/etaMinutes` by 60",
      tried: 20,
      passes: 20,
      plan: { selection: plan.selection, operations: plan.operations, owners: ["logistics"], contract: plan.contract },
    });
  });

  it("a name, and the unit behind it", () => {
    const { held, snapshot } = heldInSeconds((minutes) => ({ eta_minutes: minutes * 60 }));
    const [first] = proposeRepairs(held, compiled, { judge: createJudge(compiled, snapshot), at });
    expect(first).toMatchObject({
      sentence: "rename `/eta_minutes` to `etaMinutes`, then divide `/etaMinutes` by 60",
      passes: 20,
    });
  });

  it("a relation, told by what else the field must be", () => {
    const lines = compileContract({
      formatVersion: 1,
      id: "order",
      version: "1.0.0",
      owner: "purchasing",
      tier: "material",
      packs: { case: "12 EA" },
      schema: {
        type: "object",
        required: ["quantity", "price", "value"],
        properties: {
          quantity: { type: "integer", "x-owner": "warehouse", maximum: 100 },
          price: { type: "string", format: "decimal" },
          value: { type: "string", format: "decimal" },
        },
        "x-relation": [{ name: "value", left: { product: ["/quantity", "/price"] }, right: "/value", within: "0.01" }],
      },
    });
    const hold = (data: JsonObject): Capsule =>
      holdEvent(data, {
        bytes: utf8(JSON.stringify(eventWith(data))),
        findings: lines.validate(data),
        contract: { id: "order", version: "1.0.0", digest: lines.digest },
      });
    const held = [
      hold({ quantity: 480, price: "2.50", value: "100.00" }),
      hold({ quantity: 120, price: "1.10", value: "11.00" }),
    ];
    expect(held[0]?.findings.map(({ code }) => code).sort()).toEqual(["relation_broken", "value_out_of_range"]);
    const ways = proposeRepairs(held, lines, { judge: createJudge(lines, null), at });
    expect(ways.map(({ sentence, passes }) => [sentence, passes])).toEqual([["divide `/quantity` by 12", 2]]);
    expect(ways[0]?.plan.owners).toEqual(["warehouse"]);
  });

  it("both readings of a unit that neither side is proven of, for a person to choose", async () => {
    const [watch, random] = [createDriftWatch(compiled), seededRandom(1)];
    const minutes = () => Math.round(90 * Math.exp(0.45 * random.normal()));
    for (let event = 0; event < 30; event++) watch.learn({ etaMinutes: minutes() });
    const held = Array.from({ length: 20 }, () => holdEvent({ etaMinutes: 60 * minutes() }, { watch })).filter(
      ({ findings }) => findings.length > 0,
    );
    expect(held.at(-1)?.findings).toMatchObject([{ code: "unit_ambiguous", facts: { beforeLooksLike: "h" } }]);
    const judge = createJudge(compiled, watch.snapshot());
    const ways = proposeRepairs(held, compiled, { judge, at });
    expect(ways.map(({ sentence, tried, passes }) => [sentence, passes === tried])).toEqual([
      ["divide `/etaMinutes` by 60", true],
      ["send them on as they are; those before them look like `h` then", true],
    ]);
    for (const { plan: way } of ways) {
      expect(way.owners).toEqual(["logistics"]);
      const { selected, passes } = await dryRun(way, each(held), { judgeFor: () => judge });
      expect([selected, passes]).toEqual([held.length, held.length]);
    }
  });

  it("that values may be right that are only suspected, last, and only of what was suspected of them", async () => {
    const { held, snapshot } = heldInSeconds();
    const judge = createJudge(compiled, snapshot);
    const ways = proposeRepairs(held, compiled, { judge, at });
    expect(ways.map(({ sentence }) => sentence)).toEqual(["divide `/etaMinutes` by 60", "send them on as they are"]);
    const { plan: asTheyAre } = ways[1] as (typeof ways)[number];
    const run = (capsules: readonly Capsule[], change: object = {}) =>
      dryRun({ ...asTheyAre, ...change }, each(capsules), { judgeFor: () => judge });
    expect(await run(held)).toMatchObject({ selected: held.length, passes: held.length });
    const [first] = held as [Capsule];
    const unlike = { ...first, findings: first.findings.map((found) => ({ ...found, code: "shape_changed" })) };
    const selection = { ...asTheyAre.selection, codes: ["shape_changed"] };
    expect(await run([unlike], { selection })).toMatchObject({ selected: 1, passes: 0 });
    const broken = { ...holdEvent({ etaMinutes: -5 }), findings: first.findings };
    expect(await run([broken])).toMatchObject({ selected: 1, passes: 0, fails: { value_out_of_range: 1 } });
  });

  it("and nothing from what only says that it is wrong", () => {
    expect(
      proposeRepairs([holdEvent({ etaMinutes: -5 })], compiled, { judge: createJudge(compiled, null), at }),
    ).toEqual([]);
    expect(proposeRepairs([], compiled, { judge: createJudge(compiled, null), at })).toEqual([]);
  });
});

describe("a dry run", () => {
  it("tells those that would pass from a straggler that was right as it was", async () => {
    const { held, snapshot } = heldInSeconds();
    const straggler = holdEvent(
      { etaMinutes: 88, carrier: "DHL" },
      { findings: held[0]?.findings ?? [], key: "SHP-LATE" },
    );
    const other = holdEvent({ etaMinutes: -5 });
    const judge = createJudge(compiled, snapshot);
    const run = await dryRun(plan, each([...held.slice(0, 10), straggler, ...held.slice(10), other]), {
      judgeFor: () => judge,
    });
    expect(run).toMatchObject({ selected: held.length + 1, passes: held.length, right: 1, fails: {} });
    expect(run.examples.find(({ findings }) => findings.length > 0)).toMatchObject({ key: "SHP-LATE", right: true });
    expect(run.examples[0]?.difference).toMatchObject([
      { op: "test", path: "/etaMinutes" },
      { op: "replace", path: "/etaMinutes" },
    ]);
  });

  it("says what does not fit", async () => {
    const { held, snapshot } = heldInSeconds();
    const other = { ...plan, operations: [{ op: "divide", path: "/etaSeconds", by: "60" }] } as RepairPlan;
    const run = await dryRun(other, each(held), { judgeFor: () => createJudge(compiled, snapshot) });
    expect(run).toMatchObject({ passes: 0, right: 0, fails: { repair_misfit: held.length } });
  });

  it("shows no classified value", async () => {
    const { contract } = compiled;
    const secret = structuredClone(contract.schema) as { properties: { etaMinutes: JsonObject } };
    secret.properties.etaMinutes = { ...secret.properties.etaMinutes, "x-classification": "confidential" };
    const { held, snapshot } = heldInSeconds();
    const run = await dryRun(plan, each(held), {
      judgeFor: () => createJudge(compiled, snapshot),
      contract: { ...contract, schema: secret as unknown as JsonObject },
    });
    expect(run.passes).toBe(held.length);
    expect(canonicalJson(run.examples.map(({ difference }) => difference))).toBe("[[],[],[]]");
  });

  it("ends when told to", async () => {
    const { held, snapshot } = heldInSeconds();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(dryRun(plan, each(held), { judgeFor: () => createJudge(compiled, snapshot), signal })).rejects.toThrow(
      "enough",
    );
  });
});
