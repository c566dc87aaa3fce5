import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createMigrator,
  type Migration,
  type MigrationStep,
  parseMigration,
  testRoundTrip,
} from "../../src/contracts/index.ts";
import type { CompiledMigration } from "../../src/contracts/migrate/compile.ts";
import { createWays } from "../../src/contracts/migrate/path.ts";
import { type Event, formatDecimal, type JsonValue, parseEvent } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";
import { compiledWith, objectWith } from "./support.ts";

const step = (up: readonly MigrationStep[], more: Partial<Migration> = {}): Migration => ({
  formatVersion: 1,
  contract: "purchase-order",
  from: "1.0.0",
  to: "2.0.0",
  up,
  ...more,
});
const anything = { type: ["object", "array", "string", "number", "boolean", "null"] } as const;
const versions = (...all: string[]) => all.map((version) => compiledWith({ ...anything }, { version }));
const up = (steps: readonly MigrationStep[], data: JsonValue, more: Partial<Migration> = {}): JsonValue =>
  createMigrator({ contracts: versions("2.0.0"), migrations: [step(steps, more)] }).migrate(data, {
    contract: "purchase-order",
    from: "1.0.0",
    to: "2.0.0",
  }).data;

describe("each step does one thing, wherever its place is there:", () => {
  const rows: readonly [what: string, step: MigrationStep, before: JsonValue, after: JsonValue][] = [
    [
      "a member gets another name",
      { op: "rename", path: "/eta_min", to: "etaMinutes" },
      { eta_min: 90 },
      { etaMinutes: 90 },
    ],
    [
      "in every item of a list",
      { op: "rename", path: "/lines/*/qty", to: "quantity" },
      { lines: [{ qty: 1 }, {}] },
      { lines: [{ quantity: 1 }, {}] },
    ],
    ["an absent member is left absent", { op: "rename", path: "/a/b", to: "c" }, { x: 1 }, { x: 1 }],
    ["a new member gets a value", { op: "default", path: "/currency", value: "EUR" }, {}, { currency: "EUR" }],
    [
      "and one that is there keeps its own",
      { op: "default", path: "/currency", value: "EUR" },
      { currency: "USD" },
      { currency: "USD" },
    ],
    ["a member goes", { op: "drop", path: "/fax" }, { fax: "1", id: 1 }, { id: 1 }],
    ["seconds become minutes", { op: "scale", path: "/eta", by: "1/60" }, { eta: 5_430 }, { eta: 90.5 }],
    [
      "decimal text stays text, with its scale",
      { op: "scale", path: "/price", by: "100" },
      { price: "1.50" },
      { price: "150.00" },
    ],
    ["a sentinel stays", { op: "scale", path: "/eta", by: "60", except: ["n/a"] }, { eta: "n/a" }, { eta: "n/a" }],
    ["null stays", { op: "scale", path: "/eta", by: "60" }, { eta: null }, { eta: null }],
    [
      "what does not end is rounded where it is said",
      { op: "scale", path: "/x", by: "1/3", digits: 2 },
      { x: 1 },
      { x: 0.33 },
    ],
    [
      "pounds become kilograms",
      { op: "convert", path: "/weight", from: "[lb_av]", to: "kg" },
      { weight: "2" },
      { weight: "0.90718474" },
    ],
    [
      "Fahrenheit becomes Celsius",
      { op: "convert", path: "/t", from: "[degF]", to: "Cel", digits: 1 },
      { t: 98.6 },
      { t: 37 },
    ],
    [
      "packs become pieces",
      { op: "convert", path: "/n", from: "case", to: "EA", packs: { case: "12 EA" } },
      { n: 3 },
      { n: 36 },
    ],
    [
      "a code gets another spelling",
      { op: "map", path: "/status", values: { open: "OPEN", done: "CLOSED" } },
      { status: "done" },
      { status: "CLOSED" },
    ],
    [
      "a text becomes two",
      { op: "split", path: "/name", by: " ", into: ["first", "last"] },
      { name: "Erika Muster" },
      { first: "Erika", last: "Muster" },
    ],
    [
      "two texts become one",
      { op: "join", path: "/key", by: "-", of: ["order", "line"] },
      { order: "7", line: "10" },
      { key: "7-10" },
    ],
    ["an operation of RFC 6902", { op: "move", from: "/a", path: "/b" }, { a: 1 }, { b: 1 }],
  ];
  it.each(rows)("%s", (_, one, before, after) => {
    const untouched = structuredClone(before);
    const needsDown = ["drop"].includes(one.op) || "digits" in one;
    expect(up([one], before, needsDown ? { down: [] } : {})).toEqual(after);
    expect(before).toEqual(untouched);
  });
});

describe("what does not fit is told with the step and its place, and nothing is guessed:", () => {
  const rows: readonly [what: string, step: MigrationStep, data: JsonValue, path: string][] = [
    ["a name that is taken", { op: "rename", path: "/a", to: "b" }, { a: 1, b: 2 }, "/b"],
    ["a word where a number belongs", { op: "scale", path: "/eta", by: "60" }, { eta: "soon" }, "/eta"],
    [
      "a result that never ends",
      { op: "scale", path: "/lines/*/n", by: "1/3" },
      { lines: [{ n: 3 }, { n: 1 }] },
      "/lines/1/n",
    ],
    [
      "a result that a JSON number does not hold",
      { op: "scale", path: "/n", by: "1.0000000000000001" },
      { n: 9007199254740991 },
      "/n",
    ],
    ["a value that is not listed", { op: "map", path: "/s", values: { a: "b" } }, { s: "c" }, "/s"],
    ["a name of the prototype", { op: "map", path: "/s", values: { a: "b" } }, { s: "constructor" }, "/s"],
    [
      "a text of three parts",
      { op: "split", path: "/name", by: " ", into: ["first", "last"] },
      { name: "Erika M. Muster" },
      "/name",
    ],
    ["a part with the separator", { op: "join", path: "/key", by: "-", of: ["a", "b"] }, { a: "1-2", b: "3" }, "/a"],
    ["a source of RFC 6902 that is not there", { op: "move", from: "/a", path: "/b" }, {}, "/b"],
  ];
  it.each(rows)("%s", (_, one, data, path) => {
    try {
      up([one], data);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "migration_refused", details: { step: "up/0", path } });
    }
  });
});

describe("what is no migration is refused with its place:", () => {
  const rows: readonly [what: string, document: object, path: string][] = [
    ["an unknown operation", step([{ op: "eval", path: "/a" } as never]), "/up/0/op"],
    ["code", step([{ op: "map", path: "/a", values: "x => x" } as never]), "/up/0/values"],
    ["a factor of zero", step([{ op: "scale", path: "/a", by: "0" }]), "/up/0/by"],
    ["a division by zero", step([{ op: "scale", path: "/a", by: "1/0.0" }]), "/up/0/by"],
    ["units of different things", step([{ op: "convert", path: "/a", from: "kg", to: "m" }]), "/up/0"],
    ["a place in the prototype", step([{ op: "default", path: "/__proto__/x", value: 1 }]), "/up/0/path"],
    ["a name for the prototype", step([{ op: "rename", path: "/a", to: "__proto__" }]), "/up/0/to"],
    ["an item of a list that goes", step([{ op: "drop", path: "/lines/*" }], { down: [] }), "/up/0/path"],
    ["the same version", { ...step([]), to: "1.0.0" }, "/to"],
    ["a step that cannot be taken back, and no way down", step([{ op: "drop", path: "/fax" }]), "/up/0"],
    [
      "two codes that become one, and no way down",
      step([{ op: "map", path: "/s", values: { a: "x", b: "x" } }]),
      "/up/0",
    ],
    ["rounding, and no way down", step([{ op: "scale", path: "/s", by: "1/3", digits: 2 }]), "/up/0"],
  ];
  it.each(rows)("%s", (_, document, path) => {
    try {
      parseMigration(document);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "migration_malformed", details: { path } });
    }
  });
  it("a newer format is neither right nor wrong", () =>
    expect(codeOf(() => parseMigration({ formatVersion: 2 }))).toBe("newer_format"));
});

describe("a chain of versions", () => {
  const contracts = versions("1.0.0", "2.0.0", "3.0.0", "10.0.0");
  const migrations = [
    step([{ op: "rename", path: "/eta", to: "etaSeconds" }]),
    step(
      [
        { op: "scale", path: "/etaSeconds", by: "1/60" },
        { op: "rename", path: "/etaSeconds", to: "etaMinutes" },
      ],
      {
        from: "2.0.0",
        to: "3.0.0",
      },
    ),
    step([{ op: "drop", path: "/fax" }], { from: "3.0.0", to: "10.0.0", down: [], loses: { up: ["/fax"] } }),
  ];
  const migrator = createMigrator({ contracts, migrations });
  const event: Event = parseEvent({
    specversion: "1.0",
    id: "1",
    source: "carrier/dhl",
    type: "eta",
    dataschema: "urn:contract:purchase-order:1.0.0",
    data: { eta: 5_400, fax: "7" },
  });

  it("is walked up to the newest version, by number and not by letter", () => {
    const upcast = migrator.upcast(event);
    expect(upcast.event.data).toEqual({ etaMinutes: 90 });
    expect(upcast.event.dataschema).toBe("urn:contract:purchase-order:10.0.0");
    expect(upcast.taken.map(({ from, to }) => `${from} ${to}`)).toEqual(["1.0.0 2.0.0", "2.0.0 3.0.0", "3.0.0 10.0.0"]);
    expect(upcast.lost).toEqual(["/fax"]);
    expect(event.data).toEqual({ eta: 5_400, fax: "7" });
  });
  it("is walked down again", () => {
    const { data, taken } = migrator.migrate(
      { etaMinutes: 90 },
      { contract: "purchase-order", from: "10.0.0", to: "1.0.0" },
    );
    expect(data).toEqual({ eta: 5_400 });
    expect(taken.every(({ direction }) => direction === "down")).toBe(true);
  });
  it("judges the result by the version that it leads to", () => {
    const strict = compiledWith(objectWith({ n: { type: "integer" } }), { version: "2.0.0" });
    const one = createMigrator({ contracts: [strict], migrations: [step([{ op: "rename", path: "/m", to: "n" }])] });
    const way = { contract: "purchase-order", from: "1.0.0", to: "2.0.0" };
    expect(one.migrate({ m: 1.5 }, way).findings.map(({ code }) => code)).toEqual(["type_wrong"]);
  });
  it("that does not reach says what is missing", () => {
    const way = { contract: "purchase-order", from: "0.9.0", to: "2.0.0" };
    expect(codeOf(() => migrator.migrate({}, way))).toBe("migration_missing");
    expect(codeOf(() => migrator.migrate({}, { ...way, to: "7.0.0" }))).toBe("version_unknown");
    expect(codeOf(() => migrator.upcast({ ...event, dataschema: "urn:x:1" }))).toBe("version_unknown");
  });
});

describe("the way between two versions", () => {
  type Known = { readonly contract: string; readonly from: string; readonly to: string };
  const compiled = (migration: Known): CompiledMigration => ({
    migration: { formatVersion: 1, up: [], ...migration },
    digest: "",
    apply: (_, data) => data,
  });
  const name = fc.constantFrom("1.0.0", "1.1.0", "2.0.0", "2.1.0", "3.0.0");
  const journey = fc.record({ contract: fc.constantFrom("order", "receipt"), from: name, to: name });
  const told = (find: () => readonly { readonly migration: CompiledMigration; readonly direction: string }[]) => {
    try {
      return find().map(({ migration: { migration }, direction }) => [migration.from, migration.to, direction]);
    } catch (error) {
      return (error as Error).message;
    }
  };
  /** By looking at every way of one more step, in the order of the list. */
  function shortest(migrations: readonly CompiledMigration[], { contract, from, to }: Known): number | undefined {
    let [reached, seen] = [new Set([from]), new Set([from])];
    for (let steps = 0; reached.size > 0; steps++) {
      if (reached.has(to)) return steps;
      const next = migrations
        .filter(({ migration }) => migration.contract === contract)
        .flatMap(({ migration }) => [
          ...(reached.has(migration.from) ? [migration.to] : []),
          ...(reached.has(migration.to) ? [migration.from] : []),
        ]);
      reached = new Set(next.filter((version) => !seen.has(version)));
      seen = new Set([...seen, ...reached]);
    }
    return undefined;
  }

  it("is the shortest there is, of the contract's own migrations, and the same each time it is asked for", () => {
    fc.assert(
      fc.property(fc.array(journey, { maxLength: 12 }), fc.array(journey, { maxLength: 20 }), (steps, journeys) => {
        const migrations = steps.filter(({ from, to }) => from !== to).map(compiled);
        const find = createWays(migrations);
        for (const one of journeys) {
          const way = told(() => find(one));
          const length = shortest(migrations, one);
          expect(typeof way === "string" ? undefined : way.length).toBe(length);
          expect(told(() => find(one))).toEqual(way);
          expect(told(() => createWays(migrations)(one))).toEqual(way);
        }
      }),
    );
  });

  it("goes by what was listed first where two are equally long", () => {
    const [first, second] = [
      { contract: "order", from: "1.0.0", to: "2.0.0" },
      { contract: "order", from: "2.0.0", to: "1.0.0" },
    ];
    const wanted = { contract: "order", from: "1.0.0", to: "2.0.0" };
    expect(told(() => createWays([compiled(first), compiled(second)])(wanted))).toEqual([["1.0.0", "2.0.0", "up"]]);
    expect(told(() => createWays([compiled(second), compiled(first)])(wanted))).toEqual([["2.0.0", "1.0.0", "down"]]);
  });

  it("is found again after more journeys than are remembered", () => {
    const chain = Array.from({ length: 40 }, (_, at) =>
      compiled({ contract: "order", from: `${at}.0.0`, to: `${at + 1}.0.0` }),
    );
    const find = createWays(chain);
    for (let round = 0; round < 2; round++)
      for (let from = 0; from <= 40; from++)
        for (let to = 0; to <= 40; to++)
          expect(find({ contract: "order", from: `${from}.0.0`, to: `${to}.0.0` })).toHaveLength(Math.abs(to - from));
  });
});

describe("a round trip", () => {
  const lossless = step([
    { op: "rename", path: "/lines/*/qty", to: "quantity" },
    { op: "scale", path: "/lines/*/quantity", by: "12" },
    { op: "convert", path: "/weight", from: "kg", to: "g" },
    { op: "scale", path: "/eta", by: "60" },
    { op: "default", path: "/currency", value: "EUR" },
    { op: "map", path: "/status", values: { open: "O", closed: "C" } },
    { op: "join", path: "/key", by: "|", of: ["order", "line"] },
  ]);
  const decimal = fc
    .record({ units: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), scale: fc.nat(6) })
    .map(formatDecimal);
  const word = fc.string().filter((text) => !text.includes("|") && text.isWellFormed());
  const order = fc.record(
    {
      lines: fc.array(
        fc.record({ qty: decimal, note: fc.string().filter((text) => text.isWellFormed()) }, { requiredKeys: [] }),
      ),
      weight: decimal,
      eta: fc.integer({ min: -1e12, max: 1e12 }),
      status: fc.constantFrom("open", "closed"),
    },
    { requiredKeys: [] },
  );
  it("brings back everything that is not declared lost", () => {
    fc.assert(
      fc.property(order, fc.option(fc.tuple(word, word)), (record, key) => {
        const data = { ...record, ...(key && { order: key[0], line: key[1] }) } as JsonValue;
        expect(testRoundTrip(lossless, data).status).toBe("proven");
      }),
    );
  });
  it("that loses what nobody declared is told, with the difference", () => {
    const careless = step([{ op: "drop", path: "/fax" }], { down: [] });
    expect(testRoundTrip(careless, { fax: "1", id: 7 })).toMatchObject({
      status: "refuted",
      value: { cameBack: { id: 7 }, difference: [{ op: "test" }, { op: "remove", path: "/fax" }] },
    });
    expect(testRoundTrip({ ...careless, loses: { up: ["/fax"] } }, { fax: "1", id: 7 }).status).toBe("proven");
  });
  it("of ways that do not fit each other is refuted", () => {
    const wrong = step([{ op: "scale", path: "/n", by: "60" }], { down: [{ op: "scale", path: "/n", by: "1/30" }] });
    expect(testRoundTrip(wrong, { n: 1 }).status).toBe("refuted");
  });
});
