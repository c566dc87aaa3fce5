import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/foundation/index.ts";
import { type Condition, type Effect, parseDecision } from "../../src/policy/index.ts";
import { codeOf } from "../support.ts";
import { always, at, policyOf, rule } from "./support.ts";

const flag = (fact: string): Condition => ({ fact, operator: "equal", value: true });

describe("the effects of several rules", () => {
  const policy = policyOf([
    rule("allows", "allow", flag("a")),
    rule("reviews", "review", flag("r")),
    rule("quarantines", "quarantine", flag("q")),
    rule("denies", "deny", flag("d")),
  ]);
  const yes = true;
  const no = false;
  const open = undefined;
  const rows: readonly [a: unknown, r: unknown, q: unknown, d: unknown, effect: Effect, reasons: readonly string[]][] =
    [
      [yes, no, no, no, "allow", ["allows true"]],
      [yes, yes, no, no, "review", ["reviews true"]],
      [yes, yes, yes, no, "quarantine", ["quarantines true"]],
      [yes, yes, yes, yes, "deny", ["denies true"]],
      [yes, no, no, open, "deny", ["denies unknown"]],
      [yes, no, open, no, "quarantine", ["quarantines unknown"]],
      [yes, open, no, no, "review", ["reviews unknown"]],
      [no, no, no, no, "deny", ["no_rule_applies"]],
      [open, no, no, no, "deny", ["no_rule_applies"]],
      [open, yes, no, no, "review", ["reviews true"]],
      // A rule that is unknown does not break the silence: else a missing fact would turn this denial into a review.
      [no, open, no, no, "deny", ["no_rule_applies"]],
      [open, open, open, open, "deny", ["denies unknown", "no_rule_applies"]],
    ];
  it.each(rows)("allow %s, review %s, quarantine %s, deny %s come to %s", (a, r, q, d, effect, reasons) => {
    const given = Object.entries({ a, r, q, d }).filter(([, value]) => value !== undefined);
    const decision = policy.evaluate(Object.fromEntries(given) as never, { at });
    expect(decision.effect).toBe(effect);
    expect(
      decision.reasons.map((reason) => ("rule" in reason ? `${reason.rule} ${reason.status}` : reason.code)),
    ).toEqual(reasons);
    expect(decision.unknownFacts).toEqual(
      Object.keys({ a, r, q, d })
        .filter((name) => !given.some(([known]) => known === name))
        .sort(),
    );
  });

  it("are told by priority, then as they were written", () => {
    const many = policyOf([
      rule("b", "deny", always),
      { ...rule("c", "deny", always), priority: 9 },
      rule("a", "deny", always),
    ]);
    expect(many.evaluate({}, { at }).reasons.map((reason) => "rule" in reason && reason.rule)).toEqual(["c", "b", "a"]);
  });
});

describe("`deny if the amount is over 100,000`", () => {
  const rules = [
    rule("large", "deny", { fact: "amount", operator: "greaterThan", value: 100_000 }),
    rule("otherwise", "allow", always),
  ];
  const values: readonly [amount: unknown, declared: Effect, undeclared: Effect][] = [
    [200_000, "deny", "deny"],
    [undefined, "deny", "deny"],
    [null, "deny", "deny"],
    ["200000", "deny", "deny"],
    ["200.000,00", "deny", "deny"],
    [Number.NaN, "deny", "deny"],
    [[200_000], "deny", "deny"],
    [200_000.5, "deny", "deny"],
    [1e29, "deny", "deny"],
    [1e-29, "allow", "allow"],
    ["99999.99", "allow", "deny"],
    [99_999.99, "allow", "allow"],
  ];
  it.each(values)("of %j, as a decimal: %s; undeclared: %s", (amount, declared, undeclared) => {
    const facts = (amount === undefined ? {} : { amount }) as never;
    expect(policyOf(rules, { facts: { amount: "decimal" } }).evaluate(facts, { at }).effect).toBe(declared);
    expect(policyOf(rules).evaluate(facts, { at }).effect).toBe(undeclared);
  });
  it("says which fact is unknown, and nothing of its value", () => {
    const decision = policyOf(rules, { facts: { amount: "decimal" } }).evaluate({ amount: "200.000,00" }, { at });
    expect(decision.reasons).toEqual([
      { code: "rule_unknown", effect: "deny", status: "unknown", rule: "large", unknownFacts: ["amount"] },
    ]);
    expect(JSON.stringify(decision)).not.toContain("200.000");
  });
});

describe("the tier of a decision", () => {
  const policy = policyOf([rule("otherwise", "allow", always)]);
  it.each([
    ["low", "low"],
    ["material", "material"],
    ["critical", "critical"],
    ["Low", "critical"],
    [undefined, "critical"],
    [["low"], "critical"],
    [0, "critical"],
  ])("%j is %s", (tier, expected) => expect(policy.evaluate({ tier } as never, { at }).tier).toBe(expected));
});

describe("obligations", () => {
  const callBack = { id: "call_back", params: { number: "on file" } };
  const policy = policyOf([
    rule("bank", "allow", flag("bank"), { obligations: [callBack] }),
    rule("other", "allow", flag("other"), { obligations: [callBack, { id: "notify" }] }),
    rule("any", "allow", always),
    rule("odd", "review", flag("odd"), { obligations: [{ id: "notify" }] }),
  ]);
  const can = ["call_back", "notify"];
  const facts = { bank: false, other: false, odd: false };

  it("of every rule that allows bind the decision, each once", () => {
    const decision = policy.evaluate({ ...facts, bank: true, other: true }, { at, obligations: can });
    expect([decision.effect, decision.obligations]).toEqual(["allow", [callBack, { id: "notify" }]]);
  });
  it("that the caller cannot fulfil deny", () => {
    const decision = policy.evaluate({ ...facts, bank: true }, { at });
    expect(decision).toMatchObject({
      effect: "deny",
      reasons: [{ code: "obligation_unknown", rule: "bank", obligation: "call_back", status: "true" }],
    });
  });
  it("of a rule that is unknown bind as well", () => {
    const decision = policy.evaluate({ other: false, odd: false }, { at, obligations: can });
    expect(decision).toMatchObject({ effect: "allow", obligations: [callBack], unknownFacts: ["bank"] });
    expect(decision.reasons).toMatchObject([
      { rule: "bank", status: "unknown" },
      { rule: "any", status: "true" },
    ]);
    expect(policy.evaluate({ other: false, odd: false }, { at }).effect).toBe("deny");
  });
  it("of another effect come with that effect", () => {
    const decision = policy.evaluate({ ...facts, odd: true }, { at, obligations: can });
    expect([decision.effect, decision.obligations]).toEqual(["review", [{ id: "notify" }]]);
  });
});

describe("a trace", () => {
  const policy = policyOf(
    [
      rule("d", "deny", { all: [{ condition: "large" }, { not: flag("known") }] }),
      rule("a", "allow", {
        any: [
          flag("known"),
          { fact: "lines", operator: "someFact:equal", value: "x" },
          { fact: "amount", operator: "greaterThan", value: { fact: "limit" } },
        ],
      }),
    ],
    {
      facts: { amount: "decimal", limit: "decimal" },
      conditions: { large: { fact: "amount", operator: "greaterThan", value: 100 } },
    },
  );
  const facts = { known: true, lines: ["y"], amount: "120.50" };

  it("shows every condition with the value that it met, also those that nobody needed", () => {
    expect(policy.evaluate(facts, { at }).trace()).toEqual({
      rules: [
        {
          rule: "d",
          effect: "deny",
          status: "false",
          conditions: {
            status: "false",
            all: [
              { status: "true", condition: "large" },
              { status: "false", not: { status: "true", fact: "known", operator: "equal", value: true, found: true } },
            ],
          },
        },
        {
          rule: "a",
          effect: "allow",
          status: "true",
          conditions: {
            status: "true",
            any: [
              { status: "true", fact: "known", operator: "equal", value: true, found: true },
              { status: "false", fact: "lines", operator: "someFact:equal", value: "x", found: ["y"] },
              {
                status: "unknown",
                fact: "amount",
                operator: "greaterThan",
                value: { fact: "limit" },
                found: "120.50",
                reason: "missing",
              },
            ],
          },
        },
      ],
      conditions: [
        {
          name: "large",
          conditions: { status: "true", fact: "amount", operator: "greaterThan", value: 100, found: "120.50" },
        },
      ],
    });
  });
  it("shows what was read, whatever happens to the facts afterwards", () => {
    const changing = { known: false, lines: ["x"], amount: "1" };
    const decision = policy.evaluate(changing, { at });
    const before = JSON.stringify(policy.evaluate(structuredClone(changing), { at }).trace());
    changing.lines.push("z");
    changing.known = true;
    expect(JSON.stringify(decision.trace())).toBe(before);
  });
  it("is no part of the decision as data", () => {
    const decision = policy.evaluate(facts, { at });
    expect(Object.keys(decision)).not.toContain("trace");
    expect("trace" in { ...decision }).toBe(false);
  });
});

describe("a decision as bytes", () => {
  const policy = policyOf([
    rule("bank", "allow", flag("bank"), {
      obligations: [{ id: "approval", params: { count: 1, roles: ["treasurer"] } }],
    }),
    rule("odd", "deny", flag("odd")),
  ]);
  const decision = policy.evaluate({ bank: true, odd: false, tier: "material" }, { at });

  it("is exactly this canonical JSON", () => {
    expect(canonicalJson(decision)).toBe(
      `{"approvals":[],"effect":"review","formatVersion":1,"obligations":[{"id":"approval","params":{"count":1,"roles":["treasurer"]}}],` +
        `"policy":{"digest":"${policy.digest}","id":"test","version":"1"},` +
        `"reasons":[{"code":"approval_missing","effect":"review","have":0,"need":1,"rule":"bank","status":"true"}],` +
        `"tier":"material","unknownFacts":[]}`,
    );
  });
  it("is read back", () => expect(parseDecision(JSON.parse(canonicalJson(decision)))).toEqual(decision));
  it.each([
    [{ formatVersion: 2 }, "newer_format"],
    [{ effect: "permit" }, "format_malformed"],
    [{ values: {} }, "format_malformed"],
    [{ reasons: [{ code: "toString", effect: "deny", status: "true" }] }, "format_malformed"],
    [{ reasons: [{ code: "no_rule_applies", effect: "deny", status: "true", rule: "x" }] }, "format_malformed"],
    [{ reasons: [null] }, "format_malformed"],
    [{ approvals: ["x"] }, "format_malformed"],
  ])("is refused with %j", (change, code) => {
    expect(codeOf(() => parseDecision({ ...JSON.parse(canonicalJson(decision)), ...change }))).toBe(code);
  });
});

describe("program mistakes", () => {
  const policy = policyOf([rule("otherwise", "allow", always)]);
  it.each([
    ["facts that are no object", () => policy.evaluate([] as never, { at })],
    ["no facts", () => policy.evaluate(undefined as never, { at })],
    ["a date that is none", () => policy.evaluate({}, { at: new Date("x") })],
    ["a change that is no digest", () => policy.evaluate({}, { at, change: "abc" })],
  ])("%s throw a TypeError", (_, call) => expect(codeOf(call)).toBe("TypeError"));
});
