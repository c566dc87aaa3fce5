import { isIntegrityError, type JsonObject } from "../../src/foundation/index.ts";
import { type Condition, compilePolicy, type PolicyDocument } from "../../src/policy/index.ts";
import { textAt } from "./suite.ts";

/** Rules over facts, and what json-rules-engine 7.3.1 made of them. Rules and facts are drawn at random, types and all. */
export interface OracleCase {
  readonly id: number;
  readonly rules: readonly { readonly name: string; readonly conditions: Condition }[];
  readonly conditions: Conditions;
  readonly facts: JsonObject;
  readonly expected: Expected;
}

type Conditions = Readonly<Record<string, Condition>>;

export type Expected =
  | { readonly error: string }
  | { readonly results: readonly RuleResult[]; readonly failureResults: readonly RuleResult[] };

/** How a rule came out there, down to each comparison. */
export interface RuleResult {
  readonly name: string;
  readonly conditions: Node;
}

/** A comparison, or conditions with others inside. */
export interface Node {
  readonly all?: readonly Node[];
  readonly any?: readonly Node[];
  readonly not?: Node;
  readonly result?: boolean;
}

export const oracleCases = (vectors: string): readonly OracleCase[] =>
  textAt(vectors, "policy/json-rules-engine-oracle/cases.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as OracleCase);

/** How a condition comes out here, or why there is no comparing it. */
export type Outcome = { readonly holds: boolean } | { readonly noAnswer: string };

/** Asks one condition, with those of the shared ones that it refers to, in a policy of its own. */
export function outcomeOf(condition: Condition, facts: JsonObject, shared: Conditions = {}): Outcome {
  try {
    const policy = compilePolicy(documentOf(condition, referredTo(condition, shared)));
    const trace = policy.evaluate(facts, { at: new Date(0) }).trace();
    const status = trace.rules[0]?.status;
    return status === "unknown" ? { noAnswer: unknownReason(trace) } : { holds: status === "true" };
  } catch (error) {
    if (isIntegrityError(error)) return { noAnswer: refusalReason(error.code, error.message) };
    throw error;
  }
}

const documentOf = (condition: Condition, conditions: Conditions): PolicyDocument => ({
  formatVersion: 1,
  id: "conformance",
  version: "1",
  owner: "nobody",
  conditions,
  rules: [{ name: "asked", conditions: condition, event: { type: "review" } }],
});

function referredTo(condition: Condition, shared: Conditions): Conditions {
  const found: Record<string, Condition> = {};
  const look = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/"condition":"(\w+)"/g)) {
      const referred = shared[name];
      if (!referred || Object.hasOwn(found, name)) continue;
      found[name] = referred;
      look(JSON.stringify(referred));
    }
  };
  look(JSON.stringify(condition));
  return found;
}

/** The differences that the page of the policy room lists, by what is said here. */
const refusals: readonly (readonly [said: RegExp, reason: string])[] = [
  [/^rule_malformed .*at least one/, "refused: an empty `all` or `any`, which is true there"],
  [/^rule_malformed .*no such member/, "refused: `all` and `any` at one place, of which one is ignored there"],
  [/^rule_value_unfit /, "refused: a value of a type that the operator would have to convert first"],
  [/^canonical_unrepresentable /, "refused: a number in a rule that a double does not hold exactly"],
];

function refusalReason(code: string, message: string): string {
  const [, reason] = refusals.find(([said]) => said.test(`${code} ${message}`)) ?? [];
  return reason ?? `refused: ${code}`;
}

const unknowns: Readonly<Record<string, string>> = {
  missing: "unknown: a fact that is missing or null, which compares as `undefined` there",
  wrong_type: "unknown: a fact of another type than the rule compares, which is converted there",
  not_comparable: "unknown: two facts of different types, which are converted there",
};

function unknownReason(trace: unknown): string {
  const [, code = ""] = /"reason":"(\w+)"/.exec(JSON.stringify(trace)) ?? [];
  return unknowns[code] ?? `unknown: ${code}`;
}
