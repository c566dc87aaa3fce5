import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contractAround, createSide } from "../../src/contracts/counterexample/side.ts";
import {
  type CompatibilityOptions,
  type CompatibilityReport,
  type Contract,
  ContractsError,
  checkCompatibility,
  checkSchemas,
  compileContract,
  diffContracts,
  parseConsumers,
} from "../../src/contracts/index.ts";
import { applyPatch, type JsonObject, type JsonValue } from "../../src/foundation/index.ts";
import { changed, documents, schemas } from "./schemas.ts";
import { contractWith, objectWith } from "./support.ts";

/** The validator by itself, over a schema as it stands. */
const validator = (schema: JsonObject): ((document: JsonValue) => boolean) => {
  const side = createSide(contractAround(schema), { isStrict: false });
  return (document) => side.judge(document) === "valid";
};

const text: JsonObject = { type: "string" };
const version = (schema: JsonObject, number = "1.0.0"): Contract => contractWith(schema, { version: number });
const check = (
  before: JsonObject,
  after: JsonObject,
  options: CompatibilityOptions = {},
): Promise<CompatibilityReport> =>
  checkCompatibility(version(before), version(after, "1.1.0"), { mode: "BACKWARD", ...options });

describe("the twenty-four ways of adding and removing a member", () => {
  const models: Readonly<Record<string, JsonObject>> = {
    open: {},
    closed: { additionalProperties: false },
    "partly open": { additionalProperties: { type: "integer" } },
  };
  const withB = (more: JsonObject, isRequired: boolean): JsonObject =>
    objectWith({ a: text, b: text }, { ...more, ...(isRequired && { required: ["b"] }) });
  type Row = readonly [
    model: string,
    change: "add" | "remove",
    need: "optional" | "required",
    strict: string,
    lenient: string,
  ];
  // Each verdict: the new reads the old / the old reads the new.
  const rows: readonly Row[] = [
    ["open", "add", "optional", "broken/compatible", "compatible/compatible"],
    ["open", "add", "required", "broken/compatible", "broken/compatible"],
    ["open", "remove", "optional", "compatible/broken", "compatible/compatible"],
    ["open", "remove", "required", "compatible/broken", "compatible/broken"],
    ["closed", "add", "optional", "compatible/broken", "compatible/compatible"],
    ["closed", "add", "required", "broken/broken", "broken/compatible"],
    ["closed", "remove", "optional", "broken/compatible", "compatible/compatible"],
    ["closed", "remove", "required", "broken/broken", "compatible/broken"],
    ["partly open", "add", "optional", "broken/broken", "broken/broken"],
    ["partly open", "add", "required", "broken/broken", "broken/broken"],
    ["partly open", "remove", "optional", "broken/broken", "broken/broken"],
    ["partly open", "remove", "required", "broken/broken", "broken/broken"],
  ];

  it.each(rows)("%s, %s, %s: strict %s, lenient %s", async (model, change, need, strict, lenient) => {
    const more = models[model] as JsonObject;
    const [without, having] = [objectWith({ a: text }, more), withB(more, need === "required")];
    const [before, after] = change === "add" ? [without, having] : [having, without];
    for (const [rules, expected] of [
      ["strict", strict],
      ["lenient", lenient],
    ] as const) {
      const { versions } = await check(before, after, { mode: "FULL", rules, suggest: false });
      const broken = versions[0]?.counterexamples.map(({ direction }) => direction) ?? [];
      const verdicts = ["backward", "forward"].map((direction) =>
        broken.includes(direction as "backward")
          ? "broken"
          : versions[0]?.verdict === "unknown"
            ? "unknown"
            : "compatible",
      );
      expect(`${rules} ${verdicts.join("/")}`).toBe(`${rules} ${expected}`);
    }
  });
});

/** By another name: an object with this member looks like a promise to the linter. */
const consequenceKeyword = "then";

describe("breaks that registries pass over come with the document that shows them:", () => {
  const list = (more: JsonObject): JsonObject => ({ type: "array", items: { type: "number" }, ...more });
  const conditional = (consequence: JsonObject): JsonObject =>
    objectWith(
      { kind: text, note: text },
      {
        if: { properties: { kind: { const: "B" } }, required: ["kind"] },
        [consequenceKeyword]: consequence,
      },
    );
  const ring = (maximum: number): JsonObject => ({
    $ref: "#/$defs/node",
    $defs: { node: objectWith({ next: { $ref: "#/$defs/node" }, size: { type: "integer", maximum } }) },
  });
  const rows: readonly (readonly [
    what: string,
    before: JsonObject,
    after: JsonObject,
    code: string,
    path: string,
    document: JsonValue,
  ])[] = [
    [
      "a format",
      objectWith({ at: { type: "string", format: "date-time" } }),
      objectWith({ at: { type: "string", format: "date" } }),
      "format_changed",
      "/at",
      { at: "2026-01-02T03:04:05Z" },
    ],
    [
      "a consequence",
      conditional({ required: ["note"] }),
      conditional({ required: ["note"], properties: { note: { minLength: 3, type: "string" } } }),
      "condition_changed",
      "",
      { kind: "B", note: "x" },
    ],
    [
      "a rule for names",
      objectWith({}, { propertyNames: { maxLength: 6 } }),
      objectWith({}, { propertyNames: { maxLength: 5 } }),
      "member_names_changed",
      "",
      { xxxxxx: null },
    ],
    [
      "members by pattern",
      objectWith({}, { patternProperties: { "^x": text } }),
      objectWith({}, { patternProperties: { "^x": { type: "null" } } }),
      "types_changed",
      "/*",
      { x: "x" },
    ],
    [
      "what a list must contain",
      list({}),
      list({ contains: { type: "number", minimum: 5 } }),
      "contains_changed",
      "",
      [],
    ],
    [
      "how many it may contain",
      list({ contains: { type: "number", minimum: 5 } }),
      list({ contains: { type: "number", minimum: 5 }, maxContains: 1 }),
      "contains_changed",
      "",
      [5, 5],
    ],
    [
      "an undeclared required member",
      { type: "object", required: ["a"] },
      { type: "object", required: ["b"] },
      "required_added",
      "",
      { a: null },
    ],
    [
      "alternatives that overlap",
      { oneOf: [text] },
      { oneOf: [text, { type: ["string", "null"], maxLength: 5 }] },
      "alternatives_changed",
      "",
      "x",
    ],
    [
      "a member's dependence",
      objectWith({ a: text, b: text }),
      objectWith({ a: text, b: text }, { dependentRequired: { a: ["b"] } }),
      "dependents_changed",
      "",
      { a: "x" },
    ],
    [
      "members that nothing looks at",
      objectWith({ a: text }, { anyOf: [{ required: ["a"] }, { required: ["b"] }] }),
      objectWith({ a: text }, { anyOf: [{ required: ["a"] }, { required: ["b"] }], unevaluatedProperties: false }),
      "unevaluated_changed",
      "",
      { a: "x", x: null },
    ],
    [
      "a step",
      objectWith({ n: { type: "integer", multipleOf: 6 } }),
      objectWith({ n: { type: "integer", multipleOf: 4 } }),
      "step_changed",
      "/n",
      { n: 6 },
    ],
    [
      "an excluded case",
      { type: ["string", "null"] },
      { type: ["string", "null"], not: { const: "no" } },
      "exclusion_changed",
      "",
      "no",
    ],
    [
      "a place in a tuple",
      list({ prefixItems: [text, text], items: false, minItems: 2 }),
      list({ prefixItems: [text, { type: "null" }], items: false, minItems: 2 }),
      "types_changed",
      "/1",
      ["x", "x"],
    ],
    ["a ring", ring(10), ring(5), "range_changed", "/size", { size: 6 }],
    [
      "a relation",
      objectWith({ a: { type: "number" }, b: { type: "number" } }),
      objectWith(
        { a: { type: "number" }, b: { type: "number" } },
        { "x-relation": [{ name: "a = b", left: "/a", right: "/b" }] },
      ),
      "relations_changed",
      "",
      { a: 1, b: 0 },
    ],
    [
      "a pattern",
      objectWith({ c: { type: "string", pattern: "^[A-Z]{2,4}$" } }),
      objectWith({ c: { type: "string", pattern: "^[A-Z]{2,3}$" } }),
      "pattern_changed",
      "/c",
      { c: "AAAA" },
    ],
  ];

  it.each(rows)("%s", async (_, before, after, code, path, document) => {
    const { verdict, counterexample, versions } = await check(before, after, { suggest: false, isStrict: false });
    expect(verdict).toBe("broken");
    const shown = versions[0]?.differences[counterexample?.difference ?? -1];
    expect([shown?.code, shown?.path, shown?.verdicts.backward]).toEqual([code, path, "breaking"]);
    expect(counterexample?.document).toEqual(document);
    expect(counterexample?.finding?.severity).toBe("error");
  });
});

describe("changes that no document shows are proven:", () => {
  const rows: readonly (readonly [what: string, before: JsonObject, after: JsonObject])[] = [
    ["a wider type", objectWith({ n: { type: "integer" } }), objectWith({ n: { type: "number" } })],
    [
      "whole numbers as multiples of a cent",
      objectWith({ n: { type: "integer" } }),
      objectWith({ n: { type: "number", multipleOf: 0.01 } }),
    ],
    ["one value more", { enum: ["A"] }, { enum: ["A", "B"] }],
    [
      "values instead of a pattern that they match",
      { type: "string", enum: ["AB", "CD"] },
      { type: "string", pattern: "^[A-Z]{2}$" },
    ],
    [
      "another pattern for the same texts",
      { type: "string", pattern: "^[ab]+$" },
      { type: "string", pattern: "^[ab][ab]*$" },
    ],
    [
      "alternatives in another order",
      { anyOf: [{ type: "string" }, { type: "null" }] },
      { anyOf: [{ type: "null" }, { type: "string" }] },
    ],
    [
      "alternatives that exclude one another anyway",
      { anyOf: [{ type: "string" }, { type: "null" }] },
      { oneOf: [{ type: "string" }, { type: "null" }] },
    ],
    [
      "a definition in the place of a reference",
      { $ref: "#/$defs/a", $defs: { a: { type: "string" } } },
      { type: "string" },
    ],
    [
      "a condition as alternatives",
      objectWith({ a: {}, b: {} }, { dependentRequired: { a: ["b"] } }),
      {
        anyOf: [
          { type: "object", not: { type: "object", required: ["a"] } },
          { type: "object", required: ["b"] },
        ],
      },
    ],
    [
      "a new member where one was typed the same",
      objectWith({}, { additionalProperties: text }),
      objectWith({ a: text }, { additionalProperties: text }),
    ],
    [
      "a required member that was required by another",
      objectWith({}, { required: ["a"], dependentRequired: { a: ["b"] } }),
      { type: "object", required: ["a", "b"] },
    ],
    [
      "2020-12 instead of draft-07",
      {
        $schema: "http://json-schema.org/draft-07/schema#",
        type: "array",
        items: [text, text],
        additionalItems: false,
      },
      { type: "array", prefixItems: [text, text], items: false },
    ],
    [
      "an owner and a classification",
      objectWith({ a: text }),
      objectWith({ a: { ...text, "x-owner": "erp", "x-classification": "personal" } }),
    ],
  ];

  it.each(rows)("%s", async (_, before, after) => {
    const report = await check(before, after, { isStrict: false });
    expect([report.verdict, report.sentence]).toEqual(["compatible", expect.stringMatching(/^compatible: /)]);
    expect(report.versions[0]?.differences.map(({ verdicts }) => verdicts.backward)).not.toContain("breaking");
  });
});

describe("what values mean", () => {
  const eta = (unit: JsonValue): JsonObject =>
    objectWith({ eta: { type: "number", ...(unit !== null && { "x-unit": unit }) } });

  it("breaks with another unit, shown by a document that both contracts accept", async () => {
    const { verdict, counterexample } = await check(eta("min"), eta("s"));
    expect(verdict).toBe("broken");
    expect(counterexample).toMatchObject({ kind: "misread", document: { eta: expect.any(Number) } });
    expect(counterexample?.sentence).toContain('the unit of `/eta` was `"min"` and is `"s"`');
  });

  it("breaks in the one of two places that changed, although their schemas are the same", async () => {
    const two = (second: string): JsonObject =>
      objectWith({ a: { type: "number", "x-unit": "min" }, b: { type: "number", "x-unit": second } });
    const { versions } = await check(two("min"), two("s"));
    expect(versions[0]?.differences.map(({ code, path }) => [code, path])).toEqual([["unit_redeclared", "/b"]]);
  });

  it("stays open when a unit is declared for the first time: nobody knows in which the old values are", async () => {
    const { verdict, versions } = await check(eta(null), eta("min"));
    expect(verdict).toBe("unknown");
    expect(versions[0]?.reasons).toEqual([
      { code: "undecided", sentence: expect.stringContaining("the unit of `/eta` is new") },
    ]);
    expect((await check(eta("min"), eta(null))).verdict).toBe("compatible");
  });
});

describe("modes", () => {
  const [small, large] = [
    objectWith({ n: { type: "integer", maximum: 5 } }),
    objectWith({ n: { type: "integer", maximum: 10 } }),
  ];
  it.each([
    ["NONE", "compatible"],
    ["BACKWARD", "compatible"],
    ["FORWARD", "broken"],
    ["FULL", "broken"],
  ] as const)("%s of a wider range is %s", async (mode, verdict) => {
    expect((await check(small, large, { mode })).verdict).toBe(verdict);
  });

  it("TRANSITIVE asks every earlier version, and the others the latest", async () => {
    const history = [version(large, "1.0.0"), version(small, "1.1.0")];
    const next = version(small, "1.2.0");
    expect((await checkCompatibility(history, next, { mode: "BACKWARD" })).verdict).toBe("compatible");
    const all = await checkCompatibility(history, next, { mode: "BACKWARD_TRANSITIVE", suggest: false });
    expect([all.verdict, all.versions.map(({ against, verdict }) => `${against} ${verdict}`)]).toEqual([
      "broken",
      ["1.0.0 broken", "1.1.0 compatible"],
    ]);
    expect(all.counterexample).toMatchObject({ against: "1.0.0", document: { n: 6 } });
  });

  it("is the contract's own when nobody asks for another", async () => {
    const next = contractWith(large, { compatibility: "FORWARD" });
    expect((await checkCompatibility(version(small), next)).mode).toBe("FORWARD");
    expect((await checkCompatibility([], next)).sentence).toBe("compatible: there is no earlier version");
  });
});

describe("the smallest edit", () => {
  it("puts back only what breaks, and has been tried", async () => {
    const before = objectWith({ a: { type: "integer", maximum: 10 }, b: text });
    const after = objectWith(
      { a: { type: "integer", maximum: 5, minimum: -1 }, b: { type: "string", maxLength: 9 }, c: text },
      { required: ["c"], additionalProperties: false },
    );
    const { edit } = await check(before, after);
    const mended = applyPatch(after, edit?.patch ?? []) as JsonObject;
    expect((await check(before, mended)).verdict).toBe("compatible");
    for (const at of edit?.patch.keys() ?? []) {
      const less = applyPatch(after, edit?.patch.toSpliced(at, 1) ?? []) as JsonObject;
      expect((await check(before, less)).verdict).not.toBe("compatible");
    }
  });

  it("works through references", async () => {
    const shared = (maxLength: number): JsonObject => ({
      ...objectWith({ a: { $ref: "#/$defs/code" } }),
      $defs: { code: { ...text, maxLength } },
    });
    const { edit } = await check(shared(10), shared(5));
    expect(edit?.patch).toEqual([{ op: "replace", path: "/$defs/code/maxLength", value: 10 }]);
  });
});

describe("consumers", () => {
  const before = objectWith(
    {
      status: { enum: ["OPEN", "DONE"] },
      eta: { type: "number", "x-unit": "min" },
      lines: { type: "array", items: objectWith({ sku: text, qty: { type: "integer" } }, { required: ["sku"] }) },
    },
    { required: ["status", "eta"] },
  );
  const after = objectWith(
    {
      status: { enum: ["OPEN", "DONE", "HELD"] },
      eta: { type: "number", "x-unit": "s" },
      lines: { type: "array", items: objectWith({ sku: text, qty: { type: "number" } }) },
    },
    { required: ["status"] },
  );
  const consumers = parseConsumers([
    { name: "shows the status", reads: ["/status"] },
    { name: "decides by the status", reads: [], switchesOn: { "/status": ["OPEN", "DONE"] } },
    { name: "knows the new status", reads: [], switchesOn: { "/status": ["OPEN", "DONE", "HELD"] } },
    { name: "counts minutes", reads: ["/eta"] },
    { name: "picks", reads: ["/lines/*/sku"] },
    { name: "counts", reads: ["/lines/*/qty"] },
    { name: "archives all of the lines", reads: ["/lines"] },
    { name: "reads something else", reads: ["/note"] },
  ]);

  it("are told one by one who breaks", async () => {
    const report = await check(before, after, { mode: "FORWARD", consumers, suggest: false, isStrict: false });
    expect(report.consumers.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
      "shows the status: compatible",
      "decides by the status: broken",
      "knows the new status: compatible",
      "counts minutes: broken",
      "picks: broken",
      "counts: broken",
      "archives all of the lines: broken",
      "reads something else: compatible",
    ]);
    const [, decides] = report.consumers;
    expect(decides?.counterexample?.document).toEqual({ status: "HELD" });
    expect(decides?.sentence).toMatch(/^`decides by the status` breaks: `\/status` may now be `HELD`, too/);
  });

  it("are found behind references and alternatives, and rings end", async () => {
    const tree = (leaf: JsonObject): JsonObject => ({
      $ref: "#/$defs/node",
      $defs: {
        node: {
          type: "object",
          properties: { next: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] }, leaf, other: leaf },
        },
      },
    });
    const options: CompatibilityOptions = { mode: "FORWARD", suggest: false, isStrict: false };
    const deep = await check(tree(text), tree({ type: "null" }), {
      ...options,
      consumers: [
        { name: "leaf", reads: ["/next/leaf"] },
        { name: "all", reads: [""] },
      ],
    });
    expect(deep.consumers.map(({ verdict }) => verdict)).toEqual(["broken", "broken"]);
  });

  it("that are no list of consumers are refused with the place", () => {
    expect(() => parseConsumers([{ name: "a", reads: ["x"] }])).toThrow("`/0/reads/0`");
    expect(() => parseConsumers([{ name: "a", reads: [], also: 1 }])).toThrow("`/0/also`");
  });
});

describe("differences", () => {
  it("have a row each, with the verdict of both directions", async () => {
    const before = version(objectWith({ a: { type: "integer" }, b: text, c: { enum: ["x", "y"] } }));
    const after = version(
      objectWith({ a: { type: "number" }, c: { enum: ["y", "z"] }, d: text }, { required: ["a"] }),
      "2.0.0",
    );
    const rows = await diffContracts(before, after);
    expect(rows.map(({ code, path, verdicts }) => `${code} ${path} ${verdicts.backward} ${verdicts.forward}`)).toEqual([
      "member_added /d breaking compatible",
      "member_removed /b compatible breaking",
      "required_added  breaking compatible",
      "types_changed /a compatible breaking",
      "values_changed /c breaking breaking",
    ]);
    expect(rows[4]).toMatchObject({
      rule: "/properties/c",
      before: { enum: ["x", "y"] },
      after: { enum: ["y", "z"] },
      sentence: "`/c` may no longer be `x`, but `z`",
    });
  });

  it("are none between a contract and itself, and compiled contracts are taken as they are", async () => {
    const compiled = compileContract(version(objectWith({ a: text })));
    expect(await diffContracts(compiled, compiled)).toEqual([]);
  });

  it("of schemas from elsewhere pass over what says nothing here", async () => {
    const report = await checkSchemas(
      { type: "string", example: "x", format: "int32" },
      { type: "string", nullable: true },
    );
    expect(report.verdict).toBe("compatible");
  });
});

describe("bounds", () => {
  it("a budget that is spent leaves it unknown, and says so", async () => {
    const report = await check(
      objectWith({ a: { type: "string", pattern: "^(?:ab){3}$" } }),
      objectWith({ a: { type: "string", pattern: "^(?:ab|cd){3}$" } }),
      { budget: 5 },
    );
    expect([report.verdict, report.versions[0]?.reasons.at(-1)?.code]).toEqual(["unknown", "budget"]);
  });

  it("the same question has the same answer and takes the same steps", async () => {
    const ask = (): Promise<CompatibilityReport> =>
      check(objectWith({ a: { anyOf: [text, { type: "integer" }] } }), objectWith({ a: { type: "integer" } }));
    expect(await ask()).toEqual(await ask());
  });

  it("a signal ends it with its own reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(check(objectWith({ a: text }), objectWith({ a: { type: "null" } }), { signal })).rejects.toThrow(
      "enough",
    );
  });

  it("a schema that multiplies without end is answered within its budget", async () => {
    const wide = (depth: number): JsonObject =>
      depth === 0
        ? text
        : {
            oneOf: Array.from({ length: 6 }, (_, at) =>
              objectWith({ [`a${at}`]: wide(depth - 1), b: text }, { required: ["b"] }),
            ),
          };
    const report = await check(
      wide(3),
      { ...wide(3), not: { const: 1 } },
      { budget: 1_000, suggest: false, isStrict: false },
    );
    expect(report.steps).toBeLessThanOrEqual(2_000);
  });

  it.each([
    ["a pattern that takes too long", { type: "string", pattern: "(a+)+$" }, "contract_pattern_unsafe"],
    ["a reference to the outside", { $ref: "https://a.example/x" }, "contract_schema_invalid"],
    ["a schema that applies itself", { $ref: "#" }, "contract_schema_invalid"],
  ])("%s is refused with its code", async (_, schema, code) => {
    const error = await checkSchemas(schema as JsonObject, {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ContractsError);
    expect((error as ContractsError).code).toBe(code);
  });
});

describe("random contracts and one random change", () => {
  it("are never called compatible where a document shows otherwise, nor broken without one", async () => {
    const question = fc.record({
      before: schemas(),
      rules: schemas(),
      drop: fc.nat(5),
      data: fc.array(documents, { minLength: 30, maxLength: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ before, rules, drop, data }) => {
        const after = changed(before, rules, drop);
        const report = await checkSchemas(before, after, { mode: "BACKWARD", budget: 3_000, suggest: false }).catch(
          () => undefined,
        );
        if (!report) return;
        const [old, next] = [before, after].map((schema) => validator(schema));
        if (report.counterexample)
          expect([old?.(report.counterexample.document), next?.(report.counterexample.document)]).toEqual([
            true,
            false,
          ]);
        if (report.verdict !== "compatible") return;
        for (const document of data) if (old?.(document)) expect(next?.(document)).toBe(true);
      }),
      { numRuns: 4 },
    );
  });
});
