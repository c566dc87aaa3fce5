import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type CompiledContract,
  type Contract,
  compileContract,
  createDriftWatch,
  type DriftWatch,
  restoreDriftWatch,
} from "../../src/contracts/index.ts";
import { formatInstant, type JsonObject, type JsonValue, seededRandom } from "../../src/foundation/index.ts";
import { compiledWith, objectWith } from "./support.ts";

/** As a gate does it: inspect, and learn what was found good. */
function admit(watch: DriftWatch, data: JsonValue): string | undefined {
  const [finding] = watch.inspect(data);
  if (!finding) watch.learn(data);
  return finding?.code;
}

interface Run {
  readonly contract: CompiledContract;
  readonly event: (at: number, changed: boolean) => JsonObject;
}

/** Events up to the first confirmed change, and what it says; and how many were held before. */
function changeAfter({ contract, event }: Run, events = 400) {
  const watch = createDriftWatch(contract);
  const heldBefore = Array.from({ length: events }, (_, at) => admit(watch, event(at, false))).filter(Boolean).length;
  for (let at = events; at < events + 100; at++) {
    const data = event(at, true);
    const [finding] = watch.inspect(data);
    if (finding?.code === "unit_changed") return { after: at - events + 1, heldBefore, finding };
    if (!finding) watch.learn(data);
  }
  return { after: Number.POSITIVE_INFINITY, heldBefore, finding: undefined };
}

const minute = 60_000;
const start = Date.UTC(2026, 0, 3);

describe("a change that is more than a factor is found and named:", () => {
  const random = seededRandom(11);
  const sent = (at: number): number => start + at * 37 * minute;
  const swapped = (day: string): string =>
    Number(day.slice(8)) > 12 ? day : `${day.slice(0, 4)}-${day.slice(8)}-${day.slice(5, 7)}`;
  const rows: readonly [name: string, looksLike: string, run: Run][] = [
    [
      "degrees Celsius where Fahrenheit is declared",
      "Cel",
      {
        contract: compiledWith(objectWith({ value: { type: "number", "x-unit": "[degF]" } })),
        event: (_, changed) => {
          const fahrenheit = 41 + 2 * random.normal();
          return { value: changed ? ((fahrenheit - 32) * 5) / 9 : fahrenheit };
        },
      },
    ],
    [
      "day and month swapped",
      "day and month swapped",
      {
        contract: compiledWith(
          objectWith({ orderedOn: { type: "string", format: "date" }, dueOn: { type: "string", format: "date" } }),
        ),
        event: (at, changed) => {
          const day = (after: number) => formatInstant(start + (at + after) * 1_440 * minute).slice(0, 10);
          const due = day(10 + Math.round(3 * random.normal()));
          return { dueOn: changed ? swapped(due) : due, orderedOn: day(0) };
        },
      },
    ],
    [
      "times of another zone, beside one that is right",
      "2 h later",
      {
        contract: compiledWith(
          objectWith({
            departedAt: { type: "string", format: "date-time" },
            arrivedAt: { type: "string", format: "date-time" },
          }),
        ),
        event: (at, changed) => ({
          arrivedAt: formatInstant(sent(at) + (95 + 6 * random.normal() + (changed ? 120 : 0)) * minute),
          departedAt: formatInstant(sent(at)),
        }),
      },
    ],
    [
      "cases where pieces are declared",
      "case",
      {
        contract: compiledWith(objectWith({ value: { type: "number", "x-unit": "EA" } }), {
          packs: { case: "144 EA" },
        }),
        event: (_, changed) => ({ value: Math.exp(6 + 0.7 * random.normal()) / (changed ? 144 : 1) }),
      },
    ],
    [
      "a series that wanders, in another unit",
      "kg",
      {
        contract: compiledWith(objectWith({ value: { type: "number", "x-unit": "g" } })),
        event: (at, changed) => ({
          value: (500 + at * 4 + 10 * random.normal()) / (changed ? 1_000 : 1),
        }),
      },
    ],
  ];
  it.each(rows)("%s", (_, looksLike, run) => {
    const { after, heldBefore, finding } = changeAfter(run);
    expect(heldBefore).toBe(0);
    expect(after).toBeLessThanOrEqual(64);
    expect(finding).toMatchObject({ severity: "error", facts: { looksLike } });
  });
});

describe("a number without a declared unit", () => {
  const random = seededRandom(12);
  const contract = compiledWith(objectWith({ value: { type: "number" } }));
  const { finding } = changeAfter({
    contract,
    event: (_, changed) => ({ value: Math.exp(4 + 0.5 * random.normal()) * (changed ? 60 : 1) }),
  });

  it("is told of, and holds nothing up", () => {
    expect(finding).toMatchObject({ severity: "warning", facts: { declared: "nothing", factor: "60" } });
    expect(finding?.sentence).toMatch(/declared in no unit; the last \d+ values are 60 times as large/);
  });
});

describe("numbers of several senders", () => {
  const levels: Readonly<Record<string, number>> = { air: 5, road: 400, sea: 20_000 };
  const carriers = Object.keys(levels);
  const schema = (strata: object) => ({
    ...objectWith({ carrier: { type: "string" }, weight: { type: "number", "x-unit": "kg" } }),
    ...strata,
  });
  const run = (strata: object): Run => {
    const random = seededRandom(13);
    return {
      contract: compiledWith(schema(strata), { formatVersion: 2 }),
      event: (at, changed) => {
        const carrier = carriers[at % carriers.length] as string;
        const weight = (levels[carrier] as number) * Math.exp(0.3 * random.normal());
        return { carrier, weight: changed && carrier === "road" ? weight / 100 : weight };
      },
    };
  };

  it("are compared apart where the contract divides them, so that one sender's change shows", () => {
    const { heldBefore, after, finding } = changeAfter(run({ "x-strata": "/carrier" }));
    expect(heldBefore).toBe(0);
    expect(after).toBeLessThanOrEqual(60);
    expect(finding).toMatchObject({ facts: { among: "road", factor: "0.01" } });
    expect(finding?.sentence).toContain("`/weight` of `road` is declared in `kg`");
  });

  it("hide it where nothing divides them: each of them looks like another's", () => {
    expect(changeAfter(run({})).finding).toBeUndefined();
  });

  it("are not told apart by name where the name is confidential", () => {
    const hidden = schema({ "x-strata": "/carrier" });
    const properties = {
      ...(hidden.properties as object),
      carrier: { type: "string", "x-classification": "confidential" },
    };
    const { finding } = changeAfter({
      ...run({}),
      contract: compiledWith({ ...hidden, properties }, { formatVersion: 2 }),
    });
    expect(finding).toMatchObject({ facts: { factor: "0.01" } });
    expect(JSON.stringify(finding)).not.toContain("road");
  });

  it("are pooled beyond 64 of them, and the watch keeps no more", () => {
    const watch = createDriftWatch(compiledWith(schema({ "x-strata": "/carrier" }), { formatVersion: 2 }));
    for (let at = 0; at < 1_000; at++) watch.learn({ carrier: `c${at}`, weight: 1 + at });
    const { fields } = (watch.snapshot().detectors as { quantities: { fields: { stratum?: object }[] } }).quantities;
    expect(fields.filter(({ stratum }) => stratum).length).toBe(64);
    expect(fields.length).toBe(65);
  });
});

describe("the budget of false alarms", () => {
  const suspicionAfter = (falseAlarmsPer10000: number): number => {
    const random = seededRandom(14);
    const contract = compiledWith(objectWith({ value: { type: "number", "x-unit": "min" } }), { falseAlarmsPer10000 });
    const watch = createDriftWatch(contract);
    for (let at = 0; at < 500; at++) admit(watch, { value: Math.exp(4 + 0.5 * random.normal()) });
    for (let at = 1; ; at++) if (admit(watch, { value: 60 * Math.exp(4 + 0.5 * random.normal()) })) return at;
  };

  it("that a contract names decides how much has to speak for a change before an event is held", () => {
    const [generous, usual, strict] = [1_000, 0.1, 1e-9].map(suspicionAfter) as [number, number, number];
    expect(generous).toBeLessThan(usual);
    expect(usual).toBeLessThan(strict);
    expect(strict).toBeLessThanOrEqual(12);
  });
});

describe("a snapshot of format", () => {
  interface Golden {
    readonly contract: Contract;
    readonly snapshot: JsonObject;
    readonly inspections: readonly { readonly data: JsonValue; readonly findings: readonly JsonObject[] }[];
  }
  const golden = (version: number): Golden =>
    JSON.parse(readFileSync(new URL(`../golden/drift-snapshot-${version}.json`, import.meta.url), "utf8")) as Golden;

  it.each([1, 2])("%i is read as before, and the same is found again", (version) => {
    const { contract, snapshot, inspections } = golden(version);
    expect(snapshot.formatVersion).toBe(version);
    const watch = restoreDriftWatch(compileContract(contract), snapshot);
    expect(watch.snapshot()).toEqual(snapshot);
    for (const { data, findings } of inspections) expect(watch.inspect(data)).toEqual(findings);
  });
});
