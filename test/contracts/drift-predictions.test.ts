import { describe, expect, it } from "vitest";
import { createDriftWatch, type DriftWatch } from "../../src/contracts/index.ts";
import { type JsonObject, type SeededRandom, seededRandom } from "../../src/foundation/index.ts";
import { compiledWith, objectWith } from "./support.ts";

const contract = compiledWith(
  objectWith({
    features: objectWith({
      distance: { type: "number", "x-unit": "km" },
      weight: { type: "number", "x-unit": "kg" },
    }),
    scores: { type: "array", items: { type: "number" } },
    delayHours: { type: "number", "x-unit": "h" },
    class: { type: "string", enum: ["on time", "late"] },
  }),
);

interface World {
  readonly distanceFactor?: number;
  readonly delayFactor?: number;
  readonly score?: number;
  readonly late?: number;
}

/** One line of a model's log: what it was given, and what it said. */
const prediction = (
  random: SeededRandom,
  { distanceFactor = 1, delayFactor = 1, score = 0, late = 0.1 }: World,
): JsonObject => ({
  features: {
    distance: 400 * Math.exp(0.4 * random.normal()) * distanceFactor,
    weight: 900 * Math.exp(0.5 * random.normal()),
  },
  scores: [score + 0.1 * random.normal(), 1],
  delayHours: 6 * Math.exp(0.3 * random.normal()) * delayFactor,
  class: random.next() < late ? "late" : "on time",
});

function admit(watch: DriftWatch, data: JsonObject): readonly string[] {
  const found = watch.inspect(data);
  if (found.length === 0) watch.learn(data);
  return found.map(({ code, path }) => `${code} ${path}`);
}

/** What is said of so many predictions after a thousand usual ones. */
function toldOf(world: World, seed: number): ReadonlySet<string> {
  const [watch, random] = [createDriftWatch(contract), seededRandom(seed)];
  for (let event = 0; event < 1_000; event++) expect(admit(watch, prediction(random, {}))).toEqual([]);
  return new Set(Array.from({ length: 300 }, () => admit(watch, prediction(random, world))).flat());
}

describe("a model's predictions, and the features that it was given", () => {
  const rows: readonly [name: string, world: World, told: string][] = [
    ["a feature in metres", { distanceFactor: 1_000 }, "unit_changed /features/distance"],
    ["a prediction in minutes", { delayFactor: 60 }, "unit_changed /delayHours"],
    ["a score that moved", { score: 0.15 }, "distribution_changed /scores/0"],
    ["another class three times as often", { late: 0.35 }, "mix_changed /class"],
  ];
  it.each(rows)("are told of: %s", (_, world, told) => {
    for (const seed of [1, 2, 3]) expect([...toldOf(world, seed)]).toContain(told);
  });

  it("are left alone while nothing changes", () => {
    for (const seed of [4, 5, 6]) expect([...toldOf({}, seed)]).toEqual([]);
  });
});
