import { Engine } from "json-rules-engine";
import { describe, expect, it } from "vitest";
import { type SeededRandom, seededRandom } from "../../src/foundation/index.ts";
import { type Condition, compilePolicy, type PolicyDocument } from "../../src/policy/index.ts";
import { at, documentOf } from "./support.ts";

/** Both engines run the same rules over facts where both know what is meant: one type on both sides, nothing missing. */

type Scalar = "text" | "number" | "flag";
const scalars = ["text", "number", "flag"] as const;
const items = { text: ["a", "b", "c", "10", ""], number: [-3, 0, 1, 5, 10.5], flag: [true, false] } as const;

/** Names of facts by type and by how many lists deep they are. */
const facts: Readonly<Record<Scalar, readonly (readonly string[])[]>> = {
  text: [["s", "o.s"], ["ss"], ["sss"]],
  number: [["n", "o.n"], ["ns"], ["nns"]],
  flag: [["b"], ["bs"], []],
};
const operators: Readonly<Record<Scalar, readonly string[]>> = {
  text: ["equal", "notEqual", "in", "notIn", "contains", "doesNotContain"],
  number: [
    "equal",
    "notEqual",
    "in",
    "notIn",
    "contains",
    "doesNotContain",
    "lessThan",
    "lessThanInclusive",
    "greaterThan",
    "greaterThanInclusive",
  ],
  flag: ["equal", "notEqual", "in", "contains"],
};
const sidesOf: Readonly<Record<string, readonly [number, number]>> = {
  in: [0, 1],
  notIn: [0, 1],
  contains: [1, 0],
  doesNotContain: [1, 0],
};
const decorators: Readonly<Record<string, (fact: number, value: number) => readonly [number, number]>> = {
  not: (fact, value) => [fact, value],
  swap: (fact, value) => [value, fact],
  someFact: (fact, value) => [fact + 1, value],
  everyFact: (fact, value) => [fact + 1, value],
  someValue: (fact, value) => [fact, value + 1],
  everyValue: (fact, value) => [fact, value + 1],
};

const pick = <Item>(random: SeededRandom, list: readonly Item[]): Item => random.pick(list as [Item, ...Item[]]);

function madeOf(type: Scalar, depth: number, random: SeededRandom, least: number): unknown {
  if (depth === 0) return pick<unknown>(random, items[type]);
  return Array.from({ length: random.integer(least, 3) }, () => madeOf(type, depth - 1, random, least));
}

function leafOf(random: SeededRandom): Condition {
  const type = pick(random, scalars);
  let operator = pick(random, operators[type]);
  let [fact, value] = sidesOf[operator] ?? [0, 0];
  for (let count = random.integer(0, 2); count > 0; count--) {
    const name = pick(random, Object.keys(decorators));
    operator = `${name}:${operator}`;
    [fact, value] = decorators[name]?.(fact, value) ?? [fact, value];
  }
  const names = facts[type][fact] ?? [];
  if (names.length === 0) return leafOf(random);
  const others = facts[type][value] ?? [];
  const other = random.next() < 0.2 && others.length > 0 ? reference(pick(random, others)) : undefined;
  return { ...reference(pick(random, names)), operator, value: other ?? madeOf(type, value, random, 1) } as Condition;
}

const reference = (name: string): object => {
  const [fact = "", member] = name.split(".");
  return member ? { fact, path: `$.${member}` } : { fact };
};

function conditionOf(random: SeededRandom, depth: number): Condition {
  const kind = depth === 0 ? "leaf" : random.pick(["all", "any", "not", "condition", "leaf"]);
  if (kind === "leaf") return leafOf(random);
  if (kind === "not") return { not: conditionOf(random, depth - 1) };
  if (kind === "condition") return { condition: random.pick(["shared1", "shared2"]) };
  const inner = Array.from({ length: random.integer(1, 3) }, () => conditionOf(random, depth - 1));
  return kind === "all" ? { all: inner } : { any: inner };
}

function factsOf(random: SeededRandom): Record<string, unknown> {
  const found: Record<string, unknown> = {
    o: { s: madeOf("text", 0, random, 0), n: madeOf("number", 0, random, 0) },
  };
  for (const type of scalars)
    facts[type].forEach((names, depth) => {
      for (const name of names) if (!name.includes(".")) found[name] = madeOf(type, depth, random, 0);
    });
  return found;
}

function policyOf(random: SeededRandom, rules: number): PolicyDocument {
  const conditions = {
    shared1: { all: [leafOf(random), leafOf(random)] },
    shared2: { any: [leafOf(random), leafOf(random)] },
  };
  return documentOf(
    Array.from({ length: rules }, (_, number): PolicyDocument["rules"][number] => ({
      name: `r${number}`,
      priority: random.integer(1, 5),
      conditions: { all: [conditionOf(random, 3)] },
      event: { type: "review" },
    })),
    { conditions },
  );
}

async function firedByThem(
  { rules, conditions = {} }: PolicyDocument,
  given: Record<string, unknown>,
): Promise<string[]> {
  const engine = new Engine();
  for (const [name, condition] of Object.entries(conditions)) engine.setCondition(name, condition as never);
  for (const rule of rules) engine.addRule(structuredClone(rule) as never);
  const { results } = await engine.run(given);
  return results.map(({ name }) => String(name)).sort();
}

describe("the rules of json-rules-engine", () => {
  it("fire here when they fire there", async () => {
    const random = seededRandom(20_261_121);
    let fired = 0;
    for (let round = 0; round < 40; round++) {
      const document = policyOf(random, 10);
      const policy = compilePolicy(document);
      for (let run = 0; run < 5; run++) {
        const given = factsOf(random);
        const traces = policy.evaluate(given as never, { at }).trace().rules;
        expect(traces.filter(({ status }) => status === "unknown")).toEqual([]);
        const ours = traces
          .filter(({ status }) => status === "true")
          .map(({ rule }) => rule)
          .sort();
        expect(ours).toEqual(await firedByThem(document, given));
        fired += ours.length;
      }
    }
    expect(fired).toBeGreaterThan(500);
  });
});
