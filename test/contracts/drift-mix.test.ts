import { describe, expect, it } from "vitest";
import {
  type ContractsFinding,
  createDriftWatch,
  type DriftWatch,
  restoreDriftWatch,
} from "../../src/contracts/index.ts";
import {
  canonicalJson,
  type JsonObject,
  parseJson,
  type SeededRandom,
  seededRandom,
} from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";
import { compiledWith, objectWith } from "./support.ts";

const contract = compiledWith(objectWith({ value: { type: ["number", "string"] }, mode: { type: "string" } }));

interface Stream {
  readonly code: ContractsFinding["code"];
  readonly draw: (random: SeededRandom, changed: boolean) => JsonObject;
}

/** The name whose share a draw falls into. */
function pick(random: SeededRandom, shares: Readonly<Record<string, number>>): string {
  let rest = random.next();
  for (const [name, share] of Object.entries(shares)) {
    if (rest < share) return name;
    rest -= share;
  }
  return "none";
}

const streams: Readonly<Record<string, Stream>> = {
  "a mean that moves by one deviation": {
    code: "distribution_changed",
    draw: (random, changed) => ({ value: 100 + 10 * random.normal() + (changed ? 10 : 0) }),
  },
  "a spread that doubles": {
    code: "distribution_changed",
    draw: (random, changed) => ({ value: 100 + 10 * random.normal() * (changed ? 2 : 1) }),
  },
  "words where a twentieth had been words": {
    code: "distribution_changed",
    draw: (random, changed) =>
      random.next() < (changed ? 0.4 : 0.05) ? { value: "see invoice" } : { value: 100 + 10 * random.normal() },
  },
  "a category that comes three times as often": {
    code: "mix_changed",
    draw: (random, changed) => ({
      mode: pick(random, changed ? { air: 0.5, sea: 0.2, road: 0.3 } : { air: 0.6, sea: 0.3, road: 0.1 }),
    }),
  },
  "a category that nobody had seen": {
    code: "mix_changed",
    draw: (random, changed) => ({ mode: pick(random, { air: 0.6, sea: changed ? 0.2 : 0.4, rail: 1 }) }),
  },
};

/** As a gate does it: inspect, and learn what was found good. */
function admit(watch: DriftWatch, data: JsonObject, at?: Date): readonly ContractsFinding[] {
  const found = watch.inspect(data);
  if (found.length === 0) watch.learn(data, at);
  return found;
}

const seeds = Array.from({ length: 12 }, (_, at) => at + 1);

describe("values that come in other shares are told once, soon, and without a hold:", () => {
  it.each(Object.entries(streams))("%s", (_, { code, draw }) => {
    const delays = seeds.map((seed) => {
      const [watch, random] = [createDriftWatch(contract), seededRandom(seed)];
      for (let event = 0; event < 1_000; event++) admit(watch, draw(random, false));
      const codes = Array.from({ length: 600 }, () => admit(watch, draw(random, true)).map((found) => found.code));
      return codes.findIndex((found) => found.includes(code));
    });
    expect(delays).not.toContain(-1);
    expect(delays.toSorted((a, b) => a - b)[6]).toBeLessThanOrEqual(200);
  });

  it("before and after, odds and since when", () => {
    const [watch, random] = [createDriftWatch(contract), seededRandom(1)];
    const { draw } = streams["a category that comes three times as often"] as Stream;
    for (let event = 0; event < 1_000; event++) watch.learn(draw(random, false));
    const [finding] = Array.from({ length: 600 }, () => admit(watch, draw(random, true))).flat();
    expect(finding).toMatchObject({ code: "mix_changed", severity: "warning", path: "/mode" });
    const { odds, values, before, shares } = (finding as ContractsFinding).facts as {
      odds: number;
      values: number;
      before: number;
      shares: { of: string; before: string; after: string }[];
    };
    expect(odds).toBeGreaterThan(100_000);
    expect(values + before).toBeGreaterThan(1_000);
    expect(shares[0]?.of).toBe("road");
    expect(Number(shares[0]?.after)).toBeGreaterThan(2 * Number(shares[0]?.before));
  });
});

describe("values that come in the same shares", () => {
  it("are told of within the budget: hardly ever in 60,000 events", () => {
    const found = Object.values(streams).flatMap(({ draw }) =>
      seeds.flatMap((seed) => {
        const [watch, random] = [createDriftWatch(contract), seededRandom(100 + seed)];
        return Array.from({ length: 1_000 }, () => admit(watch, draw(random, false))).flat();
      }),
    );
    // A tenth of an event per 10,000 is the budget: six tenths of one are to be expected at most.
    expect(found.length).toBeLessThanOrEqual(3);
  });

  it("are not told of where they wander or never come twice", () => {
    const [watch, random] = [createDriftWatch(contract), seededRandom(7)];
    let level = 100;
    for (let event = 0; event < 3_000; event++) {
      level += 0.1 * random.normal();
      expect(admit(watch, { value: level, mode: `id-${event}` })).toEqual([]);
    }
  });

  it("and are personal are neither counted nor kept", () => {
    const hidden = compiledWith(objectWith({ mode: { type: "string", "x-classification": "personal" } }));
    const watch = createDriftWatch(hidden);
    for (let event = 0; event < 300; event++) watch.learn({ mode: "Erika" });
    expect(JSON.stringify(watch.snapshot())).not.toContain("Erika");
  });
});

describe("how often events come", () => {
  const arrivals = (seed: number, change: number) => {
    const [watch, random] = [createDriftWatch(contract), seededRandom(seed)];
    let time = Date.UTC(2026, 0, 1);
    const next = (mean: number) => {
      time += -Math.log(1 - random.next()) * mean;
      return admit(watch, { mode: "air" }, new Date(time));
    };
    const before = Array.from({ length: 1_000 }, () => next(60_000)).flat();
    return { before, after: Array.from({ length: 600 }, () => next(60_000 * change)) };
  };

  it.each([3, 1 / 3])("is told when it changes, %d times as long", (change) => {
    for (const seed of seeds) {
      const { before, after } = arrivals(seed, change);
      expect(before).toEqual([]);
      const at = after.findIndex((found) => found.some(({ code }) => code === "rate_changed"));
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThanOrEqual(200);
    }
  });

  it("is left alone when it does not", () => {
    expect(seeds.flatMap((seed) => arrivals(seed, 1).after.flat())).toEqual([]);
  });
});

describe("a snapshot with a change that waits to be told", () => {
  const [watch, random] = [createDriftWatch(contract), seededRandom(3)];
  const { draw } = streams["a mean that moves by one deviation"] as Stream;
  for (let event = 0; event < 600; event++) watch.learn(draw(random, false), new Date(event * 1_000));
  while (!JSON.stringify(watch.snapshot()).includes('"odds"')) watch.learn(draw(random, true));
  const snapshot = watch.snapshot();

  it("goes on exactly, and its exhibit repeats the inspection", () => {
    const [copy, original] = [parseJson(canonicalJson(snapshot)), snapshot].map((one) =>
      restoreDriftWatch(contract, one),
    );
    for (let event = 0; event < 300; event++) {
      const data = draw(random, true);
      const found = admit(original as DriftWatch, data);
      expect(admit(copy as DriftWatch, data)).toEqual(found);
      if (event === 0) {
        expect(found.map(({ code }) => code)).toEqual(["distribution_changed"]);
        const exhibit = (original as DriftWatch).exhibit();
        expect(restoreDriftWatch(contract, exhibit).inspect(data)).toEqual(found);
      }
    }
    expect((copy as DriftWatch).snapshot()).toEqual((original as DriftWatch).snapshot());
  });

  const mixes = (snapshot.detectors as { mixes: JsonObject }).mixes;
  const fields = mixes.fields as readonly JsonObject[];
  const changed = (change: object): JsonObject => ({
    ...snapshot,
    detectors: { ...(snapshot.detectors as JsonObject), mixes: { ...mixes, ...change } },
  });
  it.each([
    ["more fields than are kept", changed({ fields: Array.from({ length: 500 }, () => fields[0]) })],
    ["a test without parts", changed({ fields: [{ path: "/value", isFree: false, first: [], test: {} }] })],
    ["parts without a test", changed({ fields: [{ path: "/value", isFree: false, first: [], edges: [1, 2] }] })],
    ["a value that is an object", changed({ fields: [{ path: "/value", isFree: false, first: [{}] }] })],
  ])("is refused with %s", (_, hostile) => {
    expect(codeOf(() => restoreDriftWatch(contract, hostile))).toBe("format_malformed");
  });
});
