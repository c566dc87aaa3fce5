import { describe, expect, it } from "vitest";
import { compileContract, contractDataschema, contractDigest, parseContract } from "../../src/contracts/index.ts";
import type { JsonObject } from "../../src/foundation/index.ts";
import { codeOf, stopwatch } from "../support.ts";
import { contractWith, objectWith } from "./support.ts";

const eta = contractWith(objectWith({ etaMinutes: { type: "number", "x-unit": "min" } }));

/** Code and place of the error that reading a contract throws. */
function refusalOf(contract: unknown): [code: unknown, path: unknown] {
  try {
    parseContract(contract);
    return [undefined, undefined];
  } catch (error) {
    const { code, details } = error as { code: string; details: { path?: string } };
    return [code, details?.path];
  }
}

describe("a contract", () => {
  it("is read as it was written", () => {
    const full = {
      ...eta,
      title: "Shipment ETA",
      compatibility: "FULL_TRANSITIVE",
      redactable: ["/lines/*/price", ""],
      packs: { case: "12 EA", pallet: "40 case" },
      businessKey: "/shipment/id",
      falseAlarmsPer10000: 2.5,
    };
    expect(parseContract(full)).toEqual(full);
  });

  it("names itself by id and version unless it has a name of its own", () => {
    expect(contractDataschema(eta)).toBe("urn:contract:purchase-order:1.0.0");
    expect(contractDataschema({ ...eta, dataschema: "https://example.com/eta/1" })).toBe("https://example.com/eta/1");
  });

  it("has the same digest however its members are ordered, and another for any other contract", () => {
    const reordered = Object.fromEntries(Object.entries(eta).reverse()) as unknown as typeof eta;
    expect(contractDigest(reordered)).toEqual(contractDigest(eta));
    expect(contractDigest({ ...eta, version: "1.0.1" })).not.toEqual(contractDigest(eta));
  });

  it("is not changed by what happens to the object it was read from", () => {
    const properties: Record<string, JsonObject> = { amount: { type: "number" } };
    const compiled = compileContract(contractWith({ type: "object", properties }));
    properties.amount = { type: "string" };
    expect(compiled.validate({ amount: 1 })).toEqual([]);
    expect(compiled.contract.schema).toEqual({ type: "object", properties: { amount: { type: "number" } } });
  });

  it("of a newer format is neither right nor wrong", () => {
    expect(refusalOf({ ...eta, formatVersion: 3, anything: true })[0]).toBe("newer_format");
  });
});

describe("what is no contract is refused with its place:", () => {
  const rows: readonly [why: string, change: object, path: string][] = [
    ["a member nobody knows", { colour: "red" }, "/colour"],
    ["no owner", { owner: undefined }, ""],
    ["an empty owner", { owner: "" }, "/owner"],
    ["a version that is not semantic", { version: "1.0" }, "/version"],
    ["a version with a leading zero", { version: "1.02.0" }, "/version"],
    ["an id with a space", { id: "purchase order" }, "/id"],
    ["an unknown tier", { tier: "huge" }, "/tier"],
    ["a relative dataschema", { dataschema: "eta/1" }, "/dataschema"],
    ["an unknown compatibility mode", { compatibility: "SOMETIMES" }, "/compatibility"],
    ["a redactable list item", { redactable: ["/lines/*"] }, "/redactable/0"],
    ["a redactable item by its index", { redactable: ["/lines/0"] }, "/redactable/0"],
    ["a business key that is no pointer", { businessKey: "orderId" }, "/businessKey"],
    ["a negative rate", { falseAlarmsPer10000: -1 }, "/falseAlarmsPer10000"],
    ["a pack named like a unit", { packs: { kg: "12 EA" } }, "/packs/kg"],
    ["a pack of nothing known", { packs: { crate: "12 bananas" } }, "/packs/crate"],
    ["packs that hold each other", { packs: { one: "2 two", two: "2 one" } }, "/packs/one"],
    ["a schema that is no object", { schema: true }, "/schema"],
  ];
  for (const [why, change, path] of rows) {
    it(why, () => {
      const contract = Object.fromEntries(
        Object.entries({ ...eta, ...change }).filter(([, value]) => value !== undefined),
      );
      expect(refusalOf(contract)).toEqual(["contract_malformed", path === "" ? "/owner" : path]);
    });
  }
  it.each([null, 1, "x", [], undefined, new Map(), { schema: Number.NaN }, { ...eta, title: undefined }])(
    "%j",
    (value) => expect(refusalOf(value)[0]).toBe("contract_malformed"),
  );
  it("a member named __proto__, at any depth", () => {
    const hostile = JSON.parse(JSON.stringify(eta).replace('"etaMinutes"', '"__proto__"'));
    expect(refusalOf(hostile)[0]).toBe("contract_malformed");
  });
  it("nesting without end", () => {
    const endless: Record<string, unknown> = { ...eta };
    endless.schema = endless;
    expect(refusalOf(endless)[0]).toBe("contract_malformed");
  });
});

describe("a schema that cannot be relied on is refused with its place:", () => {
  const relation = (changed: object): JsonObject =>
    objectWith({ a: { type: "number" } }, { "x-relation": [{ name: "r", left: "/a", right: "/a", ...changed }] });
  const rows: readonly [why: string, schema: JsonObject, path: string][] = [
    ["a keyword with a typing error", objectWith({ a: { type: "number", minimun: 1 } }), "/schema/properties/a"],
    [
      "an annotation with a typing error",
      objectWith({ a: { type: "number", "x-unti": "kg" } }),
      "/schema/properties/a",
    ],
    ["a format nobody knows", objectWith({ a: { type: "string", format: "datum" } }), "/schema/properties/a"],
    ["a rule for numbers on texts", objectWith({ a: { type: "string", minimum: 1 } }), "/schema/properties/a"],
    ["a type that does not exist", objectWith({ a: { type: "decimal" } }), "/schema/properties/a/type"],
    ["an unknown dialect", { $schema: "https://json-schema.org/draft/next/schema" }, "/schema/$schema"],
    [
      "a reference to elsewhere",
      objectWith({ a: { $ref: "https://example.com/a.json" } }),
      "/schema/properties/a/$ref",
    ],
    ["a reference to nothing", objectWith({ a: { $ref: "#/$defs/none" } }), "/schema/properties/a/$ref"],
    ["a reference to itself", { $ref: "#" }, "/schema/$ref"],
    [
      "two that refer to each other",
      { $ref: "#/$defs/a", $defs: { a: { allOf: [{ $ref: "#/$defs/b" }] }, b: { $ref: "#/$defs/a" } } },
      "/schema/$ref/allOf/0/$ref/$ref",
    ],
    ["an asynchronous schema", { $async: true, type: "object" }, "/schema/$async"],
    [
      "a schema with an address within",
      objectWith({ a: { $id: "urn:a", type: "string" } }),
      "/schema/properties/a/$id",
    ],
    ["a unit nobody knows", objectWith({ a: { type: "number", "x-unit": "furlong" } }), "/schema/properties/a/x-unit"],
    [
      "a unit field that is no pointer",
      objectWith({ a: { type: "number", "x-unit": { pointer: "b" } } }),
      "/schema/properties/a/x-unit/pointer",
    ],
    [
      "a classification nobody knows",
      objectWith({ a: { "x-classification": "secret" } }),
      "/schema/properties/a/x-classification",
    ],
    ["sentinels that are no texts", objectWith({ a: { "x-sentinels": [0] } }), "/schema/properties/a/x-sentinels/0"],
    ["a relation without a name", relation({ name: "" }), "/schema/x-relation/0/name"],
    ["a relation to no pointer", relation({ left: "a" }), "/schema/x-relation/0/left"],
    ["an operation nobody knows", relation({ left: { power: ["/a", "/a"] } }), "/schema/x-relation/0/left/power"],
    ["a quotient of three", relation({ left: { quotient: ["/a", "/a", "/a"] } }), "/schema/x-relation/0/left/quotient"],
    ["an empty product", relation({ left: { product: [] } }), "/schema/x-relation/0/left/product"],
    ["a tolerance that is no decimal", relation({ within: "1 %" }), "/schema/x-relation/0/within"],
    ["a relation on a text", { type: "string", "x-relation": [] }, "/schema"],
  ];
  for (const [why, schema, path] of rows) {
    it(why, () => expect(refusalOf(contractWith(schema))).toEqual(["contract_schema_invalid", path]));
  }

  it("but a field may be named like one of our keywords", () => {
    expect(
      refusalOf(contractWith(objectWith({ "x-unit": { type: "string" }, $async: { const: { "x-unit": 1 } } })))[0],
    ).toBe(undefined);
  });

  it.each([
    "https://json-schema.org/draft/2020-12/schema",
    "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema#",
  ])("and %s is understood", ($schema) => {
    const compiled = compileContract(
      contractWith({ $schema, ...objectWith({ a: { type: "number", "x-unit": "kg" } }) }),
    );
    expect(compiled.validate({ a: "1" }).map(({ code }) => code)).toEqual(["type_wrong"]);
  });
});

describe("a pattern that could take too long is refused:", () => {
  const withPattern = (pattern: string) => contractWith(objectWith({ a: { type: "string", pattern } }));
  const dangerous: readonly string[] = [
    "^(a+)+$",
    "^(a*)*$",
    "^(a|a)*$",
    "^([a-z]+\\.)+$",
    "^(?:\\.?\\d+)*$",
    "^(?:-[a-z-]+)*$",
    "^(?:\\.\\S+)*$",
    "^(?:a\\w+)*$",
    "^(?:\\.\\d+|x)*$",
    "^(?:(?:\\.\\d+)*)*$",
    "^(?:\\.\\d+)*(?:\\.\\d+)*(?:\\.\\d+)*$",
    "^(?:(?:a{1,2}){1,20}){1,20}$",
    "^(?<name>a+)\\k<name>$",
    "(x+)\\1",
    "a*a*a*a*a*$",
    "^\\s*\\s*\\s*\\s*\\s*$",
    "^(?:(?:a{90}){90}){90}$",
    "^(a+){2,3}$",
    "a".repeat(201),
    "[a",
    "(a",
    "a)",
    "\\",
    "*",
    "a{2,1}",
  ];
  for (const pattern of dangerous) {
    it(`\`${pattern.slice(0, 40)}\``, () => {
      expect(refusalOf(withPattern(pattern))).toEqual(["contract_pattern_unsafe", "/schema/properties/a/pattern"]);
    });
  }
  it("also where names are matched", () => {
    expect(refusalOf(contractWith({ type: "object", patternProperties: { "^(a+)+$": {} } }))).toEqual([
      "contract_pattern_unsafe",
      "/schema/patternProperties",
    ]);
  });

  const harmless: readonly [pattern: string, matches: string][] = [
    ["^PO-[0-9]{10}$", "PO-4500012345"],
    ["^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$", "DE89370400440532013000"],
    ["^(?:[A-Z]{3}-){1,3}\\d+$", "ABC-DEF-12"],
    ["^\\S+@\\S+\\.\\S+$", "a@b.c"],
    ["^(?=.*[A-Z])\\p{L}+$", "Grün"],
    ["^(?:kg|g|t)$", "kg"],
    ["^\\d+(\\.\\d+)*$", "1.2.30"],
    ["^[a-z]+(?:-[a-z]{2,})*$", "lead-time"],
    ["^\\[[^\\]]*\\]$", "[x]"],
    ["^\\u{1F600}?\\/?$", "/"],
    ["urgent", "very urgent"],
  ];
  it.each(harmless)("but not `%s`", (pattern, matches) => {
    const compiled = compileContract(withPattern(pattern));
    expect(compiled.validate({ a: matches })).toEqual([]);
    expect(compiled.validate({ a: "" }).map(({ code }) => code)).toEqual(matches === "/" ? [] : ["pattern_mismatch"]);
  });

  it("and a text that is too long for its pattern is decided by nobody", () => {
    const compiled = compileContract(withPattern("^\\S+@\\S+\\.\\S+$"));
    const spent = stopwatch();
    expect(compiled.validate({ a: "@.".repeat(50_000) })).toMatchObject([
      { code: "pattern_undecided", facts: { length: 100_000 } },
    ]);
    expect(spent()).toBeLessThan(2_000);
    expect(compiled.validate({ a: "a@b.c" })).toEqual([]);
  });

  it("which a negated pattern does not turn into a pass", () => {
    const compiled = compileContract(
      contractWith(objectWith({ a: { type: "string", not: { pattern: "\\s+\\s+\\s+x" } } })),
    );
    expect(compiled.validate({ a: " ".repeat(100_000) }).map(({ code }) => code)).toEqual(["pattern_undecided"]);
  });
});

it("a schema of many thousand fields, or of references through many thousands, is answered", () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `f${at}`);
  const wide = objectWith(Object.fromEntries(names.map((name) => [name, {}])));
  expect(refusalOf(contractWith(wide))).toEqual([undefined, undefined]);
  const chain = names.slice(0, 5_000).map((name, at) => [name, { $ref: `#/$defs/f${at + 1}` }] as const);
  const $defs = { ...Object.fromEntries(chain), f5000: { type: "string" } };
  expect(refusalOf(contractWith({ $ref: "#/$defs/f0", $defs }))[0]).toBe("contract_schema_invalid");
});

it("reading costs no more for a contract that repeats itself", () => {
  const properties = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`f${at}`, { type: "number" }]));
  const users = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`u${at}`, { $ref: "#/$defs/big" }]));
  const schema = objectWith(users, { $defs: { big: objectWith(properties) } });
  const spent = stopwatch();
  expect(codeOf(() => compileContract(contractWith(schema)))).toBeUndefined();
  expect(spent()).toBeLessThan(5_000);
});
