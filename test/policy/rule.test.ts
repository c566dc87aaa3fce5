import { describe, expect, it } from "vitest";
import { digestJson } from "../../src/foundation/index.ts";
import { compilePolicy, parsePolicy } from "../../src/policy/index.ts";
import { codeOf } from "../support.ts";
import { always, at, documentOf, policyOf, rule } from "./support.ts";

const leaf = { fact: "amount", operator: "greaterThan", value: 100 };
const withCondition = (conditions: unknown, more: object = {}) =>
  documentOf([rule("r", "deny", conditions as never)], more as never);

describe("a policy document", () => {
  it("is read as json-rules-engine writes its rules", () => {
    const document = documentOf(
      [
        {
          name: "large",
          priority: 10,
          conditions: { all: [{ ...leaf, priority: 2, name: "limit" }, { not: { condition: "known" } }] },
          event: { type: "review", params: { sentence: "the amount is large", obligations: [{ id: "call_back" }] } },
        },
      ],
      {
        facts: { amount: "decimal" },
        conditions: { known: { any: [{ fact: "vendor.known", operator: "equal", value: true }] } },
      },
    );
    expect(parsePolicy(document)).toEqual(document);
  });

  it("is identified by the digest of its canonical JSON, however it was written", () => {
    const document = documentOf([rule("r", "allow", always)]);
    const { owner, ...others } = document;
    expect(compilePolicy({ ...others, owner }).digest).toBe(digestJson(document).sha256);
  });

  it("is compiled as it was, whatever the caller does to it later", () => {
    const value = ["KP"];
    const document = documentOf([
      rule("r", "deny", { fact: "country", operator: "in", value }),
      rule("a", "allow", always),
    ]);
    const policy = compilePolicy(document);
    value.push("DE");
    expect(policy.evaluate({ country: "DE" }, { at }).effect).toBe("allow");
    expect(Object.isFrozen(policy.document.rules[0]?.conditions)).toBe(true);
  });

  const refused: readonly [why: string, document: unknown, code: string, path?: string][] = [
    ["is no object", [], "rule_malformed", ""],
    [
      "has a member that nobody reads",
      { ...documentOf([rule("r", "deny", always)]), rule: [] },
      "rule_malformed",
      "/rule",
    ],
    ["has no owner", { ...documentOf([rule("r", "deny", always)]), owner: "" }, "rule_malformed", "/owner"],
    ["has no rules", documentOf([]), "rule_malformed", "/rules"],
    ["is of a newer format", { formatVersion: 2 }, "newer_format"],
    [
      "has two rules with one name",
      documentOf([rule("r", "deny", always), rule("r", "allow", always)]),
      "rule_name_taken",
      "/rules/1/name",
    ],
    [
      "has an effect that nobody knows",
      documentOf([rule("r", "permit" as never, always)]),
      "rule_malformed",
      "/rules/0/event/type",
    ],
    [
      "misspells its obligations",
      documentOf([rule("r", "allow", always, { obligation: [] } as never)]),
      "rule_malformed",
      "/rules/0/event/params/obligation",
    ],
    [
      "has a priority below one",
      documentOf([{ ...rule("r", "deny", always), priority: 0 }]),
      "rule_malformed",
      "/rules/0/priority",
    ],
    [
      "has both `any` and `all` at its root",
      withCondition({ any: [leaf], all: [leaf] }),
      "rule_malformed",
      "/rules/0/conditions/any",
    ],
    ["has an empty `any`", withCondition({ any: [] }), "rule_malformed", "/rules/0/conditions/any"],
    [
      "has an empty `all` inside",
      withCondition({ any: [{ all: [] }] }),
      "rule_malformed",
      "/rules/0/conditions/any/0/all",
    ],
    ["has a list under `not`", withCondition({ not: [leaf] }), "rule_malformed", "/rules/0/conditions/not"],
    ["has a condition without a kind", withCondition({}), "rule_malformed", "/rules/0/conditions"],
    ["has a condition that is null", withCondition({ all: [null] }), "rule_malformed", "/rules/0/conditions/all/0"],
    [
      "compares with nothing",
      withCondition({ fact: "a", operator: "equal" }),
      "rule_malformed",
      "/rules/0/conditions/value",
    ],
    [
      "gives a value to an operator that takes none",
      withCondition({ fact: "a", operator: "isAbsent", value: false }),
      "rule_malformed",
      "/rules/0/conditions/value",
    ],
    [
      "has an operator that nobody knows",
      withCondition({ ...leaf, operator: "exceeds" }),
      "rule_operator_unknown",
      "/rules/0/conditions/operator",
    ],
    [
      "has an operator from Object.prototype",
      withCondition({ ...leaf, operator: "constructor" }),
      "rule_operator_unknown",
    ],
    [
      "has a decorator that nobody knows",
      withCondition({ ...leaf, operator: "noFact:equal" }),
      "rule_operator_unknown",
    ],
    [
      "has decorators without end",
      withCondition({ ...leaf, operator: `${"not:".repeat(9)}equal` }),
      "rule_operator_unknown",
    ],
    [
      "decorates what takes no value",
      withCondition({ fact: "a", operator: "swap:isPresent" }),
      "rule_operator_unknown",
    ],
    [
      "passes parameters to a fact",
      withCondition({ ...leaf, params: {} }),
      "rule_params_unsupported",
      "/rules/0/conditions/params",
    ],
    [
      "passes parameters to the other fact",
      withCondition({ ...leaf, value: { fact: "b", params: {} } }),
      "rule_params_unsupported",
    ],
    [
      "compares with an object",
      withCondition({ ...leaf, operator: "equal", value: { x: 1 } }),
      "rule_malformed",
      "/rules/0/conditions/value/x",
    ],
    [
      "uses a condition that is not there",
      withCondition({ condition: "shared" }),
      "rule_condition_unknown",
      "/rules/0/conditions",
    ],
    [
      "uses a condition from Object.prototype",
      withCondition({ condition: "toString" }, { conditions: {} }),
      "rule_condition_unknown",
    ],
    [
      "has a condition that uses itself",
      withCondition(always, { conditions: { a: { not: { condition: "a" } } } }),
      "rule_condition_ring",
    ],
    [
      "has a ring of conditions",
      withCondition({ condition: "a" }, { conditions: { a: { condition: "b" }, b: { any: [{ condition: "a" }] } } }),
      "rule_condition_ring",
    ],
    [
      "asks for approvals where it does not allow",
      documentOf([
        rule("r", "review", always, { obligations: [{ id: "approval", params: { count: 1, roles: ["x"] } }] }),
      ]),
      "rule_malformed",
      "/rules/0/event/params/obligations",
    ],
    [
      "asks for nobody's approval",
      documentOf([
        rule("r", "allow", always, { obligations: [{ id: "approval", params: { count: 0, roles: ["x"] } }] }),
      ]),
      "rule_malformed",
    ],
    [
      "asks for approvals in no role",
      documentOf([rule("r", "allow", always, { obligations: [{ id: "approval", params: { count: 1, roles: [] } }] })]),
      "rule_malformed",
    ],
    [
      "lets the requester approve",
      documentOf([
        rule("r", "allow", always, {
          obligations: [{ id: "approval", params: { count: 1, roles: ["x"], distinctFromRequester: false } }],
        }),
      ]),
      "rule_malformed",
    ],
  ];
  it.each(refused)("is refused where it %s", (_, document, code, path) => {
    let error: { code?: string; details?: { path?: string } } = {};
    try {
      parsePolicy(document);
    } catch (thrown) {
      error = thrown as typeof error;
    }
    expect(error.code).toBe(code);
    if (path !== undefined) expect(error.details?.path).toBe(path);
  });

  const unsafe = [
    "$..total",
    "$.*",
    "$[*]",
    "$[?(@.a)]",
    "$.a[(@.length-1)]",
    "a b",
    "a..b",
    ".",
    "[x]",
    "['a']",
    "$a",
    "a.__proto__.b",
    "^",
    "`x`",
    "x".repeat(300),
  ];
  it.each(unsafe)("is refused where a path is more than plain steps: %s", (path) => {
    expect(codeOf(() => parsePolicy(withCondition({ ...leaf, path })))).toBe("rule_path_unsafe");
    expect(codeOf(() => parsePolicy(withCondition({ ...leaf, fact: path })))).toBe("rule_path_unsafe");
    expect(codeOf(() => parsePolicy(withCondition({ ...leaf, value: { fact: "b", path } })))).toBe("rule_path_unsafe");
    expect(codeOf(() => parsePolicy(withCondition(leaf, { facts: { [path]: "text" } })))).toBe("rule_path_unsafe");
  });

  const unfit: readonly [why: string, condition: object, facts?: object][] = [
    ["text is compared by size", { ...leaf, value: "100" }],
    ["null stands for absence", { fact: "a", operator: "equal", value: null }],
    ["a list stands for a value", { fact: "a", operator: "equal", value: ["x"] }],
    ["a text stands for a list", { fact: "a", operator: "in", value: "abc" }],
    ["a list holds nothing", { fact: "a", operator: "in", value: [] }],
    ["a list mixes types", { fact: "a", operator: "in", value: ["x", 1] }],
    ["a list is too long", { fact: "a", operator: "in", value: Array.from({ length: 1_001 }, (_, at) => at) }],
    ["a bound is missing", { fact: "a", operator: "between", value: [1] }],
    ["a time has no zone", { fact: "a", operator: "before", value: "2026-03-31" }],
    ["a duration depends on the calendar", { fact: "a", operator: "within", value: "P1M" }],
    ["a duration is empty", { fact: "a", operator: "within", value: "PT" }],
    ["the declared fact is of another type", { ...leaf, value: "many" }, { amount: "decimal" }],
    ["the declared fact has no order", leaf, { amount: "text" }],
    ["the declared fact is a list", leaf, { amount: "list" }],
    ["the declared fact is no list", { ...leaf, operator: "contains" }, { amount: "decimal" }],
    ["two facts are declared differently", { ...leaf, value: { fact: "b" } }, { amount: "decimal", b: "number" }],
  ];
  it.each(unfit)("is not compiled where %s", (_, condition, facts = {}) => {
    expect(codeOf(() => compilePolicy(withCondition(condition, { facts })))).toBe("rule_value_unfit");
  });

  it("is refused where one fact is declared under two spellings", () => {
    const facts = { "lines[0].price": "decimal", "lines.0.price": "number" };
    expect(codeOf(() => parsePolicy(withCondition(always, { facts })))).toBe("rule_malformed");
  });

  it("is not compiled where a number cannot be held exactly", () => {
    expect(codeOf(() => compilePolicy(withCondition({ ...leaf, value: 1e21 })))).toBe("canonical_unrepresentable");
  });

  it("names the same fact by a dotted name and by a path", () => {
    const policy = policyOf([
      rule("d", "deny", {
        all: [
          { fact: "order", path: "$.lines[0].price", operator: "greaterThan", value: 5 },
          { fact: "order.lines[0].price", operator: "greaterThan", value: 5 },
        ],
      }),
    ]);
    expect(policy.program.slots).toHaveLength(1);
    expect(policy.evaluate({ order: { lines: [{ price: 6 }] } }, { at }).reasons).toMatchObject([{ rule: "d" }]);
  });
});
