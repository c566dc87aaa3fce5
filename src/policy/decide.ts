import { type Tier, tiers } from "../foundation/index.ts";
import type { Approval } from "./approval.ts";
import type { Decision, PolicyIdentity } from "./decision.ts";
import { resolveDuties } from "./duty.ts";
import { type Effect, effects, severityOf } from "./effect.ts";
import { type Grounds, someUnknownFactsOf, unknownFactsOf } from "./ground.ts";
import { type Hit, hitsOf } from "./hit.ts";
import type { Run } from "./program.ts";
import { TIER } from "./reading.ts";
import type { DecisionReason } from "./reason.ts";

/** What is known beside the facts when a policy is asked. */
export interface EvaluationContext {
  readonly at: Date;
  /** SHA-256 of the statement payload of the event that is decided: what approvals must be bound to. */
  readonly change?: string;
  /** Who wants the change, named as principals of approvals are. */
  readonly requester?: string;
  readonly approvals?: readonly Approval[];
  /** Ids of the obligations that the caller can fulfil. Default none. */
  readonly obligations?: readonly string[];
}

/**
 * The most severe of what the rules, the silence, the obligations and the approvals come to.
 *
 * What is unknown only ever adds to it: an unknown rule counts with its effect and its obligations, and does not break
 * the silence. So losing a fact can never make the decision milder.
 */
export function decide(run: Run, policy: PolicyIdentity, context: EvaluationContext): Decision {
  const hits = hitsOf(run);
  const duties = resolveDuties(hits, context);
  const others = [...silenceOf(hits), ...duties.reasons];
  const severity = severest(hits, others);
  const reasons = [
    ...ruleReasons(hits, severity, run),
    ...others.filter(({ effect }) => severityOf(effect) === severity),
  ];
  return {
    formatVersion: 1,
    effect: effects[severity] as Effect,
    tier: tierOf(run),
    policy,
    reasons,
    obligations: duties.openOf(reasons),
    unknownFacts: unknownFactsIn(hits, run),
    approvals: duties.approvals,
  };
}

/** No rule that is certain: a policy that has nothing to say of something has not allowed it. */
const silenceOf = (hits: readonly Hit[]): readonly DecisionReason[] =>
  hits.some(({ status }) => status === "true") ? [] : [{ code: "no_rule_applies", effect: "deny", status: "true" }];

function severest(hits: readonly Hit[], others: readonly DecisionReason[]): number {
  let severity = 0;
  for (const { rule } of hits) severity = Math.max(severity, rule.severity);
  for (const { effect } of others) severity = Math.max(severity, severityOf(effect));
  return severity;
}

function ruleReasons(hits: readonly Hit[], severity: number, run: Run): readonly DecisionReason[] {
  const grounds: Grounds = new Map();
  return hits
    .filter((hit) => hit.rule.severity === severity && isTelling(hit))
    .map((hit) => toReason(hit, run, grounds));
}

/** A rule that would allow and is unknown gives no reason to, unless its obligations bind. */
const isTelling = ({ rule, status }: Hit): boolean =>
  rule.effect !== "allow" || status === "true" || rule.obligations.length > 0;

/** Comparisons that one reason looks at for facts to name; the decision names all. */
const MAX_NAMED = 16;

function toReason({ rule: { name: rule, effect, node }, status }: Hit, run: Run, grounds: Grounds): DecisionReason {
  if (status === "true") return { code: "rule_applies", effect, status, rule };
  const unknownFacts = someUnknownFactsOf(node, run, MAX_NAMED, grounds);
  return { code: "rule_unknown", effect, status, rule, unknownFacts };
}

function unknownFactsIn(hits: readonly Hit[], run: Run): readonly string[] {
  const open = hits.filter(({ status }) => status === "unknown");
  return open.length === 0
    ? []
    : unknownFactsOf(
        open.map(({ rule }) => rule.node),
        run,
      );
}

function tierOf(run: Run): Tier {
  const tier = run.cells[TIER] as Tier;
  return tiers.includes(tier) ? tier : "critical";
}
