import type { CompiledContract, ContractsFinding, EventRules } from "../../contracts/index.ts";
import { type Event, type Finding, hasCode } from "../../foundation/index.ts";
import type { Upcast } from "../contracts.ts";
import type { House } from "../house.ts";
import type { Passage, PassageReason, StageName, Step } from "../passage.ts";
import { tierOf } from "../tier.ts";
import type { Stage } from "./stage.ts";

/**
 * Does the data keep to its contract: shape, units, owners, relations, and whatever else it promises of each event? One of
 * an older version must keep that one; what is asked from here on is asked of it as the newest version reads it.
 */
export const contract: Stage = {
  name: "contract",
  run(passage, house) {
    const { event, contract: own, stream } = passage;
    if (!own) return withoutContract(event?.dataschema, stream.contract);
    const judged = judge(passage, own, house);
    const isBroken = judged.reasons.some(({ effect }) => effect === "quarantine");
    return isBroken ? judged : (inNewestVersion(passage, own, house) ?? judged);
  },
};

function judge(passage: Passage, compiled: CompiledContract, house: House): Judged {
  const { source, data = null } = passage.event as Event;
  const { previous } = passage.options;
  const found = compiled.validate(data, { source, ...(previous !== undefined && { previous }) });
  const rules = house.contracts.eventRulesOf(compiled);
  const findings = (rules ? [...found, ...rules.quality(data, found)] : found).map(inEvent);
  const judged = { findings: { contract: findings }, reasons: toReasons("contract", findings) };
  return rules ? withLateness(judged, rules, passage) : judged;
}

/** What is said of the event as the newest version of its contract reads it; `undefined` where it is in that one. */
function inNewestVersion(passage: Passage, own: CompiledContract, house: House): Step | undefined {
  let upcast: Upcast | undefined;
  try {
    upcast = house.contracts.upcast(passage.event as Event, own);
  } catch (error) {
    if (!hasCode(error, "migration_refused")) throw error;
    return refused(error as Error);
  }
  if (!upcast) return undefined;
  const { event, contract } = upcast;
  const judged = judge({ ...passage, event, contract }, contract, house);
  return { ...judged, event, contract, reasons: [...judged.reasons, toldAs(upcast)] };
}

const toldAs = ({ contract: { contract }, from, taken }: Upcast): PassageReason => ({
  stage: "contract",
  code: "event_upcast",
  effect: "allow",
  sentence: `it was written in version ${from} of \`${contract.id}\`, and is read as ${contract.version} by the migrations ${taken.map(({ digest }) => `\`${digest}\``).join(" and ")}`,
});

const refused = ({ message: sentence }: Error): Step => ({
  findings: { contract: [{ code: "migration_refused", severity: "error", path: "/data", sentence, facts: {} }] },
  reasons: [{ stage: "contract", code: "migration_refused", effect: "quarantine", sentence, path: "/data" }],
});

interface Judged extends Step {
  readonly findings: { readonly contract: readonly Finding[] };
  readonly reasons: readonly PassageReason[];
}

/**
 * An event that came late is told, and its source may be right all the same: beyond low impact it waits until somebody has
 * looked, and approved it or its repair. What was held is as late as when it came, however long it was held.
 */
function withLateness(step: Judged, { freshness }: EventRules, passage: Passage): Judged {
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
function withoutContract(dataschema: string | undefined, ofStream: string | undefined): Step {
  const wanted = dataschema ?? ofStream;
  if (wanted === undefined) return {};
  const said = { code: "contract_unknown", sentence: `the contract \`${wanted}\` is not known here` } as const;
  const found: readonly Finding[] =
    dataschema === undefined ? [] : [{ ...said, severity: "error", path: "/dataschema", facts: { dataschema } }];
  // It says nothing about the data: for what a source is known by, the contract was not looked at.
  return { findings: { read: found }, reasons: [{ ...said, stage: "contract", effect: "review" }] };
}

/** Findings point into the data; readers of an admission look at the event. */
export const inEvent = (finding: Finding): Finding => ({ ...finding, path: `/data${finding.path}` });

/** What weighs as an error keeps an event from going on; the rest is told and let be. */
export const toReasons = (stage: StageName, findings: readonly Finding[]): readonly PassageReason[] =>
  findings
    .filter(({ severity }) => severity === "error")
    .map(({ code, sentence, path }) => ({ stage, code, effect: "quarantine", sentence, path }));
