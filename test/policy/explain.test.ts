import { describe, expect, it } from "vitest";
import { type EvaluationContext, explainDecision, type Policy, parseDecision } from "../../src/policy/index.ts";
import { codeOf } from "../support.ts";
import { always, at, policyOf, rule } from "./support.ts";

const change = "a".repeat(64);
const policy = policyOf(
  [
    rule(
      "sanctions",
      "deny",
      { fact: "country", operator: "in", value: ["KP", "RU"] },
      { sentence: "the country is under sanctions" },
    ),
    rule("large", "review", {
      all: [
        { fact: "amount", operator: "greaterThan", value: "100000.00" },
        { not: { fact: "trust", operator: "greaterThanInclusive", value: { fact: "minimum" } } },
      ],
    }),
    rule(
      "bank",
      "allow",
      { fact: "changes", operator: "contains", value: "iban" },
      {
        sentence: "the bank account was changed by one person",
        obligations: [{ id: "approval", params: { count: 2, roles: ["treasurer", "controller"] } }],
      },
    ),
    rule(
      "small",
      "allow",
      { fact: "amount", operator: "lessThanInclusive", value: 5_000 },
      { sentence: "the amount is small" },
    ),
  ],
  { facts: { amount: "decimal" } },
);
const usual = { country: "DE", amount: "4000.00", trust: 60, minimum: 70, changes: [] as string[] };

const explain = (facts: object, more: Partial<EvaluationContext> = {}, asked: Policy = policy) => {
  const context = { at, ...more };
  return explainDecision(asked.evaluate(facts as never, context), asked, facts as never, context);
};

describe("a decision in words", () => {
  const rows: readonly [facts: object, sentence: string, nearest: string | undefined][] = [
    [{}, "allowed because the amount is small: `amount` is `4000.00`, at most `5000`", undefined],
    [
      { country: "KP" },
      "denied because the country is under sanctions: `country` is `KP`, one of `KP, RU`",
      "it would be allowed if `country` were not one of `KP, RU`",
    ],
    [
      { amount: "120000.50" },
      "held for review because rule `large` applies: `amount` is `120000.50`, more than `100000.00`, and `trust` is `60`, not at least `minimum` (`70`)",
      undefined,
    ],
    [
      { country: undefined },
      "denied because it is unknown whether the country is under sanctions: `country` is missing",
      "it would be allowed if `country` were not one of `KP, RU`",
    ],
    [
      { amount: "4.000,00" },
      "denied because no rule applies for certain: unknown `amount`",
      "it would be held for review if `amount` were at most `5000`",
    ],
    [{ amount: 50_000 }, "denied because no rule applies", "it would be allowed if `amount` were at most `5000`"],
    [
      { changes: ["iban"] },
      "held for review because the bank account was changed by one person: 0 of 2 approvals",
      "it would be allowed with 2 more approvals as `treasurer` or `controller`",
    ],
  ];
  it.each(rows)("%j", (facts, sentence, nearest) => {
    const explanation = explain({ ...usual, ...facts }, { change, requester: "max" });
    expect(explanation.sentence).toBe(sentence);
    expect(explanation.nearest?.sentence).toBe(nearest);
  });

  it("counts approvals, and says why one does not count", () => {
    const approval = { verdict: "approve", role: "treasurer", change, approvedAt: "2026-03-31T07:00:00Z" } as const;
    const approvals = [
      { ...approval, principal: "erika", statement: "1".repeat(64) },
      { ...approval, principal: "max", statement: "2".repeat(64) },
    ];
    const explanation = explain({ ...usual, changes: ["iban"] }, { change, requester: "max", approvals });
    expect(explanation.sentence).toBe(
      "held for review because the bank account was changed by one person: 1 of 2 approvals; an approval is by the requester himself",
    );
    expect(explanation.nearest).toEqual({
      effect: "allow",
      sentence: "it would be allowed with 1 more approval as `treasurer` or `controller`",
    });
  });

  it("stays short and on one line, whatever the facts and the rules hold", () => {
    const many = policyOf(
      Array.from({ length: 500 }, (_, number) =>
        rule(`r${number}`, "deny", { fact: "text", operator: "notEqual", value: `${number}` }),
      ),
    );
    const { sentence } = explain({ text: `two\nlines ${"x".repeat(10_000)}` }, {}, many);
    expect(sentence).toContain("; 497 more");
    expect(sentence).not.toContain("\n");
    expect(sentence.length).toBeLessThan(600);
  });

  it("can be made again from a decision that was sealed", () => {
    const context = { at };
    const facts = { ...usual, country: "KP" };
    const sealed = parseDecision(JSON.parse(JSON.stringify(policy.evaluate(facts, context))));
    expect(explainDecision(sealed, policy, facts, context)).toEqual(explain(facts));
  });

  it("is not made with another policy", () => {
    const other = policyOf([rule("otherwise", "allow", always)]);
    expect(codeOf(() => explainDecision(other.evaluate({}, { at }), policy, {}, { at }))).toBe("decision_other_policy");
  });
});
