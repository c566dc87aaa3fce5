import { type Event, formatInstant, type JsonObject, type JsonValue, valueAt } from "../../foundation/index.ts";
import { type Decision, type EvaluationContext, explainDecision, type Policy } from "../../policy/index.ts";
import { lookUp } from "../lookup.ts";
import type { Passage, PassageReason } from "../passage.ts";
import { tierOf } from "../tier.ts";
import type { Stage } from "./stage.ts";

/** May it happen, given everything found so far and how much harm it could do? Silence denies. */
export const policy: Stage = {
  name: "policy",
  async run(passage, house) {
    const policy = house.policyFor(passage.stream);
    if (!policy) return { reasons: [missing(passage)] };
    const facts = { ...factsOf(passage), ...(await lookUp(passage.event as Event, house.settings)) };
    const context = contextOf(passage, facts);
    const decision = policy.evaluate(facts, context);
    return { decision, reasons: isMoot(decision, passage) ? [] : [toReason(decision, policy, facts, context)] };
  },
};

/**
 * An event that waits for another reason is not refused because no rule speaks of it as it is: rules speak of events
 * that are in order. The policy is asked again before it goes on.
 */
const isMoot = (decision: Decision, { reasons }: Passage): boolean =>
  reasons.some(({ effect }) => effect !== "allow") && decision.reasons.every(({ code }) => code === "no_rule_applies");

const missing = ({ stream }: Passage): PassageReason => ({
  stage: "policy",
  code: "policy_missing",
  effect: "deny",
  sentence: `no policy is set for the stream \`${stream.name}\`, and silence denies`,
});

/** Everything a rule may ask for, under the names that `docs/rooms/gate.md` lists. */
function factsOf(passage: Passage): JsonObject {
  const { data = null, ...event } = passage.event as Event;
  const { provenance, trust, findings, contract } = passage;
  return {
    event: event as JsonObject,
    data: data as JsonValue,
    tier: tierOf(passage),
    at: formatInstant(passage.at),
    provenance: {
      status: provenance?.status ?? "unknown",
      signedBy: provenance?.signedBy ?? "receiver",
      method: provenance?.channel?.method ?? (provenance?.signedBy === "source" ? "signature" : "none"),
      ...(provenance?.principal !== undefined && { principal: provenance.principal }),
    },
    contract: {
      status: contractStatus(passage),
      ...(contract && { id: contract.contract.id, version: contract.contract.version }),
    },
    findings: Object.values(findings).flatMap((found) => found.map(({ code }) => code)),
    ...(trust && { trust: { score: trust.score, uncertainty: trust.uncertainty, state: trust.state } }),
    ...requesterOf(passage),
  };
}

function contractStatus({ contract, findings }: Passage): string {
  if (!contract) return "none";
  return findings.contract?.some(({ severity }) => severity === "error") ? "broken" : "kept";
}

/** The person who wants the change, named as approvers are; else whoever signed or sent it. */
function requesterOf({ event, stream, provenance }: Passage): { readonly requester?: string } {
  const named =
    stream.requester === undefined ? undefined : valueAt((event?.data ?? null) as JsonValue, stream.requester);
  const requester = stream.requester === undefined ? provenance?.principal : named;
  return typeof requester === "string" ? { requester } : {};
}

function contextOf({ at, statement, approvals, stream }: Passage, { requester }: JsonObject): EvaluationContext {
  return {
    at,
    approvals,
    ...(stream.obligations && { obligations: stream.obligations }),
    ...(statement !== undefined && { change: statement }),
    ...(typeof requester === "string" && { requester }),
  };
}

function toReason(decision: Decision, policy: Policy, facts: JsonObject, context: EvaluationContext): PassageReason {
  const [first] = decision.reasons;
  if (decision.effect === "allow") {
    const rule = first && "rule" in first ? ` by its rule \`${first.rule}\`` : "";
    return {
      stage: "policy",
      code: "policy_allows",
      effect: "allow",
      sentence: `the policy \`${policy.id}\` allows it${rule}`,
    };
  }
  // Explaining costs many evaluations: it is done only for those who must wait for it anyway.
  const { sentence, nearest } = explainDecision(decision, policy, facts, context);
  const why = sentence.slice(sentence.indexOf(" because ") + " because ".length);
  const more = nearest ? `; ${nearest.sentence}` : "";
  return {
    stage: "policy",
    code: first?.code ?? "no_rule_applies",
    effect: decision.effect,
    sentence: `by the policy \`${policy.id}\`, ${why}${more}`,
  };
}
