import { type Tier, tiers } from "../foundation/index.ts";
import { closed, count, jsonObject, listOf, oneOf, readFormat, type Shape, sha256, text } from "../foundation/shape.ts";
import { type Effect, effects } from "./effect.ts";
import type { Obligation } from "./obligation.ts";
import type { DecisionReason, ReasonCode } from "./reason.ts";

/**
 * What a policy says of one set of facts. It names rules, facts and codes and holds no value of a business fact, so that
 * it can be sealed and leave the house. The byte-exact page is `docs/formats/decision.md`.
 */
export interface Decision {
  readonly formatVersion: 1;
  readonly effect: Effect;
  readonly tier: Tier;
  readonly policy: PolicyIdentity;
  /** What decided: everything that by itself comes to this effect, and for an `allow` also what binds it. */
  readonly reasons: readonly DecisionReason[];
  /** What is still to be done for the effect to stand: of the rules among the reasons, each once. */
  readonly obligations: readonly Obligation[];
  /** Facts that left a rule open, sorted. */
  readonly unknownFacts: readonly string[];
  /** Statements of the approvals that counted. */
  readonly approvals: readonly string[];
}

export interface PolicyIdentity {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the policy's canonical JSON. */
  readonly digest: string;
}

const ruleOnly = { rule: text };
const ofApproval = { rule: text, approval: text };

/** The facts of each code. */
const reasonFacts: Readonly<Record<ReasonCode, Readonly<Record<string, Shape<unknown>>>>> = {
  rule_applies: ruleOnly,
  rule_unknown: { rule: text, unknownFacts: listOf(text) },
  no_rule_applies: {},
  obligation_unknown: { rule: text, obligation: text },
  approval_missing: { rule: text, have: count, need: count },
  approval_rejected: ofApproval,
  approval_malformed: ofApproval,
  approval_other_change: ofApproval,
  approval_change_unknown: ofApproval,
  approval_wrong_role: ofApproval,
  approval_by_requester: ofApproval,
  approval_requester_unknown: ofApproval,
  approval_same_person: ofApproval,
  approval_future_dated: ofApproval,
  approval_expired: ofApproval,
  approval_too_old: ofApproval,
};

const code = oneOf(...(Object.keys(reasonFacts) as ReasonCode[]));
const effect = oneOf(...effects);
const status = oneOf("true", "unknown");

const reason: Shape<DecisionReason> = (value, path) => {
  const facts = reasonFacts[code((value as { code?: unknown } | null)?.code, `${path}/code`)];
  return closed({ code, effect, status, ...facts })(value, path) as DecisionReason;
};

const decision: Shape<Decision> = closed({
  formatVersion: oneOf(1),
  effect,
  tier: oneOf(...tiers),
  policy: closed({ id: text, version: text, digest: sha256 }),
  reasons: listOf(reason),
  obligations: listOf(closed({ id: text }, { params: jsonObject })),
  unknownFacts: listOf(text),
  approvals: listOf(sha256),
});

/** Reads a decision that was sealed. @throws {FoundationError} `format_malformed`, `newer_format` */
export const parseDecision = (value: unknown): Decision => readFormat("decision", 1, decision, value);
