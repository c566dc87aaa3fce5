import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  Approval,
  Condition,
  Decision,
  Effect,
  EvaluationContext,
  PolicyDocument,
} from "../../src/policy/index.ts";
import { compilePolicy } from "../../src/policy/index.ts";
import { at, documentOf, rule } from "./support.ts";

/**
 * The theorem of the room's page: a fact that gets lost, by whatever way, never makes a decision milder. Lost means
 * replaced by nothing or by a value that no condition of the policy could compare.
 */

type Named = { readonly path: string; readonly type: "decimal" | "number" | "text" | "flag" | "instant" | "list" };
const named: readonly [Named, ...Named[]] = [
  { path: "amount", type: "decimal" },
  { path: "order.total", type: "decimal" },
  { path: "order.lines", type: "list" },
  { path: "trust", type: "number" },
  { path: "country", type: "text" },
  { path: "vendor.known", type: "flag" },
  { path: "vendor.since", type: "instant" },
];
const declared = Object.fromEntries(named.map(({ path, type }) => [path, type])) as NonNullable<
  PolicyDocument["facts"]
>;

const instants = ["2026-03-30T00:00:00Z", "2026-03-31T08:00:00Z", "2026-04-01T00:00:00+02:00"];
const values: Readonly<Record<Named["type"], fc.Arbitrary<unknown>>> = {
  decimal: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom("1", "1.0", "0.5", "2", "9007199254740993")),
  number: fc.integer({ min: -2, max: 2 }),
  text: fc.constantFrom("DE", "KP", "D", ""),
  flag: fc.boolean(),
  instant: fc.constantFrom(...instants),
  list: fc.array(fc.constantFrom("DE", "KP", "FR"), { maxLength: 3 }),
};

const operators: Readonly<Record<Named["type"], readonly (readonly [name: string, value: fc.Arbitrary<unknown>])[]>> = {
  decimal: ["equal", "notEqual", "lessThan", "lessThanInclusive", "greaterThan", "not:greaterThanInclusive"].map(
    (name) => [name, values.decimal],
  ),
  number: ["equal", "notEqual", "lessThan", "greaterThan", "swap:greaterThan"].map((name) => [name, values.number]),
  text: [
    ...["equal", "notEqual", "startsWith", "not:endsWith", "matchesGlob"].map((name) => [name, values.text] as const),
    ...["in", "notIn", "someValue:startsWith"].map((name) => [name, fc.constant(["DE", "FR"])] as const),
  ],
  flag: ["equal", "notEqual"].map((name) => [name, values.flag]),
  instant: [
    ...["before", "after", "equal"].map((name) => [name, values.instant] as const),
    ["within", fc.constant("PT12H")],
    ["before", fc.constant("now")],
  ],
  list: ["contains", "doesNotContain", "someFact:equal", "everyFact:equal", "everyFact:not:startsWith"].map((name) => [
    name,
    fc.constantFrom("DE", "KP"),
  ]),
};

const leaf: fc.Arbitrary<Condition> = fc
  .constantFrom(...named)
  .chain(({ path, type }) =>
    fc
      .constantFrom(...operators[type])
      .chain(([operator, value]) => value.map((each) => ({ fact: path, operator, value: each }) as Condition)),
  );
const tested = (operator: string): fc.Arbitrary<Condition> =>
  fc.constantFrom(...named).map(({ path }) => ({ fact: path, operator }));

/** Conditions; `absence` and `presence` are leaves that may stand where losing a fact makes the rule more, or less, true. */
const conditions = (
  absence: fc.Arbitrary<Condition>,
  presence: fc.Arbitrary<Condition>,
  depth = 3,
): fc.Arbitrary<Condition> => {
  if (depth === 0) return fc.oneof(leaf, absence);
  const inner = conditions(absence, presence, depth - 1);
  return fc.oneof(
    leaf,
    absence,
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    conditions(presence, absence, depth - 1).map((not) => ({ not })),
  );
};

const effects: readonly Effect[] = ["allow", "review", "quarantine", "deny"];
const obligations = fc.subarray([
  { id: "approval", params: { count: 1, roles: ["treasurer"] } },
  { id: "call_back" },
  { id: "odd" },
]);

/** `allowing` stands in rules that allow without obligations, `bound` in those that have some: what they demand restricts. */
const policies = (
  restricting: fc.Arbitrary<Condition>,
  allowing: fc.Arbitrary<Condition>,
  bound: fc.Arbitrary<Condition>,
): fc.Arbitrary<PolicyDocument> =>
  fc
    .array(
      fc.tuple(fc.constantFrom(...effects), obligations).chain(([effect, duties]) => {
        const free = duties.length === 0 ? allowing : bound;
        return (effect === "allow" ? free : restricting).map((condition) => ({ effect, duties, condition }));
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((rows) =>
      documentOf(
        rows.map(({ effect, duties, condition }, number) =>
          rule(`r${number}`, effect, condition, {
            obligations: duties.filter(({ id }) => effect === "allow" || id !== "approval"),
          }),
        ),
        { facts: declared },
      ),
    );

const change = "a".repeat(64);
const approval = (verdict: "approve" | "reject"): Approval => ({
  statement: verdict === "approve" ? "b".repeat(64) : "c".repeat(64),
  verdict,
  principal: "erika",
  role: "treasurer",
  change,
  approvedAt: "2026-03-31T07:00:00Z",
});
const contexts: fc.Arbitrary<EvaluationContext> = fc.record({
  at: fc.constant(at),
  change: fc.constant(change),
  requester: fc.constantFrom("max", "erika"),
  approvals: fc.subarray([approval("approve"), approval("reject")]),
  obligations: fc.subarray(["call_back", "odd"]),
});

const wholeFacts = fc.record(Object.fromEntries(named.map(({ path, type }) => [path, values[type]]))).map(nest);

function nest(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(flat)) put(facts, path.split("."), value);
  return facts;
}

function put(target: Record<string, unknown>, [name = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) target[name] = value;
  else {
    target[name] ??= {};
    put(target[name] as Record<string, unknown>, rest, value);
  }
}

const gone = Symbol("gone");
const everyType = [gone, null, Number.NaN, {}, { x: 1 }] as const;
/** Values that are not of the type, in addition to those that are of none. */
const foreign: Readonly<Record<Named["type"], readonly unknown[]>> = {
  decimal: ["200.000,00", "many", "", true, [1], "1e9999", Number.POSITIVE_INFINITY],
  number: ["1", "1,5", true, [1], Number.NEGATIVE_INFINITY],
  text: [1, false, ["DE"]],
  flag: ["true", 1, 0, [true]],
  instant: ["2026-03-31", "yesterday", 1774944000000, ["2026-03-31T08:00:00Z"]],
  list: ["DE", "DE,KP", 1, true],
};

type Loss = readonly [path: string, value: unknown];
const losses: fc.Arbitrary<readonly Loss[]> = fc.array(
  fc.oneof(
    fc
      .constantFrom(...named)
      .chain(({ path, type }) => fc.constantFrom(...everyType, ...foreign[type]).map((value): Loss => [path, value])),
    fc
      .constantFrom("order", "vendor")
      .chain((path) => fc.constantFrom(gone, null, "text", 5, [[]]).map((value): Loss => [path, value])),
  ),
  { minLength: 1, maxLength: 3 },
);

function lose(facts: Record<string, unknown>, path: string, value: unknown): void {
  const steps = path.split(".");
  const parent = steps
    .slice(0, -1)
    .reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], facts);
  if (typeof parent !== "object" || parent === null) return;
  if (value === gone) delete (parent as Record<string, unknown>)[steps.at(-1) ?? ""];
  else (parent as Record<string, unknown>)[steps.at(-1) ?? ""] = value;
}

type Case = readonly [PolicyDocument, facts: Record<string, unknown>, lost: readonly Loss[], EvaluationContext];

function beforeAndAfter([document, facts, lost, context]: Case): readonly [Decision, Decision] {
  const policy = compilePolicy(document);
  const less = structuredClone(facts);
  for (const [path, value] of lost) lose(less, path, value);
  return [policy.evaluate(facts as never, context), policy.evaluate(less as never, context)];
}

const severity = ({ effect }: Decision): number => effects.indexOf(effect);
const isSilent = ({ reasons }: Decision): boolean => reasons.some(({ code }) => code === "no_rule_applies");

const absence = tested("isAbsent");
const presence = tested("isPresent");
const plain = conditions(leaf, leaf);

describe("losing a fact never makes a decision milder", () => {
  it("where no condition asks whether a fact is there", () => {
    fc.assert(
      fc.property(policies(plain, plain, plain), wholeFacts, losses, contexts, (...given) => {
        const [before, after] = beforeAndAfter(given);
        expect(severity(after)).toBeGreaterThanOrEqual(severity(before));
      }),
      { numRuns: 2_000 },
    );
  });

  it("where absence only restricts and presence only allows, unless a rule for the absence ends a silence", () => {
    const restricting = conditions(absence, presence);
    const allowing = conditions(presence, absence);
    fc.assert(
      fc.property(policies(restricting, allowing, plain), wholeFacts, losses, contexts, (...given) => {
        const [before, after] = beforeAndAfter(given);
        if (isSilent(before)) expect(after.effect).not.toBe("allow");
        else expect(severity(after)).toBeGreaterThanOrEqual(severity(before));
      }),
      { numRuns: 2_000 },
    );
  });

  it("but does where a rule allows because a fact is absent: that must be written out", () => {
    const policy = compilePolicy(documentOf([rule("new", "allow", { fact: "hold", operator: "isAbsent" })]));
    expect(policy.evaluate({ hold: true }, { at }).effect).toBe("deny");
    expect(policy.evaluate({}, { at }).effect).toBe("allow");
  });
});
