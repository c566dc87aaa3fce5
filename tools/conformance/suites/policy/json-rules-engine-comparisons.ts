import type { JsonValue } from "../../../../src/foundation/index.ts";
import type { Condition } from "../../../../src/policy/index.ts";
import { type Node, type OracleCase, oracleCases, outcomeOf } from "../../json-rules-engine.ts";
import { type Case, compared, deviating, type Suite } from "../../suite.ts";

/** Every comparison that json-rules-engine made in those runs, one by one: whole rules seldom consist of comparable parts. */
const suite: Suite = {
  name: "json-rules-engine-comparisons",
  room: "policy",
  *run(vectors): Iterable<Case> {
    for (const one of oracleCases(vectors)) yield* comparisonsIn(one);
  },
};
export default suite;

function* comparisonsIn({ id, facts, expected }: OracleCase): Iterable<Case> {
  if ("error" in expected) return;
  const rules = [...expected.results, ...expected.failureResults];
  const leaves = rules.flatMap(({ conditions }) => leavesOf(conditions));
  for (const [at, { condition, result }] of leaves.entries()) {
    const outcome = outcomeOf(condition, facts);
    if ("noAnswer" in outcome) yield deviating(`${id}#${at}`, outcome.noAnswer);
    else yield compared(`${id}#${at} ${JSON.stringify(condition)}`, outcome.holds, result);
  }
}

interface Comparison {
  readonly condition: Condition;
  readonly result: boolean;
}

/** Where one priority decided, those below it were not asked, and have no result. */
function leavesOf(node: Node): readonly Comparison[] {
  const inner = node.all ?? node.any ?? (node.not && [node.not]);
  if (inner) return inner.flatMap(leavesOf);
  const { fact, operator, value, path, result } = node as Node & Leaf;
  if (result === undefined) return [];
  return [{ condition: { fact, operator, value, ...(path !== undefined && { path }) }, result }];
}

interface Leaf {
  readonly fact: string;
  readonly operator: string;
  readonly value: JsonValue;
  readonly path?: string;
}
