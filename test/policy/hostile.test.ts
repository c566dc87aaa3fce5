import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/foundation/index.ts";
import { type Condition, compilePolicy, parsePolicy } from "../../src/policy/index.ts";
import { codeOf, stopwatch } from "../support.ts";
import { always, at, documentOf, policyOf, rule, statusOf } from "./support.ts";

const nested = (depth: number, inner: Condition = always): Condition =>
  depth === 0 ? inner : { not: nested(depth - 1, inner) };

describe("evaluations at the same time", () => {
  const policy = policyOf([
    rule("large", "deny", { fact: "amount", operator: "greaterThan", value: 500 }),
    rule("odd", "quarantine", { fact: "inner.flag", operator: "equal", value: true }),
    rule("otherwise", "allow", always),
  ]);
  const factsOf = (number: number) => ({ amount: number * 5, inner: { flag: number % 3 === 0 } });
  const expected = (number: number) => (number > 100 ? "deny" : number % 3 === 0 ? "quarantine" : "allow");

  it("give the same answers, 200 of them interleaved", async () => {
    const random = seededRandom(7);
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, number) => {
        for (let turns = random.integer(0, 5); turns > 0; turns--) await Promise.resolve();
        const decision = policy.evaluate(factsOf(number), { at });
        await new Promise((resolve) => setTimeout(resolve, random.integer(0, 3)));
        return [decision.effect, decision.trace().rules.map(({ status }) => status)] as const;
      }),
    );
    answers.forEach(([effect, trace], number) => {
      expect(effect).toBe(expected(number));
      expect(trace).toEqual(
        policy
          .evaluate(factsOf(number), { at })
          .trace()
          .rules.map(({ status }) => status),
      );
    });
  });

  it("do not disturb each other even where one begins inside another", () => {
    const inner: string[] = [];
    const facts = {
      amount: 5,
      get inner() {
        inner.push(policy.evaluate(factsOf(150), { at }).effect);
        return { flag: true };
      },
    };
    expect(policy.evaluate(facts as never, { at }).effect).toBe("quarantine");
    expect(inner).toEqual(["deny"]);
  });
});

describe("facts made to harm", () => {
  const denyIf = (condition: Condition) => policyOf([rule("d", "deny", condition), rule("otherwise", "allow", always)]);

  it("are read in their own members only", () => {
    for (const fact of ["constructor", "toString", "hasOwnProperty", "a.constructor.name", "length"]) {
      expect(statusOf({ fact, operator: "isPresent" }, { a: {} })).toBe("false");
      expect(statusOf({ fact, operator: "equal", value: "x" }, Object.create({ [fact]: "x" }))).toBe("unknown");
    }
    expect(statusOf({ fact: "list.length", operator: "equal", value: 1 }, { list: [1] })).toBe("unknown");
    expect(statusOf({ fact: "constructor", operator: "equal", value: "x" }, { constructor: "x" })).toBe("true");
    expect(
      denyIf({ fact: "a", operator: "equal", value: 1 }).evaluate(JSON.parse('{"__proto__":{"a":2}}'), { at }).effect,
    ).toBe("deny");
  });

  it("that throw when they are read are unknown, and deny", () => {
    const decision = denyIf({ fact: "a", operator: "equal", value: 1 }).evaluate(
      {
        get a(): never {
          throw new Error("no");
        },
      },
      { at },
    );
    expect(decision).toMatchObject({ effect: "deny", unknownFacts: ["a"] });
    expect(decision.trace().rules[0]?.conditions).toMatchObject({ reason: "unreadable" });
    const proxy = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error("no");
        },
      },
    );
    expect(denyIf({ fact: "a", operator: "equal", value: 1 }).evaluate(proxy, { at }).effect).toBe("deny");
  });

  it("cost no more than the bound", () => {
    const many = Array.from({ length: 10_000 }, (_, number) => number);
    const spent = stopwatch();
    const decision = denyIf({ fact: "a", operator: "everyFact:in", value: { fact: "b" } }).evaluate(
      { a: many, b: many },
      { at },
    );
    expect(decision.trace().rules[0]?.conditions).toMatchObject({ status: "unknown", reason: "too_large" });
    expect(decision.effect).toBe("deny");
    const names = Array.from({ length: 10_000 }, () => "a".repeat(1_000));
    expect(statusOf({ fact: "a", operator: "someFact:matchesGlob", value: `${"*a".repeat(40)}b` }, { a: names })).toBe(
      "unknown",
    );
    expect(
      statusOf(
        { fact: "a", operator: "someFact:someFact:equal", value: 1 },
        { a: Array.from({ length: 200 }, () => many) },
      ),
    ).toBe("unknown");
    expect(spent()).toBeLessThan(3_000);
  });

  it("may be thousands that nobody asked for", () => {
    const facts = Object.fromEntries(Array.from({ length: 50_000 }, (_, number) => [`k${number}`, number]));
    expect(denyIf({ fact: "k7", operator: "equal", value: 8 }).evaluate(facts, { at }).effect).toBe("allow");
  });
});

describe("policies made to harm", () => {
  it.each([33, 500, 5_000])("nested %i deep are refused", (depth) => {
    expect(codeOf(() => parsePolicy(documentOf([rule("r", "deny", nested(depth))])))).toBe("rule_too_deep");
    expect(codeOf(() => compilePolicy(documentOf([rule("r", "deny", nested(depth))])))).toBe("rule_too_deep");
  });
  it("nested 32 deep are read, named conditions counted where they are used", () => {
    const leaf: Condition = { fact: "a", operator: "equal", value: 1 };
    expect(compilePolicy(documentOf([rule("r", "deny", nested(31, leaf))])).program.rules).toHaveLength(1);
    const through = (depth: number) =>
      documentOf([rule("r", "deny", nested(depth, { condition: "deep" }))], { conditions: { deep: nested(20, leaf) } });
    expect(codeOf(() => parsePolicy(through(10)))).toBe(undefined);
    expect(codeOf(() => parsePolicy(through(11)))).toBe("rule_too_deep");
  });
  it("that chain named conditions without end are refused", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, number) => [
        `c${number}`,
        number === 9_999 ? always : { condition: `c${number + 1}` },
      ]),
    );
    expect(codeOf(() => parsePolicy(documentOf([rule("r", "deny", always)], { conditions: chain as never })))).toBe(
      "rule_too_deep",
    );
  });
  it("that double at every level are still evaluated once for each name", () => {
    const twice = (number: number): Condition => ({
      all: [{ condition: `c${number}` }, { condition: `c${number}` }],
    });
    const conditions = Object.fromEntries(
      Array.from({ length: 10 }, (_, number) => [
        `c${number}`,
        number === 0
          ? { fact: "a", operator: "equal", value: 1 }
          : { any: Array.from({ length: 50 }, () => twice(number - 1)) },
      ]),
    );
    const policy = policyOf([rule("r", "deny", { condition: "c9" })], { conditions: conditions as never });
    const spent = stopwatch();
    const decision = policy.evaluate({}, { at });
    expect(decision).toMatchObject({ effect: "deny", unknownFacts: ["a"] });
    expect(decision.trace().conditions).toHaveLength(10);
    expect(spent()).toBeLessThan(1_000);
  });
  it("whose rules share one large unknown condition are decided in proportion to their size", () => {
    const many = Array.from({ length: 4_000 }, (_, number) => number);
    const shared: Condition = { all: many.map((number) => ({ fact: `f${number}`, operator: "equal", value: 1 })) };
    const rules = many.map((number) => rule(`r${number}`, "deny", { condition: "shared" }));
    const policy = policyOf(rules, { conditions: { shared } });
    const spent = stopwatch();
    const decision = policy.evaluate({}, { at });
    expect([decision.reasons.length, decision.unknownFacts.length]).toEqual([4_000 + 1, 4_000]);
    expect(decision.reasons[0]).toMatchObject({ code: "rule_unknown", unknownFacts: { length: 16 } });
    expect(spent()).toBeLessThan(1_000);
  });
  it("with names from Object.prototype are like any other", () => {
    const conditions = JSON.parse(
      '{"__proto__":{"fact":"a","operator":"equal","value":1},"constructor":{"condition":"__proto__"}}',
    );
    const policy = policyOf(
      [rule("__proto__", "deny", { condition: "constructor" }), rule("toString", "allow", always)],
      { conditions },
    );
    expect(policy.evaluate({ a: 1 }, { at }).reasons).toMatchObject([{ rule: "__proto__" }]);
    expect(policy.evaluate({ a: 2 }, { at }).reasons).toMatchObject([{ rule: "toString" }]);
  });
  it("of 10,000 rules compile in time in proportion to their number", () => {
    const documentFor = (count: number) =>
      documentOf(
        Array.from({ length: count }, (_, number) =>
          rule(`r${number}`, "review", {
            all: [
              { fact: `f${number}`, operator: "greaterThan", value: number },
              { fact: "kind", operator: "equal", value: `k${number}` },
            ],
          }),
        ),
      );
    const time = (count: number): number => {
      const document = documentFor(count);
      const spent = stopwatch();
      const policy = compilePolicy(document);
      policy.evaluate({ kind: "k1" }, { at });
      return spent();
    };
    time(1_000);
    const [small, large] = [Math.min(time(1_000), time(1_000), time(1_000)), Math.min(time(10_000), time(10_000))];
    expect(large).toBeLessThan(Math.max(40 * small, 1_000));
  });
});
