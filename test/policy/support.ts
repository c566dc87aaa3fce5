import {
  type Condition,
  compilePolicy,
  type Effect,
  type Policy,
  type PolicyDocument,
} from "../../src/policy/index.ts";

export const at: Date = new Date("2026-03-31T08:00:00Z");

type Params = NonNullable<PolicyDocument["rules"][number]["event"]["params"]>;

export const rule = (
  name: string,
  effect: Effect,
  conditions: Condition,
  params?: Params,
): PolicyDocument["rules"][number] => ({
  name,
  conditions,
  event: { type: effect, ...(params && { params }) },
});

/** A condition that is true of every set of facts. */
export const always: Condition = {
  any: [
    { fact: "x", operator: "isAbsent" },
    { fact: "x", operator: "isPresent" },
  ],
};

export const documentOf = (
  rules: PolicyDocument["rules"],
  more: Pick<PolicyDocument, "facts" | "conditions"> = {},
): PolicyDocument => ({ formatVersion: 1, id: "test", version: "1", owner: "treasury", ...more, rules });

export const policyOf = (
  rules: PolicyDocument["rules"],
  more: Pick<PolicyDocument, "facts" | "conditions"> = {},
): Policy => compilePolicy(documentOf(rules, more));

/** What one condition says of facts: asked by a rule of its own, which a fallback does not disturb. */
export function statusOf(condition: Condition, facts: object, more: Pick<PolicyDocument, "facts" | "conditions"> = {}) {
  const policy = policyOf([rule("asked", "deny", condition)], more);
  return policy.evaluate(facts as never, { at }).trace().rules[0]?.status;
}
