import type { JsonObject } from "../foundation/index.ts";
import { createRun, type Policy } from "./compile.ts";
import type { EvaluationContext } from "./decide.ts";
import type { Decision } from "./decision.ts";
import type { Effect } from "./effect.ts";
import { PolicyError, shown } from "./errors.ts";
import { decisiveLeaves } from "./ground.ts";
import { nearestOutcome } from "./nearest.ts";
import type { CompiledRule, Run } from "./program.ts";
import type { DecisionReason, ReasonCode } from "./reason.ts";
import { traceLeaf } from "./trace.ts";
import { comparisonInWords, leafInWords, listed, quoted } from "./words.ts";

/** A decision in words, with values of facts: for people in the house, not for sealing. */
export interface Explanation {
  /** Lower-case, on one line, without a full stop. */
  readonly sentence: string;
  /** The nearest better outcome, where one comparison, or some more approvals, would lead to it. */
  readonly nearest?: { readonly effect: Effect; readonly sentence: string };
}

/**
 * Says why a decision came out as it did, and what single thing would have led to a milder one. Takes the arguments of
 * the evaluation again, because the decision itself holds no values; takes the time of up to 128 evaluations.
 *
 * @throws {PolicyError} `decision_other_policy`
 * @throws {TypeError} as `evaluate` does.
 */
export function explainDecision(
  decision: Decision,
  policy: Policy,
  facts: JsonObject,
  context: EvaluationContext,
): Explanation {
  refuseOtherPolicy(decision, policy);
  const story: Story = { policy, run: createRun(policy.program, facts, context), unknownFacts: decision.unknownFacts };
  const nearest = nearestByApproval(decision, policy) ?? nearestByComparison(decision, story.run, context);
  return {
    sentence: `${outcomes[decision.effect]} because ${clausesOf(decision, story)}`,
    ...(nearest && { nearest }),
  };
}

interface Story {
  readonly policy: Policy;
  readonly run: Run;
  readonly unknownFacts: readonly string[];
}

const outcomes: Readonly<Record<Effect, string>> = {
  allow: "allowed",
  review: "held for review",
  quarantine: "quarantined",
  deny: "denied",
};

function refuseOtherPolicy(decision: Decision, policy: Policy): void {
  if (decision.policy.digest === policy.digest) return;
  const message = `the decision was made by \`${shown(decision.policy.id)}\` with another digest: explain it with the policy that made it`;
  throw new PolicyError("decision_other_policy", message, { decided: decision.policy.digest, given: policy.digest });
}

const MAX_CLAUSES = 3;

function clausesOf({ reasons }: Decision, story: Story): string {
  const clauses = reasons.slice(0, MAX_CLAUSES).map((reason) => clauseOf(reason, story));
  const rest = reasons.length - clauses.length;
  return [...clauses, ...(rest > 0 ? [`${rest} more`] : [])].join("; ");
}

type ReasonOf<Code extends ReasonCode> = Extract<DecisionReason, { readonly code: Code }>;
type Clauses = { readonly [Code in ReasonCode]: (reason: ReasonOf<Code>, story: Story) => string };

const clauses: Clauses = {
  rule_applies: ({ rule }, story) => `${claimOf(rule, story)}${groundsOf(rule, story)}`,
  rule_unknown: ({ rule }, story) => `it is unknown whether ${claimOf(rule, story)}${groundsOf(rule, story)}`,
  no_rule_applies: (_, { unknownFacts }) =>
    unknownFacts.length === 0 ? "no rule applies" : `no rule applies for certain: unknown ${listed(unknownFacts)}`,
  obligation_unknown: ({ obligation }) => `nobody here can fulfil the obligation ${quoted(obligation)}`,
  approval_missing: ({ rule, have, need }, story) => `${claimOf(rule, story)}: ${have} of ${need} approvals`,
  approval_rejected: () => "the change was rejected",
  approval_malformed: () => "an approval is malformed",
  approval_other_change: () => "an approval is of another change",
  approval_change_unknown: () => "an approval cannot be bound, because the change is not named",
  approval_wrong_role: () => "an approval was given in another role",
  approval_by_requester: () => "an approval is by the requester himself",
  approval_requester_unknown: () => "an approval may be by the requester, who is not named",
  approval_same_person: () => "an approval is by somebody who approved before",
  approval_future_dated: () => "an approval is dated after now",
  approval_expired: () => "an approval has expired",
  approval_too_old: () => "an approval is too old",
};

const clauseOf = (reason: DecisionReason, story: Story): string =>
  (clauses[reason.code] as (reason: DecisionReason, story: Story) => string)(reason, story);

const ruleOf = (name: string, policy: Policy): CompiledRule | undefined =>
  policy.program.rules.find((rule) => rule.name === name);

const claimOf = (name: string, story: Story): string =>
  ruleOf(name, story.policy)?.sentence ?? `rule ${quoted(name)} applies`;

const MAX_GROUNDS = 3;

function groundsOf(name: string, story: Story): string {
  const rule = ruleOf(name, story.policy);
  if (!rule) return "";
  const leaves = decisiveLeaves(rule.node, story.run, MAX_GROUNDS);
  return `: ${leaves.map((leaf) => leafInWords(leaf, story.run)).join(", and ")}`;
}

function nearestByComparison(decision: Decision, run: Run, context: EvaluationContext): Explanation["nearest"] {
  const nearest = nearestOutcome(decision, run, context);
  if (!nearest) return undefined;
  const { fact } = traceLeaf(nearest.leaf, run);
  const claim = `${nearest.holds ? "" : "not "}${comparisonInWords(nearest.leaf, run)}`;
  return {
    effect: nearest.effect,
    sentence: `it would be ${outcomes[nearest.effect]} if ${quoted(fact)} were ${claim}`,
  };
}

/** Where nothing but one set of approvals is missing, they are what it takes. */
function nearestByApproval({ effect, reasons }: Decision, policy: Policy): Explanation["nearest"] {
  const [missing, ...others] = reasons.filter(({ code }) => code === "approval_missing");
  const isEnough =
    effect === "review" && others.length === 0 && reasons.every(({ code }) => code.startsWith("approval_"));
  if (!isEnough || missing?.code !== "approval_missing") return undefined;
  const more = missing.need - missing.have;
  const roles = rolesOf(missing.rule, policy);
  const sentence = `it would be ${outcomes.allow} with ${more} more ${more === 1 ? "approval" : "approvals"} as ${listed(roles, " or ")}`;
  return { effect: "allow", sentence };
}

const rolesOf = (name: string, policy: Policy): readonly string[] =>
  ruleOf(name, policy)?.obligations.flatMap(({ approval }) => approval?.roles ?? []) ?? [];
