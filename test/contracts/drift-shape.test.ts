import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createDriftWatch,
  type DriftWatch,
  type DriftWatchOptions,
  restoreDriftWatch,
} from "../../src/contracts/index.ts";
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";
import { compiledWith, objectWith } from "./support.ts";

const line = objectWith({
  sku: { type: "string" },
  weight: { type: ["number", "string"], "x-unit": "kg", "x-sentinels": ["n/a"] },
});
const compiled = compiledWith(
  objectWith(
    {
      id: { type: "string" },
      note: { type: ["string", "null"] },
      lines: { type: "array", items: line },
      buyer: { type: "object", "x-classification": "personal" },
    },
    { required: ["id"] },
  ),
);

const usual: JsonObject = {
  id: "A-1",
  etaMinutes: 90,
  carrier: "DHL",
  lines: [
    { sku: "S-1", weight: 12.5, packs: 3 },
    { sku: "S-2", weight: 3, packs: 1, batch: "B" },
  ],
};

function trained(
  options: DriftWatchOptions = {},
  events: readonly JsonValue[] = Array.from({ length: 30 }, () => usual),
): DriftWatch {
  const watch = createDriftWatch(compiled, options);
  for (const event of events) watch.learn(event);
  return watch;
}

const withLine = (change: JsonObject): JsonObject => ({
  ...usual,
  lines: [{ sku: "S-1", weight: 1, packs: 1, ...change }],
});
const without = (name: string): JsonObject =>
  Object.fromEntries(Object.entries(usual).filter(([other]) => other !== name));

describe("an event of a shape accepted before", () => {
  const rows: readonly [why: string, event: JsonValue][] = [
    ["is the same again", usual],
    ["has more or fewer lines", withLine({})],
    ["has no lines", { ...usual, lines: [] }],
    ["lacks a field that only some had", withLine({})],
    ["has a declared field for the first time", { ...usual, note: "fragile" }],
    ["has a declared field without a value", { ...usual, note: null }],
    ["has an object where it is declared", { ...usual, buyer: {} }],
    ["has a declared sentinel for a number", withLine({ weight: "n/a" })],
    ["has a number as decimal text where the contract lets it", withLine({ weight: "12.5" })],
    ["lacks a member that the contract knows and does not require", withLine({ sku: "x" })],
    ["lacks all of its optional declared members", without("lines")],
  ];
  it.each(rows)("%s", (_, event) => expect(trained().inspect(event)).toEqual([]));
});

describe("an event of another shape", () => {
  const rows: readonly [why: string, event: JsonValue, facts: object][] = [
    ["has a field that nobody knows", { ...usual, driver: "x" }, { added: ["/driver"], removed: [], retyped: [] }],
    ["has one in a line", withLine({ colour: "red" }), { added: ["/lines/*/colour"] }],
    [
      "has one in an object never seen",
      { ...usual, carrier: { name: "DHL" } },
      { retyped: [{ path: "/carrier", known: ["text"], seen: "object" }], added: ["/carrier/name"] },
    ],
    ["lacks a field that was always there", without("carrier"), { removed: ["/carrier"], added: [] }],
    [
      "lacks one in a single line",
      { ...usual, lines: [...(usual.lines as JsonValue[]), { sku: "S-3" }] },
      { removed: ["/lines/*/packs", "/lines/*/weight"] },
    ],
    [
      "has a text where numbers were",
      { ...usual, etaMinutes: "90 min" },
      { retyped: [{ path: "/etaMinutes", known: ["number"], seen: "text" }] },
    ],
    [
      "has words where weights were, though texts are allowed",
      withLine({ weight: "see ASN-93" }),
      { retyped: [{ path: "/lines/*/weight", seen: "text" }] },
    ],
    ["has a list where a text was", { ...usual, carrier: ["DHL"] }, { retyped: [{ path: "/carrier", seen: "list" }] }],
    ["is a list itself", [usual], { retyped: [{ path: "", seen: "list" }] }],
    ["is nothing", null, { retyped: [{ path: "", seen: "null" }] }],
    ["has names that objects inherit", { ...usual, constructor: 1 }, { added: ["/constructor"] }],
  ];
  it.each(rows)("%s", (_, event, facts) => {
    const findings = trained().inspect(event);
    expect(findings).toMatchObject([{ code: "shape_changed", severity: "error", facts }]);
  });

  it("is told with the renaming that explains it", () => {
    const { etaMinutes: _, ...others } = usual;
    const [finding] = trained().inspect({ ...others, eta_min: 85 });
    expect(finding?.facts).toMatchObject({
      added: ["/eta_min"],
      removed: ["/etaMinutes"],
      renamed: [{ from: "/etaMinutes", to: "/eta_min", because: "the names are alike" }],
    });
    expect(finding?.sentence).toContain("`/etaMinutes` may have become `/eta_min`");
  });

  it("or by the size of its numbers, where the names say nothing", () => {
    const numbers = Array.from({ length: 30 }, (_, at) => ({ id: "A", etaMinutes: 30 + at }));
    const found = (value: JsonValue) => trained({}, numbers).inspect({ id: "A", duration: value })[0]?.facts;
    expect(found(42)).toMatchObject({ renamed: [{ from: "/etaMinutes", to: "/duration" }] });
    expect(found(4_200)).toMatchObject({ renamed: [] });
    expect(found("soon")).toMatchObject({ renamed: [] });
  });

  it("is learned from nobody but a person: the watch goes on telling it until then", () => {
    const watch = trained();
    const changed = { ...usual, driver: "x" };
    const found = [changed, { ...changed, driver: "y" }].flatMap(watch.inspect).map(({ facts }) => facts);
    expect(found).toMatchObject([{ occurrence: 1 }, { occurrence: 2 }]);
    expect(new Set(found.map((facts) => "change" in facts && facts.change)).size).toBe(1);
    watch.learn(changed);
    expect(watch.inspect(changed)).toEqual([]);
    expect(watch.inspect(usual)).toEqual([]);
  });

  it("is not judged before thirty events were learned", () => {
    const events = Array.from({ length: 29 }, () => usual);
    const watch = trained({}, events);
    expect(watch.inspect({ other: 1 })).toEqual([]);
    watch.learn(usual);
    expect(watch.inspect({ other: 1 })).toHaveLength(1);
  });

  it("tells no name within personal data", () => {
    const watch = trained(
      {},
      Array.from({ length: 30 }, () => ({ ...usual, buyer: { "a@example.com": 1 } })),
    );
    const told = JSON.stringify(watch.inspect({ ...usual, buyer: { "b@example.com": 1 } }));
    expect(told).toContain("/buyer/*");
    expect(told).not.toContain("example.com");
  });
});

describe("a stream that never ends in names", () => {
  const wide = (from: number, to: number): JsonObject =>
    Object.fromEntries(Array.from({ length: to - from }, (_, at) => [`n${from + at}`, 1]));

  it("is told once, and bounded", () => {
    const watch = createDriftWatch(compiled, { maxPaths: 100 });
    for (let at = 0; at < 30; at++) watch.learn(wide(at * 1_000, (at + 1) * 1_000));
    expect((watch.snapshot().paths as readonly unknown[]).length).toBe(100);
    const unbounded = { code: "shape_unbounded", severity: "warning", facts: { limit: 100, of: "paths" } };
    expect(watch.inspect(wide(0, 1)).map(({ code }) => code)).toContain("shape_unbounded");
    expect(createDriftWatch(compiled, { maxPaths: 100 }).inspect(wide(0, 500))).toEqual([]);
    expect(watch.inspect(wide(5, 6)).map(({ code }) => code)).not.toContain(unbounded.code);
  });

  it("is still watched where the contract knows the fields", () => {
    const watch = createDriftWatch(compiled, { maxPaths: 20 });
    for (let at = 0; at < 30; at++) watch.learn({ ...usual, extras: wide(at * 10, at * 10 + 10) });
    expect(watch.inspect({ ...usual, id: 7 })).toContainEqual(expect.objectContaining({ code: "shape_changed" }));
  });

  it("does not grow with what is only looked at", () => {
    const watch = trained();
    const before = JSON.stringify(watch.snapshot().paths);
    watch.inspect({ ...usual, buyer: wide(0, 10_000), [`x`.repeat(100_000)]: 1 });
    expect(JSON.stringify(watch.snapshot().paths)).toBe(before);
  });

  it("never learns monstrous names, and tells them every time", () => {
    const monstrous = { ...usual, ["x".repeat(100_000)]: 1 };
    const watch = trained();
    watch.learn(monstrous);
    const [finding] = watch.inspect(monstrous);
    expect(finding?.code).toBe("shape_changed");
    expect(JSON.stringify(finding).length).toBeLessThan(2_000);
  });

  it("used as a map by the contract is no news", () => {
    const map = compiledWith(objectWith({ prices: { type: "object", additionalProperties: { type: "number" } } }));
    const watch = createDriftWatch(map);
    for (let at = 0; at < 30; at++) watch.learn({ prices: { [`sku${at}`]: 1, always: 1 } });
    expect(watch.inspect({ prices: { never: 2 } })).toEqual([]);
  });

  it("of depth is cut off", () => {
    let deep: JsonValue = 1;
    for (let at = 0; at < 100_000; at++) deep = { list: [deep] };
    expect(() => trained().inspect({ ...usual, deep })).not.toThrow();
    expect(() => trained().learn({ ...usual, deep })).not.toThrow();
  });
});

describe("any stream of documents", () => {
  const documents = fc
    .array(fc.jsonValue(), { minLength: 1 })
    .map((values) => JSON.parse(JSON.stringify(values).replaceAll("__proto__", "proto")) as JsonValue[]);
  const anything = compiledWith({});

  it("holds no news for a watch that has learned it", () => {
    fc.assert(
      fc.property(documents, (events) => {
        const watch = createDriftWatch(anything, { warmUpEvents: 1 });
        for (const event of events) watch.learn(event);
        for (const event of events) expect(watch.inspect(event)).toEqual([]);
      }),
    );
  });

  it("is judged alike by a watch and by its copy", () => {
    fc.assert(
      fc.property(documents, documents, (learned, inspected) => {
        const watch = createDriftWatch(anything, { warmUpEvents: 1, maxPaths: 10 });
        for (const event of learned) watch.learn(event);
        const copy = restoreDriftWatch(anything, parseJson(canonicalJson(watch.snapshot())));
        for (const event of inspected) expect(copy.inspect(event)).toEqual(watch.inspect(event));
        expect(copy.snapshot()).toEqual(watch.snapshot());
      }),
    );
  });
});

describe("a snapshot", () => {
  const changed = { ...usual, driver: "x" };

  it("goes on exactly where it was taken", () => {
    const watch = trained();
    watch.inspect(changed);
    const copy = restoreDriftWatch(compiled, parseJson(canonicalJson(watch.snapshot())));
    expect(copy.snapshot()).toEqual(watch.snapshot());
    for (const event of [changed, usual, withLine({ weight: "x" }), changed]) {
      expect(copy.inspect(event)).toEqual(watch.inspect(event));
      copy.learn(event);
      watch.learn(event);
    }
    expect(copy.snapshot()).toEqual(watch.snapshot());
  });

  it("taken as an exhibit repeats the last inspection", () => {
    const watch = trained();
    const first = watch.inspect(changed);
    expect(restoreDriftWatch(compiled, watch.exhibit()).inspect(changed)).toEqual(first);
    const second = watch.inspect(changed);
    expect(restoreDriftWatch(compiled, watch.exhibit()).inspect(changed)).toEqual(second);
  });

  it("of another contract means nothing", () => {
    const other = compiledWith(objectWith({}));
    expect(codeOf(() => restoreDriftWatch(other, trained().snapshot()))).toBe("snapshot_of_other_contract");
  });

  const good = trained().snapshot();
  const path = (good.paths as JsonObject[])[1] as JsonObject;
  const hostile: readonly [why: string, snapshot: unknown, code: string][] = [
    ["of a newer format", { ...good, formatVersion: 3 }, "newer_format"],
    ["without a root", { ...good, paths: [path] }, "format_malformed"],
    [
      "with a path before the one it lies in",
      { ...good, paths: [good.paths, { ...path, outer: 99 }].flat() as JsonValue },
      "format_malformed",
    ],
    ["with a negative count", { ...good, events: -1 }, "format_malformed"],
    [
      "with a setting out of range",
      { ...good, settings: { ...(good.settings as JsonObject), maxPaths: 1e9 } },
      "format_malformed",
    ],
    ["with more than it says", { ...good, extra: 1 }, "format_malformed"],
    ["with a detector nobody knows", { ...good, detectors: { magic: {} } }, "format_malformed"],
    ["that is none", null, "format_malformed"],
  ];
  it.each(hostile)("%s is refused", (_, snapshot, code) => {
    expect(codeOf(() => restoreDriftWatch(compiled, snapshot))).toBe(code);
  });
});

it.each([
  { maxPaths: 0 },
  { warmUpEvents: 1.5 },
  { falseAlarmsPer10000: Number.NaN },
  { confirmAfter: 1 },
  { warmUpValues: 1e9 },
])("a setting out of range is a mistake in the program: %j", (options) =>
  expect(codeOf(() => createDriftWatch(compiled, options))).toBe("TypeError"),
);
