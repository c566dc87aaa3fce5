import { describe, expect, it } from "vitest";
import { createLineage, type Lineage, parseDerivation } from "../../src/lineage/index.ts";
import { codeOf } from "../support.ts";
import { derivation, nameOf, namesOf, version } from "./records.ts";

const lineageOf = (...lines: readonly string[]): Lineage => {
  const lineage = createLineage();
  for (const line of lines) lineage.record(derivation(line));
  return lineage;
};

const took = (consumer: string, name: string, at = "2026-03-31T09:00:00.000Z") =>
  ({ formatVersion: 1, consumer, record: version(name), at }) as const;

const reasonsOf = (answer: { status: string; reasons?: readonly { code: string }[] }): readonly string[] =>
  answer.reasons?.map(({ code }) => code) ?? [answer.status];

describe("where a record comes from", () => {
  it("is the declared records at the end of every way back", () => {
    const answer = lineageOf("order <-", "price <-", "confirmed <- order price", "invoice <- confirmed").origins(
      version("invoice"),
    );
    if (answer.status !== "proven") throw new Error("not proven");
    expect(namesOf(answer.value.origins).toSorted()).toEqual(["order", "price"]);
    expect(answer.value.steps.map((step) => [namesOf(step.inputs).join(), namesOf(step.outputs).join()])).toEqual([
      ["", "order"],
      ["", "price"],
      ["order,price", "confirmed"],
      ["confirmed", "invoice"],
    ]);
  });

  it("counts each record and each transformation once, however many ways lead there", () => {
    const answer = lineageOf("a <-", "left <- a", "right <- a", "join <- left right", "end <- join left a").origins(
      version("end"),
    );
    expect(answer).toMatchObject({ status: "proven", value: { origins: [version("a")] } });
    expect(answer.status === "proven" && answer.value.steps.length).toBe(5);
  });

  it("is unknown for a record that nothing names", () => {
    expect(reasonsOf(lineageOf("a <-").origins(version("b")))).toEqual(["record_unknown"]);
    expect(reasonsOf(lineageOf("a <-").origins(version("a@2")))).toEqual(["record_unknown"]);
  });

  it("is unknown while nobody has recorded where an input comes from, and known once somebody has", () => {
    const lineage = lineageOf("b <- a");
    const before = lineage.origins(version("b"));
    expect(before).toMatchObject({
      status: "unknown",
      reasons: [{ code: "origin_undeclared" }],
      found: { origins: [], undeclared: [version("a")] },
    });
    lineage.record(derivation("a <-"));
    const after = lineage.origins(version("b"));
    expect(after).toMatchObject({ status: "proven", value: { origins: [version("a")], undeclared: [] } });
  });

  it("puts a derivation that was recorded late before what was made from it", () => {
    const answer = lineageOf("c <- b", "b <- a", "a <-").origins(version("c"));
    expect(answer.status === "proven" && answer.value.steps.map((step) => step.outputs.map(nameOf).join())).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  it("says that more lies beyond a depth, and shows what it found up to there", () => {
    const lineage = lineageOf("a <-", "b <- a", "c <- b", "d <- c");
    const cut = lineage.origins(version("d"), { maxDepth: 2 });
    expect(cut).toMatchObject({ status: "unknown", reasons: [{ code: "depth_cut" }], found: { undeclared: [] } });
    expect(cut.status === "unknown" && cut.found?.steps.length).toBe(2);
    expect(lineage.origins(version("d"), { maxDepth: 4 }).status).toBe("proven");
  });

  it("says that more lies beyond a number of visits", () => {
    const lineage = lineageOf("a <-", "b <- a", "c <- b", "d <- c");
    expect(reasonsOf(lineage.origins(version("d"), { maxVisits: 3 }))).toEqual(["visits_cut"]);
  });

  it("says that what was made before the graph begins is not held", () => {
    const lineage = createLineage({ retainedFrom: 100 });
    lineage.record(derivation("b <- a", { sequence: 100 }));
    expect(reasonsOf(lineage.origins(version("b")))).toEqual(["retention_cut"]);
    expect(reasonsOf(lineage.impact(version("a")))).toEqual(["retention_cut"]);
    expect(reasonsOf(lineage.impact(version("b")))).toEqual(["proven"]);
  });

  it("ends on a circle, and does not take it for an origin", () => {
    const lineage = lineageOf("a <- c", "b <- a", "c <- b", "d <- c");
    expect(reasonsOf(lineage.origins(version("d")))).toEqual(["cycle_found"]);
    expect(lineage.impact(version("a"))).toMatchObject({
      status: "proven",
      value: { derived: ["b", "c", "d"].map(version) },
    });
  });

  it("does not take a field that was made from another field of the same record for a circle, nor for an origin", () => {
    const lineage = lineageOf("order/total <- order/lines");
    expect(reasonsOf(lineage.origins(version("order")))).toEqual(["origin_undeclared"]);
    lineage.record(derivation("order <-"));
    expect(lineage.origins(version("order"))).toMatchObject({
      status: "proven",
      value: { origins: [version("order")] },
    });
  });
});

describe("as of an earlier moment", () => {
  const lineage = createLineage();
  lineage.record(derivation("a <-", { sequence: 10, at: "2026-03-01T00:00:00Z" }));
  lineage.record(derivation("b <- a", { sequence: 20, at: "2026-03-02T00:00:00Z" }));
  lineage.record(derivation("c <- b", { sequence: 30, at: "2026-03-03T00:00:00Z" }));
  lineage.consumed({ ...took("planning", "b", "2026-03-04T00:00:00Z"), sequence: 40 });

  it.each([
    [9, [], "unknown"],
    [10, [], "proven"],
    [29, ["b"], "proven"],
    [new Date("2026-02-28T00:00:00Z"), [], "unknown"],
    [new Date("2026-03-02T00:00:00Z"), ["b"], "proven"],
    [new Date("2026-03-03T00:00:00Z"), ["b", "c"], "proven"],
  ] as const)("%s", (asOf, derived, status) => {
    const answer = lineage.impact(version("a"), { asOf });
    expect(answer.status).toBe(status);
    if (answer.status === "proven") expect(namesOf(answer.value.derived)).toEqual(derived);
  });

  it("a consumer that took it later is not seen yet", () => {
    const consumersAsOf = (asOf?: number) => {
      const answer = lineage.impact(version("a"), asOf === undefined ? {} : { asOf });
      return answer.status === "proven" && answer.value.consumers.map(({ consumer }) => consumer);
    };
    expect([consumersAsOf(39), consumersAsOf(40), consumersAsOf()]).toEqual([[], ["planning"], ["planning"]]);
  });
});

describe("who has a stale version", () => {
  it("is everyone who took the record or anything made from it, once for each version", () => {
    const lineage = lineageOf("a <-", "b, c <- a", "d <- c", "other <-");
    for (const [consumer, name] of [
      ["planning", "b"],
      ["billing", "d"],
      ["planning", "b"],
      ["planning", "a"],
      ["archive", "other"],
    ] as const)
      lineage.consumed(took(consumer, name));
    const answer = lineage.impact(version("a"));
    if (answer.status !== "proven") throw new Error("not proven");
    expect(namesOf(answer.value.derived).toSorted()).toEqual(["b", "c", "d"]);
    expect(answer.value.consumers.map(({ consumer, record }) => `${consumer} ${nameOf(record)}`)).toEqual([
      "planning b",
      "billing d",
      "planning a",
    ]);
  });

  it("knows a record that was only ever taken", () => {
    const lineage = createLineage();
    lineage.consumed(took("planning", "a"));
    expect(lineage.impact(version("a"))).toMatchObject({ status: "proven", value: { derived: [] } });
    expect(reasonsOf(lineage.origins(version("a")))).toEqual(["origin_undeclared"]);
  });
});

describe("the lineage of a field", () => {
  const withMap = (text: string, fields: Record<string, readonly string[]>, name: string) =>
    derivation(text, { transformation: { name, version: "1", fields } });

  const lineage = createLineage();
  lineage.record(derivation("feed <-"));
  lineage.record(
    withMap(
      "eta <- feed",
      { "/etaMinutes": ["/etaSeconds"], "/lines/*/price": ["/items/*/amount"], "/unit": [] },
      "map",
    ),
  );
  lineage.record(derivation("plan <- eta"));
  lineage.record(derivation("cost/amount <- eta/lines eta/unit"));
  lineage.consumed(took("planning", "eta/etaMinutes"));
  lineage.consumed(took("billing", "cost/amount"));
  lineage.consumed(took("archive", "eta"));

  it.each([
    ["eta/etaMinutes", ["feed/etaSeconds"]],
    ["eta/lines/3/price", ["feed/items/*/amount"]],
    ["eta/lines", ["feed/items/*/amount"]],
    ["eta/unit", ["eta/unit"]],
    ["cost/amount", ["eta/unit", "feed/items/*/amount"]],
    ["plan/anything", ["feed/etaSeconds", "feed/items/*/amount"]],
    ["feed/etaSeconds", ["feed/etaSeconds"]],
  ])("%s comes from %j", (field, origins) => {
    const answer = lineage.origins(version(field));
    expect(answer.status).toBe("proven");
    expect(answer.status === "proven" && namesOf(answer.value.origins).toSorted()).toEqual(origins);
  });

  it("is unknown for a field that the map does not make", () => {
    expect(reasonsOf(lineage.origins(version("eta/carrier")))).toEqual(["origin_undeclared"]);
  });

  it.each([
    ["feed/etaSeconds", ["eta/etaMinutes", "plan"], ["archive", "planning"]],
    ["feed/items/0/amount", ["cost/amount", "eta/lines/*/price", "plan"], ["archive", "billing"]],
    ["feed/weight", [], []],
  ])("%s goes into %j and was taken by %j", (field, derived, consumers) => {
    const answer = lineage.impact(version(field));
    if (answer.status !== "proven") throw new Error("not proven");
    expect(namesOf(answer.value.derived).toSorted()).toEqual(derived);
    expect(answer.value.consumers.map(({ consumer }) => consumer).toSorted()).toEqual(consumers);
  });

  it("is declared once for a transformation, and holds for all its derivations", () => {
    const later = createLineage();
    later.record(derivation("a <-"));
    later.record(derivation("b <- a", { transformation: { name: "map", version: "1" } }));
    later.record(withMap("c <- a", { "/x": ["/y"] }, "map"));
    expect(later.origins(version("b/x"))).toMatchObject({ status: "proven", value: { origins: [version("a/y")] } });
  });

  it("cannot change without a new version of the transformation", () => {
    const changed = withMap("eta@2 <- feed", { "/etaMinutes": ["/etaHours"] }, "map");
    const before = lineage.size;
    expect(codeOf(() => lineage.record(changed))).toBe("transformation_changed");
    expect(lineage.size).toEqual(before);
  });
});

describe("what was recorded", () => {
  it("makes an equal lineage when it is fed in again", () => {
    const first = lineageOf("a <-", "b, c/x <- a", "d <- b c/x");
    first.record(
      derivation("e <- d", {
        transformation: { name: "map", version: "2", digest: { sha256: "0".repeat(64) }, fields: { "/x": ["/y"] } },
        sequence: 50,
      }),
    );
    first.record(derivation("f <- d", { transformation: { name: "map", version: "2" } }));
    first.consumed(took("planning", "e/x"));
    const second = createLineage();
    for (const recorded of first.derivations()) second.record(JSON.parse(JSON.stringify(recorded)));
    for (const recorded of first.consumptions()) second.consumed(recorded);
    expect([...second.derivations()]).toEqual([...first.derivations()]);
    expect([...second.consumptions()]).toEqual([...first.consumptions()]);
    expect(second.size).toEqual(first.size);
    expect(second.origins(version("f"))).toEqual(first.origins(version("f")));
  });

  it("gets the next sequence, or the one it came with", () => {
    const lineage = createLineage();
    expect([
      lineage.record(derivation("a <-")),
      lineage.record(derivation("b <- a", { sequence: 7 })),
      lineage.record(derivation("c <- a", { sequence: 3 })),
      lineage.consumed(took("planning", "c")),
    ]).toEqual([1, 7, 3, 8]);
  });

  it("is all of a derivation or nothing when there is no room left", () => {
    const lineage = createLineage({ maxEdges: 4 });
    lineage.record(derivation("a <-"));
    lineage.record(derivation("b <- a"));
    expect(codeOf(() => lineage.record(derivation("c <- a b")))).toBe("lineage_full");
    expect(lineage.size).toEqual({ records: 2, derivations: 2, consumptions: 0, edges: 3 });
    lineage.consumed(took("planning", "b"));
    expect(codeOf(() => lineage.consumed(took("planning", "b")))).toBe("lineage_full");
  });
});

describe("derivations that somebody else wrote", () => {
  const good = derivation("b <- a");
  const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([member]) => member !== name));
  const [output] = good.outputs;

  it("come back with their time in UTC", () => {
    expect(parseDerivation({ ...good, at: "2026-03-31T10:00:00+02:00" }).at).toBe("2026-03-31T08:00:00.000Z");
  });

  it.each<[string, unknown, string, string]>([
    ["no object", null, "format_malformed", ""],
    ["no outputs", { ...good, outputs: [] }, "format_malformed", "/outputs"],
    ["no inputs member", without("inputs"), "format_malformed", "/inputs"],
    ["a stranger", { ...good, stranger: 1 }, "format_malformed", "/stranger"],
    ["a member named like a prototype", { ...good, constructor: 1 }, "format_malformed", "/constructor"],
    ["an empty key", { ...good, outputs: [{ ...output, key: "" }] }, "format_malformed", "/outputs/0/key"],
    [
      "a very long key",
      { ...good, outputs: [{ ...output, key: "k".repeat(1e6) }] },
      "format_malformed",
      "/outputs/0/key",
    ],
    ["half a letter", { ...good, outputs: [{ ...output, key: "\ud800" }] }, "format_malformed", "/outputs/0/key"],
    ["a number as key", { ...good, outputs: [{ ...output, key: 1 }] }, "format_malformed", "/outputs/0/key"],
    [
      "a field that is no pointer",
      { ...good, inputs: [{ ...output, field: "eta" }] },
      "format_malformed",
      "/inputs/0/field",
    ],
    ["no day", { ...good, at: "2026-02-30T00:00:00Z" }, "format_malformed", "/at"],
    ["a time that UTC puts before the year 0", { ...good, at: "0000-01-01T00:00:00+02:00" }, "format_malformed", "/at"],
    [
      "a time that UTC puts after the year 9999",
      { ...good, at: "9999-12-31T23:59:59-02:00" },
      "format_malformed",
      "/at",
    ],
    ["no zone", { ...good, at: "2026-02-03T00:00:00" }, "format_malformed", "/at"],
    ["a negative sequence", { ...good, sequence: -1 }, "format_malformed", "/sequence"],
    ["a sequence that is no number", { ...good, sequence: Number.NaN }, "format_malformed", "/sequence"],
    [
      "a map of too many fields",
      {
        ...good,
        transformation: {
          ...good.transformation,
          fields: Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`/${at}`, []])),
        },
      },
      "format_malformed",
      "/transformation/fields",
    ],
    [
      "a map of no pointers",
      { ...good, transformation: { ...good.transformation, fields: { eta: [] } } },
      "format_malformed",
      "/transformation/fields",
    ],
    ["a later format", { formatVersion: 2 }, "newer_format", ""],
  ])("are refused with %s", (_, document, code, path) => {
    const lineage = createLineage();
    expect(codeOf(() => lineage.record(document as never))).toBe(code);
    expect(lineage.size.edges).toBe(0);
    try {
      parseDerivation(document);
    } catch (error) {
      if (code === "format_malformed") expect((error as { details: { path: string } }).details.path).toBe(path);
    }
  });

  it("keep records apart whose names are made to be mixed up", () => {
    const lineage = createLineage();
    const names = ["__proto__", "constructor", "a\0b", "1:1:1:", "a", "a:", "\u{1f4e6}", "x".repeat(256)];
    const records = names.flatMap((key) => names.map((number) => ({ ...version("a"), key, version: number })));
    for (const record of records) lineage.record({ ...derivation("a <-"), outputs: [record] });
    expect(lineage.size.records).toBe(records.length);
    for (const record of records) {
      expect(lineage.origins(record)).toMatchObject({ status: "proven", value: { origins: [record] } });
    }
  });

  it("are named in sentences on one line and without half letters", () => {
    const key = `first line\nsecond line ${"\u{1f4e6}".repeat(40)}`;
    for (const padding of ["", "x"]) {
      const answer = createLineage().origins({ ...version("a"), key: padding + key });
      const sentence = answer.status === "unknown" ? (answer.reasons[0]?.sentence ?? "") : "";
      expect(sentence).toMatch(/^nothing recorded names `erp record x?first line second line .*` version `1`$/u);
      expect(sentence.isWellFormed()).toBe(true);
    }
  });

  it("follow a field named like a prototype", () => {
    const lineage = createLineage();
    lineage.record(derivation("a <-"));
    const fields = JSON.parse('{"/__proto__":["/constructor"]}') as Record<string, string[]>;
    lineage.record(derivation("b <- a", { transformation: { name: "map", version: "__proto__", fields } }));
    expect(lineage.origins(version("b/__proto__"))).toMatchObject({
      status: "proven",
      value: { origins: [version("a/constructor")] },
    });
  });
});

describe("questions that make no sense", () => {
  const lineage = lineageOf("a <-");
  it.each([{ asOf: Number.NaN }, { asOf: new Date(Number.NaN) }, { maxDepth: -1 }, { maxVisits: Number.NaN }])(
    "are a mistake of the program: %j",
    (options) => expect(codeOf(() => lineage.origins(version("a"), options))).toBe("TypeError"),
  );
  it.each([null, {}, { ...version("a"), key: 1 }, { ...version("a"), field: "no pointer" }])(
    "are refused where they come from outside: %j",
    (record) => {
      expect(codeOf(() => lineage.origins(record as never))).toBe("format_malformed");
      expect(codeOf(() => lineage.impact(record as never))).toBe("format_malformed");
    },
  );
  it.each([-1, Number.NaN, 16_000_001])("as a limit of %s edges", (maxEdges) =>
    expect(codeOf(() => createLineage({ maxEdges }))).toBe("TypeError"),
  );
});
