import { describe, expect, it } from "vitest";
import {
  type CompiledContract,
  type ContractsFindings,
  createDriftWatch,
  type DriftWatch,
  restoreDriftWatch,
} from "../../src/contracts/index.ts";
import {
  canonicalJson,
  type JsonObject,
  type JsonValue,
  parseJson,
  type SeededRandom,
  seededRandom,
} from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";
import { compiledWith, objectWith } from "./support.ts";

interface Stream {
  readonly unit: string;
  readonly contract: CompiledContract;
  readonly draw: (random: SeededRandom) => number;
}

const contractIn = (unit: string): CompiledContract =>
  compiledWith(objectWith({ value: { type: ["number", "string"], "x-unit": unit } }), { packs: { case: "30 EA" } });

/** Log-normal streams: what ETAs, weights, prices and quantities look like, from narrow to very wide. */
const stream = (unit: string, mean: number, spread: number): Stream => ({
  unit,
  contract: contractIn(unit),
  draw: (random) => Math.exp(Math.log(mean) + spread * random.normal()),
});

const streams = {
  etaMinutes: stream("min", 90, 0.6),
  weights: stream("kg", 55, 1),
  wideWeights: stream("kg", 150, 1.8),
  prices: stream("EUR", 20, 1.2),
  quantities: stream("EA", 55, 1.2),
};

/** As a gate does it: inspect, and learn what was found good. Answers how the event fared. */
function admit(watch: DriftWatch, data: JsonValue): string | undefined {
  const [finding] = watch.inspect(data);
  if (!finding) watch.learn(data);
  return finding?.code;
}

interface Detection {
  /** Events from the change up to the first suspicion, and to the confirmation. */
  readonly suspected: number;
  readonly confirmed: number;
  readonly facts: ContractsFindings["unit_changed"];
}

function detect({ contract, draw }: Stream, factor: number, seed: number): Detection {
  const [watch, random] = [createDriftWatch(contract), seededRandom(seed)];
  for (let event = 0; event < 1_000; event++) admit(watch, { value: draw(random) });
  let suspected = 0;
  for (let event = 1; event <= 400; event++) {
    const data = { value: draw(random) * factor };
    const [finding] = watch.inspect(data);
    if (finding && suspected === 0) suspected = event;
    if (finding?.code === "unit_changed") return { suspected, confirmed: event, facts: finding.facts };
    if (!finding) watch.learn(data);
  }
  throw new Error(`a change by ${factor} was not confirmed with seed ${seed}`);
}

const quantile = (numbers: readonly number[], part: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(part * (numbers.length - 1))] as number;

describe("a change of unit is found soon, and named:", () => {
  const rows: readonly [
    name: keyof typeof streams,
    factor: number,
    looksLike: string,
    median: number,
    slowest: number,
  ][] = [
    ["etaMinutes", 60, "s", 3, 4],
    ["etaMinutes", 1 / 60, "h", 3, 4],
    ["etaMinutes", 1_000, "min × 1000", 3, 4],
    ["weights", 1_000, "g", 3, 4],
    ["weights", 1 / 1_000, "t", 3, 4],
    ["wideWeights", 1_000, "g", 4, 6],
    ["prices", 100, "minor units of EUR", 4, 6],
    ["prices", 1 / 1_000, "EUR / 1000", 4, 6],
    ["quantities", 1 / 30, "case", 5, 8],
  ];
  for (const [name, factor, looksLike, median, slowest] of rows) {
    it(`${name} by ${Number(factor.toPrecision(3))}`, () => {
      const runs = Array.from({ length: 20 }, (_, seed) => detect(streams[name], factor, 100 + seed));
      const suspected = runs.map((run) => run.suspected);
      expect(quantile(suspected, 0.5)).toBeLessThanOrEqual(median);
      expect(quantile(suspected, 0.9)).toBeLessThanOrEqual(slowest);
      expect(
        quantile(
          runs.map((run) => run.confirmed),
          0.5,
        ),
      ).toBeLessThanOrEqual(20);
      expect(runs.filter(({ facts }) => facts.looksLike === looksLike).length).toBeGreaterThanOrEqual(16);
    });
  }
});

describe("a stream that does not change is left alone:", () => {
  const rows: readonly [name: keyof typeof streams, heldPer10000: number][] = [
    ["etaMinutes", 1],
    ["weights", 1],
    ["wideWeights", 2],
    ["prices", 1],
    ["quantities", 1],
  ];
  for (const [name, heldPer10000] of rows) {
    it(`${name}: at most ${heldPer10000} of 10,000 events are held, and no change is confirmed`, () => {
      const answers = Array.from({ length: 10 }, (_, seed) => {
        const [watch, random] = [createDriftWatch(streams[name].contract), seededRandom(seed)];
        return Array.from({ length: 2_000 }, () => admit(watch, { value: streams[name].draw(random) }));
      }).flat();
      const held = answers.filter((code) => code !== undefined);
      expect((held.length / answers.length) * 10_000).toBeLessThanOrEqual(heldPer10000);
      expect(held).not.toContain("unit_changed");
    });
  }
});

describe("a suspicion", () => {
  const { contract, draw } = streams.etaMinutes;
  const trainedWith = (random: SeededRandom): DriftWatch => {
    const watch = createDriftWatch(contract);
    for (let event = 0; event < 300; event++) watch.learn({ value: draw(random) });
    return watch;
  };

  it("names the unit declared, the one it looks like, the factor and the odds", () => {
    const random = seededRandom(1);
    const watch = trainedWith(random);
    const findings = Array.from({ length: 16 }, () => watch.inspect({ value: Math.round(draw(random) * 60) })[0]);
    expect(findings.slice(0, 2)).toEqual([undefined, undefined]);
    expect(findings[2]).toMatchObject({
      code: "unit_suspected",
      severity: "error",
      path: "/value",
      facts: { declared: "min", looksLike: "s", factor: "60", values: 3 },
    });
    expect(findings[15]).toMatchObject({
      code: "unit_changed",
      sentence: "`/value` is declared in `min`; the last 16 values are in `s`, 60 times as large",
      facts: { factor: "60", values: 16 },
    });
  });

  it("dies down when the values are right again", () => {
    const random = seededRandom(2);
    const watch = trainedWith(random);
    for (let event = 0; event < 5; event++) watch.inspect({ value: draw(random) * 60 });
    const after = Array.from({ length: 10 }, () => admit(watch, { value: draw(random) }));
    expect(after.slice(4)).toEqual(Array.from({ length: 6 }, () => undefined));
  });

  it("ends after a confirmed change as soon as the source has repaired it", () => {
    const random = seededRandom(3);
    const watch = trainedWith(random);
    for (let event = 0; event < 50; event++) watch.inspect({ value: draw(random) * 60 });
    const after = Array.from({ length: 10 }, () => admit(watch, { value: draw(random) }));
    expect(after.filter(Boolean).length).toBeLessThanOrEqual(3);
    expect(after.at(-1)).toBeUndefined();
  });

  it("learns nothing that was let through while it grew", () => {
    const random = seededRandom(4);
    const watch = trainedWith(random);
    const fieldsOf = () =>
      JSON.stringify(
        (
          watch.snapshot().detectors as { quantities: { fields: { counts: number[]; waiting: number[] }[] } }
        ).quantities.fields.map(({ counts, waiting }) => [counts, waiting]),
      );
    const before = fieldsOf();
    for (let event = 0; event < 40; event++) {
      const data = { value: draw(random) * 60 };
      watch.inspect(data);
      watch.learn(data);
    }
    expect(fieldsOf()).toBe(before);
  });

  it("that turns out to be a change of level is dropped, and the new level learned", () => {
    const random = seededRandom(5);
    const watch = trainedWith(random);
    // Seventeen times as large, and ten times as wide: no unit explains that.
    const answers = Array.from({ length: 400 }, () =>
      admit(watch, { value: draw(random) * 17 * Math.exp(random.normal()) }),
    );
    expect(answers.slice(0, 20)).toContain("unit_suspected");
    expect(answers.slice(300).filter(Boolean)).toEqual([]);
  });

  it("counts one vote for each event, however many lines it has", () => {
    const lines = compiledWith(
      objectWith({ lines: { type: "array", items: objectWith({ weight: { type: "number", "x-unit": "kg" } }) } }),
    );
    const [watch, random] = [createDriftWatch(lines), seededRandom(6)];
    const event = (factor: number) => ({
      lines: Array.from({ length: 20 }, () => ({ weight: streams.weights.draw(random) * factor })),
    });
    for (let at = 0; at < 100; at++) watch.learn(event(1));
    const found = Array.from({ length: 3 }, () => watch.inspect(event(1_000)));
    expect(found.map((findings) => findings.length)).toEqual([0, 0, 1]);
    expect(found[2]?.[0]).toMatchObject({ path: "/lines/0/weight", facts: { looksLike: "g" } });
  });
});

describe("values", () => {
  it("are watched apart where their unit stands beside them", () => {
    const money = compiledWith(
      objectWith({
        amount: { type: "string", format: "decimal", "x-unit": { pointer: "/currency" } },
        currency: { type: "string" },
      }),
    );
    const [watch, random] = [createDriftWatch(money), seededRandom(7)];
    const event = (currency: string, factor: number) => ({
      currency,
      amount: (streams.prices.draw(random) * factor).toFixed(2),
    });
    for (let at = 0; at < 300; at++)
      for (const [currency, level] of [
        ["EUR", 1],
        ["JPY", 160],
      ] as const)
        expect(admit(watch, event(currency, level))).toBeUndefined();
    const found = Array.from({ length: 20 }, () => admit(watch, event("JPY", 160 * 100)));
    expect(found).toContain("unit_changed");
    expect(Array.from({ length: 20 }, () => admit(watch, event("EUR", 1)))).not.toContain("unit_changed");
  });

  it.each([
    0,
    "0.00",
    -5,
    "see ASN-93",
    "n/a",
    null,
    true,
    [],
    {},
    1e308,
    5e-324,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "1e400",
    "",
  ])("of any kind do no harm: %j", (value) => {
    const watch = createDriftWatch(streams.weights.contract);
    const random = seededRandom(8);
    for (let event = 0; event < 100; event++) watch.learn({ value: streams.weights.draw(random) });
    for (let event = 0; event < 3; event++) {
      watch.inspect({ value } as JsonValue);
      watch.learn({ value } as JsonValue);
    }
    expect(admit(watch, { value: 55 })).toBeUndefined();
  });

  it("in more fields than there is room for are told once", () => {
    const any = compiledWith({ type: "object", additionalProperties: { type: "number", "x-unit": "kg" } });
    const watch = createDriftWatch(any);
    watch.learn(Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`f${at}`, 1])));
    expect(watch.inspect({ f1: 1 })).toMatchObject([
      { code: "shape_unbounded", facts: { limit: 500, of: "fields with a unit" } },
    ]);
    expect(watch.inspect({ f1: 1 })).toEqual([]);
  });
});

describe("a snapshot in the middle of a suspicion", () => {
  const { contract, draw } = streams.etaMinutes;
  const random = seededRandom(9);
  const watch = createDriftWatch(contract);
  for (let event = 0; event < 5_000; event++) watch.learn({ value: draw(random) });
  for (let event = 0; event < 8; event++) watch.inspect({ value: draw(random) * 60 });
  const snapshot = watch.snapshot();
  const events = Array.from({ length: 60 }, (_, at) => ({ value: draw(random) * (at < 30 ? 60 : 1) }));

  it("goes on exactly", () => {
    const copy = restoreDriftWatch(contract, parseJson(canonicalJson(snapshot)));
    const original = restoreDriftWatch(contract, snapshot);
    for (const event of events) expect(admit(copy, event)).toBe(admit(original, event));
    expect(copy.snapshot()).toEqual(original.snapshot());
  });

  it("taken as an exhibit repeats each inspection", () => {
    const original = restoreDriftWatch(contract, snapshot);
    for (const event of events) {
      const found = original.inspect(event);
      expect(restoreDriftWatch(contract, original.exhibit()).inspect(event)).toEqual(found);
      if (found.length === 0) original.learn(event);
    }
  });

  const quantities = (snapshot.detectors as { quantities: JsonObject }).quantities;
  const [field] = quantities.fields as readonly JsonObject[];
  const test = field?.test as JsonObject;
  const changed = (change: object): JsonObject => ({
    ...snapshot,
    detectors: { quantities: { ...quantities, fields: [{ ...field, ...change }] } },
  });
  it.each([
    ["a unit nobody knows", changed({ measure: { kind: "unit", of: "furlong" } })],
    ["counts of steps that do not exist", changed({ counts: [1_000_000, 1] })],
    ["counts without steps", changed({ counts: [1] })],
    ["scores of another unit", changed({ measure: { kind: "unit", of: "kg" } })],
    ["a score that is no number", changed({ test: { ...test, scores: (test.scores as number[]).map(() => "1") } })],
    ["a hypothesis that does not exist", changed({ test: { ...test, named: 99 } })],
  ])("is refused with %s", (_, hostile) => {
    expect(codeOf(() => restoreDriftWatch(contract, hostile))).toBe("format_malformed");
  });
});
