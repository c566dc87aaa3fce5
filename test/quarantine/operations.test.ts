import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileContract, createMigrator, type Journey, type Migration } from "../../src/contracts/index.ts";
import {
  equalDecimals,
  type Finding,
  formatDecimal,
  type JsonObject,
  type JsonValue,
  parseDecimal,
  parseInstant,
  utf8,
} from "../../src/foundation/index.ts";
import {
  applyOperations,
  type Capsule,
  checkRepairPlan,
  createJudge,
  dryRun,
  parseRepairPlan,
  proposeRepairs,
  type RepairOperation,
  type RepairPlan,
} from "../../src/quarantine/index.ts";
import { codeOf } from "../support.ts";
import { at, eventWith, holdEvent } from "./support.ts";

const one = (operation: RepairOperation, data: JsonValue): JsonValue => applyOperations(data, [operation]);
const shift = (value: JsonValue, by: string): JsonValue =>
  (one({ op: "shift", path: "/at", by }, { at: value }) as { at: JsonValue }).at;

const contract = (properties: JsonObject) =>
  compileContract({
    formatVersion: 1,
    id: "cold-chain",
    version: "1.0.0",
    owner: "quality",
    tier: "material",
    schema: { type: "object", properties },
  });

describe("a shift moves a clock", () => {
  const rows: readonly [what: string, before: string, by: string, after: string][] = [
    ["back over midnight", "2026-03-01T01:30:00Z", "-PT2H", "2026-02-28T23:30:00Z"],
    ["in its own zone", "2026-03-01T01:30:00+05:30", "PT2H", "2026-03-01T03:30:00+05:30"],
    ["without a zone", "2026-03-01T01:30:00", "PT15M", "2026-03-01T01:45:00"],
    [
      "and keeps every digit below the second",
      "2026-03-01T01:30:00.123456789Z",
      "PT1S",
      "2026-03-01T01:30:01.123456789Z",
    ],
    ["of days, over a leap day", "2028-02-28", "P2D", "2028-03-01"],
    ["before 1970", "1969-12-31T23:00:00Z", "PT2H", "1970-01-01T01:00:00Z"],
    ["written in small letters", "2026-03-01t01:30:00z", "PT1H", "2026-03-01t02:30:00z"],
  ];
  it.each(rows)("%s", (_, before, by, after) => expect(shift(before, by)).toBe(after));

  it("there and back, for every time, zone and length", () => {
    const fraction = fc.stringMatching(/^(\.[0-9]{1,9})?$/);
    const zone = fc.constantFrom("", "Z", "+02:00", "-11:30");
    const second = fc.integer({ min: -60_000_000_000, max: 200_000_000_000 });
    fc.assert(
      fc.property(second, fraction, zone, fc.integer({ min: 1, max: 1_000 * 86_400 }), (at, digits, where, by) => {
        const text = `${new Date(at * 1_000).toISOString().slice(0, 19)}${digits}${where}`;
        const later = shift(text, `PT${by}S`) as string;
        expect(shift(later, `-PT${by}S`)).toBe(text);
        if (where !== "") expect(Number(parseInstant(later)) - Number(parseInstant(text))).toBe(by * 1_000);
      }),
    );
  });

  const misfits: readonly [what: string, value: JsonValue, by: string][] = [
    ["a number", 1_772_323_200, "PT1H"],
    ["a date of another form", "3/11/2026", "P1D"],
    ["a day that there is not", "2026-02-30T08:00:00Z", "PT1H"],
    ["a leap second", "2016-12-31T23:59:60Z", "PT1H"],
    ["a date, by hours", "2026-03-01", "PT1H"],
    ["the end of the calendar", "9999-12-31T23:00:00Z", "PT2H"],
  ];
  it.each(misfits)("but not %s", (_, value, by) => expect(codeOf(() => shift(value, by))).toBe("repair_misfit"));

  it.each(["PT0S", "PT0.5S", "2h", "--PT2H", "P1001D", "+PT2H"])("and not by %s", (by) =>
    expect(codeOf(() => parseRepairPlan({ ...plan, operations: [{ op: "shift", path: "/at", by }] }))).toBe(
      "format_malformed",
    ),
  );
});

const plan: RepairPlan = {
  formatVersion: 1,
  contract: null,
  selection: { codes: ["unit_changed"], path: "/at" },
  operations: [],
  owners: ["quality"],
  proposedBy: "countersign",
  proposedAt: "2026-03-31T08:00:00.000Z",
  reason: "another clock",
};

const unitChanged = (path: string, facts: JsonObject): Finding => ({
  code: "unit_changed",
  severity: "error",
  path,
  sentence: "it looks otherwise",
  facts,
});

/** Without operations: for a person who knows that the values are right. */
const asIs: readonly RepairOperation[] = [];

const waysFor = (finding: Finding, data: JsonObject, compiled: ReturnType<typeof contract>) =>
  proposeRepairs([holdEvent(data, { findings: [finding] })], compiled, { judge: createJudge(compiled, null), at }).map(
    ({ plan: { operations } }) => operations,
  );

describe("what was found of a time names its repair:", () => {
  const compiled = contract({ at: { type: "string", format: "date-time" }, due: { type: "string", format: "date" } });
  const data = { at: "2026-03-01T10:00:00Z", due: "2026-03-11" };
  const moved = (offset: string) => unitChanged("/at", { declared: "date-time", looksLike: "", factor: "1", offset });

  it("a clock that is ahead is set back, and one that is behind forward", () => {
    expect(waysFor(moved("2"), data, compiled)).toEqual([[{ op: "shift", path: "/at", by: "-PT2H" }], asIs]);
    expect(waysFor(moved("-11"), data, compiled)).toEqual([[{ op: "shift", path: "/at", by: "PT11H" }], asIs]);
  });
  it("day and month change places again", () => {
    const swapped = unitChanged("/due", { declared: "date", looksLike: "day and month swapped", factor: "1" });
    expect(waysFor(swapped, data, compiled)).toEqual([[{ op: "swap_day_month", path: "/due" }], asIs]);
  });
  it("and no change from a move that is no whole hour", () => {
    expect(waysFor(moved("0.5"), data, compiled)).toEqual([asIs]);
  });
});

describe("degrees", () => {
  const compiled = contract({
    celsius: { type: "number", "x-unit": "Cel" },
    kelvin: { type: "number", "x-unit": "K" },
  });
  const withOperation = (operation: RepairOperation): RepairPlan => ({ ...plan, operations: [operation] });
  const refusal = (operation: RepairOperation) =>
    codeOf(() => checkRepairPlan(withOperation(operation), compiled.contract));

  it("are never repaired by a factor", () => {
    expect(refusal({ op: "multiply", path: "/celsius", by: "1.8" })).toBe("factor_on_shifted_unit");
    expect(refusal({ op: "divide", path: "/celsius", by: "100" })).toBe("factor_on_shifted_unit");
    checkRepairPlan(withOperation({ op: "divide", path: "/kelvin", by: "1000" }), compiled.contract);
    checkRepairPlan(withOperation({ op: "convert", path: "/celsius", from: "[degF]", to: "Cel" }), compiled.contract);
  });

  it("are converted, zero and all, where they are another scale's", () => {
    const finding = unitChanged("/celsius", { declared: "Cel", looksLike: "[degF]", factor: "1.8", offset: "32" });
    const [way] = waysFor(finding, { celsius: 39.2 }, compiled);
    expect(way).toEqual([{ op: "convert", path: "/celsius", from: "[degF]", to: "Cel", digits: 6 }]);
    expect(applyOperations({ celsius: 39.2 }, way ?? [])).toEqual({ celsius: 4 });
  });

  it("and have no repair where only the decimal point moved", () => {
    const finding = unitChanged("/celsius", { declared: "Cel", looksLike: "Cel × 100", factor: "100" });
    expect(waysFor(finding, { celsius: 400 }, compiled)).toEqual([asIs]);
  });

  it("come back exactly from Fahrenheit, for every decimal", () => {
    const degrees = fc
      .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 15n }), fc.nat(9))
      .map(([units, scale]) => formatDecimal({ units, scale }));
    fc.assert(
      fc.property(degrees, (t) => {
        const there = one({ op: "convert", path: "/t", from: "Cel", to: "[degF]" }, { t });
        const { t: back } = one({ op: "convert", path: "/t", from: "[degF]", to: "Cel" }, there) as { t: string };
        expect(equalDecimals(parseDecimal(back), parseDecimal(t))).toBe(true);
      }),
    );
  });
});

describe("an event of a version that nobody knows here", () => {
  const schema = (name: string) => ({ type: "object", required: [name], properties: { [name]: { type: "number" } } });
  const version = (number: string, name: string) =>
    compileContract({
      formatVersion: 1,
      id: "eta",
      version: number,
      owner: "logistics",
      tier: "low",
      schema: schema(name),
    });
  const now = version("2.0.0", "etaMinutes");
  const migration: Migration = {
    formatVersion: 1,
    contract: "eta",
    from: "1.0.0",
    to: "2.0.0",
    up: [{ op: "rename", path: "/eta_min", to: "etaMinutes" }],
  };
  const migrator = createMigrator({ contracts: [now], migrations: [migration] });
  const tools = { migrate: (data: JsonValue, journey: Journey) => migrator.migrate(data, journey).data };
  const hold = (data: JsonObject, dataschema: string): Capsule => {
    const sentence = `the contract \`${dataschema}\` is not known here`;
    const found = { code: "contract_unknown", severity: "error", path: "/dataschema", sentence, facts: { dataschema } };
    const bytes = utf8(JSON.stringify({ ...eventWith(data), dataschema }));
    return { ...holdEvent(data, { bytes, findings: [found as Finding] }), contract: null };
  };
  const old = hold({ eta_min: 90 }, "urn:contract:eta:1.0.0");
  const propose = (capsule: Capsule) =>
    proposeRepairs([capsule], now, { judge: createJudge(now, null), at, tools }).map(({ plan: proposed }) => proposed);

  it("is migrated to the one that is, where migrations lead there", () => {
    const [proposed] = propose(old);
    expect(proposed).toMatchObject({
      contract: { id: "eta", version: "2.0.0" },
      selection: { codes: ["contract_unknown"], path: "/dataschema" },
      operations: [{ op: "migrate", contract: "eta", from: "1.0.0", to: "2.0.0" }],
      owners: ["logistics"],
    });
  });

  it("and by nothing where none does, or it is another contract's", () => {
    expect(propose(hold({ eta_min: 90 }, "urn:contract:eta:0.1.0"))).toEqual([]);
    expect(propose(hold({ eta_min: 90 }, "urn:contract:eta-2:1.0.0"))).toEqual([]);
  });

  it("is what the plan is for, and no other version's event", async () => {
    const [proposed] = propose(old) as [RepairPlan];
    async function* held() {
      yield* [old, hold({ eta_min: 1 }, "urn:contract:order:1.0.0"), hold({ eta: 1 }, "urn:contract:eta:1.0.0")];
    }
    const run = await dryRun(proposed, held(), { judgeFor: () => createJudge(now, null), tools });
    expect(run).toMatchObject({ selected: 2, passes: 1, fails: { field_missing: 1 } });
  });
});
