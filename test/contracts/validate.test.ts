import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/foundation/index.ts";
import { stopwatch } from "../support.ts";
import { compiledWith, objectWith } from "./support.ts";

type Row = readonly [sentence: string, schema: JsonObject, data: JsonValue, code: string, path: string];

describe("data that breaks a rule is told so, with its place:", () => {
  const rows: readonly Row[] = [
    ["a text for a number", objectWith({ a: { type: "number" } }), { a: "12" }, "type_wrong", "/a"],
    ["a fraction for a whole number", objectWith({ a: { type: "integer" } }), { a: 1.5 }, "type_wrong", "/a"],
    ["a missing field", objectWith({ a: {} }, { required: ["a"] }), {}, "field_missing", "/a"],
    [
      "a field missing beside another",
      objectWith({ a: {}, b: {} }, { dependentRequired: { a: ["b"] } }),
      { a: 1 },
      "field_missing",
      "/b",
    ],
    ["an undeclared field", objectWith({}, { additionalProperties: false }), { "a/b": 1 }, "field_unexpected", "/a~1b"],
    [
      "an undeclared field of alternatives",
      objectWith({}, { allOf: [objectWith({ a: {} })], unevaluatedProperties: false }),
      { a: 1, b: 1 },
      "field_unexpected",
      "/b",
    ],
    ["a forbidden field", objectWith({ a: false }), { a: 1 }, "field_unexpected", "/a"],
    [
      "a name that is not allowed",
      objectWith({}, { propertyNames: { maxLength: 2 } }),
      { abc: 1 },
      "field_name_wrong",
      "/abc",
    ],
    [
      "a value that is not listed",
      objectWith({ a: { enum: ["OPEN", "CLOSED"] } }),
      { a: "OPNE" },
      "value_not_allowed",
      "/a",
    ],
    ["another value than the only one", objectWith({ a: { const: 1 } }), { a: 2 }, "value_not_allowed", "/a"],
    [
      "a number that is too small",
      objectWith({ a: { type: "number", minimum: 0 } }),
      { a: -1 },
      "value_out_of_range",
      "/a",
    ],
    [
      "a number at an excluded end",
      objectWith({ a: { type: "number", exclusiveMaximum: 5 } }),
      { a: 5 },
      "value_out_of_range",
      "/a",
    ],
    [
      "a number between the steps",
      objectWith({ a: { type: "number", multipleOf: 5 } }),
      { a: 7 },
      "value_not_multiple",
      "/a",
    ],
    [
      "a text that is too long",
      objectWith({ a: { type: "string", maxLength: 2 } }),
      { a: "abc" },
      "length_out_of_range",
      "/a",
    ],
    [
      "a list that is too short",
      objectWith({ a: { type: "array", minItems: 1 } }),
      { a: [] },
      "count_out_of_range",
      "/a",
    ],
    [
      "an object with too many members",
      objectWith({ a: { type: "object", maxProperties: 0 } }),
      { a: { b: 1 } },
      "count_out_of_range",
      "/a",
    ],
    [
      "the same item twice",
      objectWith({ a: { type: "array", uniqueItems: true } }),
      { a: [1, 1] },
      "items_not_unique",
      "/a",
    ],
    [
      "a list without the item asked for",
      objectWith({ a: { type: "array", contains: { const: 1 } } }),
      { a: [2] },
      "item_missing",
      "/a",
    ],
    [
      "an item too many",
      objectWith({ a: { type: "array", prefixItems: [{}], items: false, minItems: 1 } }),
      { a: [1, 2] },
      "item_unexpected",
      "/a",
    ],
    [
      "a day that does not exist",
      objectWith({ a: { type: "string", format: "date" } }),
      { a: "2026-02-31" },
      "format_wrong",
      "/a",
    ],
    [
      "a time without a zone",
      objectWith({ a: { type: "string", format: "date-time" } }),
      { a: "2026-02-28T10:00:00" },
      "format_wrong",
      "/a",
    ],
    [
      "a number with a comma",
      objectWith({ a: { type: "string", format: "decimal" } }),
      { a: "1,50" },
      "format_wrong",
      "/a",
    ],
    [
      "a number with a monstrous exponent",
      objectWith({ a: { type: "string", format: "decimal" } }),
      { a: "1e9999" },
      "format_wrong",
      "/a",
    ],
    [
      "an address without a domain",
      objectWith({ a: { type: "string", format: "email" } }),
      { a: "a@" },
      "format_wrong",
      "/a",
    ],
    [
      "a text unlike its pattern",
      objectWith({ a: { type: "string", pattern: "^PO-" } }),
      { a: "SO-1" },
      "pattern_mismatch",
      "/a",
    ],
    [
      "none of the alternatives",
      objectWith({ a: { oneOf: [{ const: 1 }, { const: 2 }] } }),
      { a: 3 },
      "schema_violated",
      "/a",
    ],
    ["what is excluded", objectWith({ a: { not: { const: 1 } } }), { a: 1 }, "schema_violated", "/a"],
    [
      "a consequence that is not drawn",
      objectWith({ a: {}, b: {} }, { if: { required: ["a"] }, else: { required: ["b"] } }),
      {},
      "schema_violated",
      "",
    ],
  ];
  for (const [sentence, schema, data, code, path] of rows) {
    it(sentence, () => {
      const findings = compiledWith(schema).validate(data);
      expect(findings).toContainEqual(expect.objectContaining({ code, path, severity: "error" }));
    });
  }

  it("all of it at once", () => {
    const schema = objectWith(
      { a: { type: "number" }, b: { type: "string" } },
      { required: ["c"], additionalProperties: false },
    );
    const strict = compiledWith({ ...schema, properties: { ...(schema.properties as JsonObject), c: {} } });
    const codes = strict.validate({ a: "1", b: 2, d: 3 }).map(({ code, path }) => `${code} ${path}`);
    expect(codes.sort()).toEqual(["field_missing /c", "field_unexpected /d", "type_wrong /a", "type_wrong /b"]);
  });

  it("once for each name that is not allowed", () => {
    const compiled = compiledWith(objectWith({}, { propertyNames: { maxLength: 2, pattern: "^[a-z]+$" } }));
    expect(compiled.validate({ ABC: 1, ok: 1 }).map(({ code, path }) => [code, path])).toEqual([
      ["field_name_wrong", "/ABC"],
    ]);
  });

  it("in a sentence, with the rule that it breaks", () => {
    const compiled = compiledWith(objectWith({ status: { enum: ["OPEN", "SHIPPED"] } }));
    expect(compiled.validate({ status: "SHIPED" })).toEqual([
      {
        code: "value_not_allowed",
        severity: "error",
        path: "/status",
        sentence: "`/status` is a text of 6 characters, `SHIPED`; expected `OPEN`, `SHIPPED`",
        facts: {
          rule: "#/properties/status/enum",
          expected: "`OPEN`, `SHIPPED`",
          actual: "a text of 6 characters",
          value: "SHIPED",
        },
      },
    ]);
  });
});

describe("names that every object inherits", () => {
  it.each(["constructor", "toString", "hasOwnProperty"])("satisfy nothing: %s", (name) => {
    const compiled = compiledWith(objectWith({ [name]: {} }, { required: [name] }));
    expect(compiled.validate({}).map(({ code }) => code)).toEqual(["field_missing"]);
    expect(compiled.validate({ [name]: 1 })).toEqual([]);
  });
  it("are refused where they change what an object is", () => {
    const hostile = JSON.parse('{"a":{"__proto__":{"admin":true}}}');
    expect(compiledWith(objectWith({ a: {} })).validate(hostile)).toMatchObject([{ code: "data_unreadable" }]);
  });
});

describe("what is told of a value", () => {
  const secret = "DE89370400440532013000";
  const schema = objectWith({
    iban: { type: "number", "x-classification": "confidential" },
    buyer: {
      ...objectWith({ email: { type: "number" } }),
      additionalProperties: { type: "number" },
      "x-classification": "personal",
    },
    note: { type: "number" },
    either: { anyOf: [{ type: "number" }, { type: "boolean", "x-classification": "personal" }] },
  });
  const compiled = compiledWith({ ...schema, additionalProperties: false });

  it.each([
    ["a confidential field", { iban: secret }],
    ["a field within a personal one", { buyer: { email: secret } }],
    ["a name within a personal one", { buyer: { [secret]: "x" } }],
    ["a field that is personal in one of its alternatives", { either: secret }],
    ["a field that nobody declared", { stranger: secret }],
  ])("is nothing for %s", (_, data) => {
    const findings = compiled.validate(data as unknown as JsonValue);
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toContain(secret.slice(0, 6));
  });

  it("is at most 60 characters for any other", () => {
    const long = "x".repeat(100_000);
    expect(JSON.stringify(compiled.validate({ note: long })).length).toBeLessThan(1_000);
    expect(JSON.stringify(compiled.validate({ [long]: 1 } as unknown as JsonValue)).length).toBeLessThan(1_000);
  });

  it("holds no line breaks or half characters", () => {
    const [finding] = compiled.validate({ note: `a\nb\u0000${"x".repeat(56)}\u{1F600}` });
    expect(finding?.sentence).toMatch(/^[^\p{Cc}]*$/u);
    expect(finding?.sentence.isWellFormed()).toBe(true);
  });
});

describe("a unit that stands beside its value", () => {
  const money = objectWith({
    amount: { type: ["number", "string", "null"], "x-unit": { pointer: "/currency" }, "x-sentinels": ["-1"] },
    currency: {},
  });
  const compiled = compiledWith(objectWith({ lines: { type: "array", items: money } }), { packs: { case: "12 EA" } });
  const rows: readonly [data: JsonObject, code: string | undefined][] = [
    [{ amount: "12.50", currency: "EUR" }, undefined],
    [{ amount: 12.5, currency: "KGM" }, undefined],
    [{ amount: 3, currency: "case" }, undefined],
    [{ amount: 3, currency: "EURO" }, "unit_unknown"],
    [{ amount: 3 }, "unit_unknown"],
    [{ amount: 3, currency: 7 }, "unit_unknown"],
    [{ amount: 3, currency: "kg".repeat(10_000) }, "unit_unknown"],
    [{ amount: 3, currency: "constructor" }, "unit_unknown"],
    [{ amount: "-1" }, undefined],
    [{ amount: null }, undefined],
    [{ amount: "see invoice" }, undefined],
    [{}, undefined],
  ];
  it.each(rows)("%j: %s", (line, code) => {
    const findings = compiled.validate({ lines: [{ amount: 1, currency: "EUR" }, line] });
    expect(findings.map((finding) => [finding.code, finding.path])).toEqual(code ? [[code, "/lines/1/amount"]] : []);
  });
});

describe("fields that another system owns", () => {
  const compiled = compiledWith(
    objectWith(
      {
        eta: { type: "string", "x-owner": "carrier" },
        supplier: { ...objectWith({ name: {}, risk: { "x-owner": "risk/*" } }), "x-owner": "erp" },
        lines: { type: "array", items: objectWith({ price: { "x-owner": "erp" } }) },
        note: {},
      },
      { additionalProperties: true },
    ),
  );
  const previous = { eta: "a", supplier: { name: "b", risk: "low" }, lines: [{ price: 1 }], note: "n" };
  const rows: readonly [why: string, source: string | undefined, data: JsonValue, paths: readonly string[]][] = [
    ["nothing changed", "anyone", previous, []],
    ["the owner changed it", "carrier", { ...previous, eta: "z" }, []],
    ["a part of the owner changed it", "carrier/dhl/eu", { ...previous, eta: "z" }, []],
    ["a stranger changed it", "carriers", { ...previous, eta: "z" }, ["/eta"]],
    ["a source without a name changed it", undefined, { ...previous, eta: "z" }, ["/eta"]],
    ["nobody owns it", "anyone", { ...previous, note: "z" }, []],
    ["the nearest owner counts", "risk/agency", { ...previous, supplier: { name: "b", risk: "high" } }, []],
    ["the outer owner does not", "erp", { ...previous, supplier: { name: "b", risk: "high" } }, ["/supplier/risk"]],
    ["it vanished", "anyone", { supplier: previous.supplier, lines: previous.lines }, ["/eta"]],
    ["everything vanished", "anyone", {}, ["/eta", "/supplier/name", "/supplier/risk", "/lines/0/price"]],
    ["one appeared", "anyone", { ...previous, lines: [{ price: 1 }, { price: 2 }] }, ["/lines/1/price"]],
    ["it became something else", "anyone", { ...previous, supplier: "b" }, ["/supplier/name", "/supplier/risk"]],
  ];
  it.each(rows)("%s", (_, source, data, paths) => {
    const findings = compiled.validate(data, { previous, ...(source !== undefined && { source }) });
    const foreign = findings.filter(({ code }) => code === "field_not_owned");
    expect(foreign.map(({ path }) => path)).toEqual(paths);
  });
  it("need a previous version to be seen", () => expect(compiled.validate({ eta: "z" }, { source: "x" })).toEqual([]));
  it("are protected from a source with a monstrous name", () => {
    const [finding] = compiled.validate(
      { ...previous, eta: "z" },
      { previous, source: `carrier/${"x".repeat(100_000)}` },
    );
    expect(finding?.code).toBe("field_not_owned");
    expect(JSON.stringify(finding).length).toBeLessThan(1_000);
  });
});

describe("hostile data", () => {
  const list = { type: "array", items: { $ref: "#" } };
  const compiled = compiledWith({ type: ["object", "array", "number"], items: { $ref: "#" }, properties: { list } });
  const deep = (levels: number): JsonValue => {
    let value: JsonValue = 1;
    for (let level = 0; level < levels; level++) value = [value];
    return value;
  };
  const endless: unknown[] = [];
  endless.push(endless);
  it.each([
    ["nested a hundred thousand times", deep(100_000)],
    ["that holds itself", endless],
    ["with NaN", [Number.NaN]],
    ["with infinity", { list: [Number.POSITIVE_INFINITY] }],
    ["with nothing", [undefined]],
    ["with a function", [() => 1]],
    ["with a bigint", 1n],
    ["with half a character", ["\ud800"]],
    ["with half a character in a name", { "\udc00": 1 }],
  ])("%s is not judged", (_, data) => {
    expect(compiled.validate(data as JsonValue).map(({ code }) => code)).toEqual(["data_unreadable"]);
  });
  it("nested 64 times is", () => expect(compiled.validate(deep(64))).toEqual([]));

  it("with a hundred thousand errors gives a short answer", () => {
    const findings = compiled.validate(Array.from({ length: 100_000 }, () => "x"));
    expect(findings.length).toBeLessThan(10);
    expect(findings.at(-1)?.code).toBe("more_not_listed");
  });
  it("with a hundred errors gives the first fifty, and says so", () => {
    const findings = compiled.validate(Array.from({ length: 100 }, () => "x"));
    expect([findings.length, findings.at(-1)]).toMatchObject([51, { code: "more_not_listed", severity: "info" }]);
  });

  it("of any kind is answered with findings, always the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const [once, twice] = [compiled.validate(data as JsonValue), compiled.validate(data as JsonValue)];
        expect(once).toEqual(twice);
        for (const finding of once) expect(finding.sentence).toMatch(/^[^\p{Cc}]+[^.]$/u);
      }),
    );
  });
});

describe("formats", () => {
  const slow: readonly [format: string, text: string][] = [
    ["email", `${"a.".repeat(50_000)}@`],
    ["uri", `http://${"%41".repeat(50_000)}`],
    ["hostname", "a-".repeat(100_000)],
    ["ipv6", ":".repeat(100_000)],
    ["duration", `P${"1D".repeat(50_000)}`],
    ["decimal", "1".repeat(1_000_000)],
  ];
  it.each(slow)("answer at once on a text made to be slow: %s", (format, text) => {
    const compiled = compiledWith(objectWith({ a: { type: "string", format } }));
    const spent = stopwatch();
    expect(compiled.validate({ a: text }).map(({ code }) => code)).toEqual(["format_wrong"]);
    expect(spent()).toBeLessThan(1_000);
  });
  it.each([
    ["date", "2024-02-29"],
    ["date-time", "2026-03-31T08:00:00.5+02:00"],
    ["decimal", "-12.50"],
    ["time", "08:00:00Z"],
    ["duration", "P3DT4H"],
    ["uri", "https://example.com/a?b#c"],
    ["email", "a.b@example.com"],
    ["hostname", "example.com"],
    ["ipv4", "192.0.2.1"],
    ["ipv6", "2001:db8::1"],
    ["uuid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"],
    ["json-pointer", "/a/b"],
    ["uri-reference", "../a"],
  ])("%s is %s", (format, text) => {
    expect(compiledWith(objectWith({ a: { type: "string", format } })).validate({ a: text })).toEqual([]);
  });
});

describe("data with members named like the methods that values are compared with", () => {
  const rows: readonly (readonly [JsonObject, string, string])[] = [
    [{ enum: [{ a: 1 }] }, '{"valueOf":1}', "value_not_allowed"],
    [{ const: { a: 1 } }, '{"toString":"x"}', "value_not_allowed"],
    [{ type: "array", uniqueItems: true }, '[{"toString":1},{"toString":1}]', "items_not_unique"],
  ];
  it.each(rows)("%j refuses %s with %s", (schema, text, code) => {
    expect(compiledWith(schema).validate(JSON.parse(text) as JsonValue)).toMatchObject([{ code }]);
  });
  it("is read where nothing is compared", () => {
    expect(compiledWith(objectWith({ valueOf: { type: "string" } })).validate({ valueOf: "x" })).toEqual([]);
  });
});

describe("data after data with problems", () => {
  const compiled = compiledWith(objectWith({ a: { type: "number" }, b: { enum: ["x", "y"] } }));
  it("is judged as any other", () => {
    const rows = [{ a: 1 }, { a: "1", b: "z" }, { a: 1, b: "y" }, { b: "z" }, { b: "z" }, { b: "x" }, { a: "1" }];
    const codes = rows.map((row) => compiled.validate(row).map(({ code }) => code));
    const bad = "value_not_allowed";
    expect(codes).toEqual([[], ["type_wrong", bad], [], [bad], [bad], [], ["type_wrong"]]);
  });
});

describe("a list of values", () => {
  const listed = (count: number): readonly JsonValue[] => Array.from({ length: count }, (_, at) => `v${at}`);
  const rows: readonly (readonly [why: string, values: readonly JsonValue[]])[] = [
    ["of few scalars", [1, "1", true, null, 0]],
    ["of many", [...listed(40), 7, null]],
    ["of objects", [{ a: 1, b: [2] }, [], "x"]],
  ];
  it.each(rows)("%s holds these and no others", (_, values) => {
    const { validate } = compiledWith({ enum: values as JsonValue[] });
    for (const value of values) expect(validate(value)).toEqual([]);
    for (const other of ["", "v40", "true", "null", 2, false, {}, [1], { a: 1 }, { b: [2], a: 2 }, '{"a":1}'])
      expect(validate(other)).toMatchObject([{ code: "value_not_allowed" }]);
    if (values.some((value) => typeof value === "object" && value !== null && "b" in value))
      expect(validate({ b: [2], a: 1 })).toEqual([]);
  });
});
