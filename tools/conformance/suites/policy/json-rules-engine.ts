import { type OracleCase, oracleCases, outcomeOf } from "../../json-rules-engine.ts";
import { type Case, deviating, failed, passed, type Suite } from "../../suite.ts";

/** Whole runs of json-rules-engine: which rules are true. One that could be compared and comes out otherwise fails the run. */
const suite: Suite = {
  name: "json-rules-engine",
  room: "policy",
  *run(vectors): Iterable<Case> {
    for (const one of oracleCases(vectors)) yield judge(one);
  },
};
export default suite;

function judge({ id: number, rules, conditions, facts, expected }: OracleCase): Case {
  const id = String(number);
  const outcomes = rules.map((rule) => ({ name: rule.name, outcome: outcomeOf(rule.conditions, facts, conditions) }));
  const [open] = outcomes.flatMap(({ outcome }) => ("noAnswer" in outcome ? [outcome.noAnswer] : []));
  if ("error" in expected) {
    return open === undefined ? failed(id, `answered, and there: ${expected.error}`) : deviating(id, errorThere);
  }
  const fired = new Set(expected.results.map(({ name }) => name));
  const other = outcomes.find(({ name, outcome }) => "holds" in outcome && outcome.holds !== fired.has(name));
  if (other) return failed(id, `\`${other.name}\` came out otherwise`);
  return open === undefined ? passed(id) : deviating(id, open);
}

const errorThere = "there the whole run ends with an error; here a rule is refused, or unknown";
