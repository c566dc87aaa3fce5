import type { Event, Finding } from "../../foundation/index.ts";
import type { PassageReason, StageName, Step } from "../passage.ts";
import type { Stage } from "./stage.ts";

/** Does the data keep to its contract: shape, units, owners, relations? */
export const contract: Stage = {
  name: "contract",
  run({ event, contract: compiled, stream, options: { previous } }) {
    const { source, data = null, dataschema } = event as Event;
    if (!compiled) return withoutContract(dataschema ?? stream.contract);
    const findings = compiled.validate(data, { source, ...(previous !== undefined && { previous }) }).map(inEvent);
    return { findings: { contract: findings }, reasons: toReasons("contract", findings) };
  },
};

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
