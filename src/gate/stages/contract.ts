import type { ContractsFinding, EventRules } from "../../contracts/index.ts";
import type { Event, Finding } from "../../foundation/index.ts";
import type { Passage, PassageReason, StageName, Step } from "../passage.ts";
import { tierOf } from "../tier.ts";
import type { Stage } from "./stage.ts";

/** Does the data keep to its contract: shape, units, owners, relations, and whatever else it promises of each event? */
export const contract: Stage = {
  name: "contract",
  run(passage, house) {
    const { event, contract: compiled, stream, options } = passage;
    const { source, data = null, dataschema } = event as Event;
    if (!compiled) return withoutContract(dataschema ?? stream.contract);
    const { previous } = options;
    const found = compiled.validate(data, { source, ...(previous !== undefined && { previous }) });
    const rules = house.eventRulesOf(compiled);
    const findings = (rules ? [...found, ...rules.quality(data, found)] : found).map(inEvent);
    const step = { findings: { contract: findings }, reasons: toReasons("contract", findings) };
    return rules ? withLateness(step, rules, passage) : step;
  },
};

interface Judged extends Step {
  readonly findings: { readonly contract: readonly Finding[] };
  readonly reasons: readonly PassageReason[];
}

/**
 * An event that came late is told, and its source may be right all the same: beyond low impact it waits until somebody has
 * looked, and approved it or its repair. What was held is as late as when it came, however long it was held.
 */
function withLateness(step: Judged, { freshness }: EventRules, passage: Passage): Step {
  const late = freshness(passage.event as Event, passage.seenAt ?? passage.at);
  if (late.length === 0) return step;
  const isLookedAt = passage.repair !== undefined || passage.approvals.some(({ verdict }) => verdict === "approve");
  const reasons = tierOf(passage) === "low" || isLookedAt ? [] : late.map(toReview);
  return { findings: { contract: [...step.findings.contract, ...late] }, reasons: [...step.reasons, ...reasons] };
}

const toReview = ({ code, sentence, path }: ContractsFinding): PassageReason => ({
  stage: "contract",
  code,
  effect: "review",
  sentence,
  path,
});

/** An event that names a contract, or whose stream does, must be held against that one. */
function withoutContract(wanted: string | undefined): Step {
  if (wanted === undefined) return {};
  return {
    reasons: [
      {
        stage: "contract",
        code: "contract_unknown",
        effect: "review",
        sentence: `the contract \`${wanted}\` is not known here`,
      },
    ],
  };
}

/** Findings point into the data; readers of an admission look at the event. */
export const inEvent = (finding: Finding): Finding => ({ ...finding, path: `/data${finding.path}` });

/** What weighs as an error keeps an event from going on; the rest is told and let be. */
export const toReasons = (stage: StageName, findings: readonly Finding[]): readonly PassageReason[] =>
  findings
    .filter(({ severity }) => severity === "error")
    .map(({ code, sentence, path }) => ({ stage, code, effect: "quarantine", sentence, path }));
