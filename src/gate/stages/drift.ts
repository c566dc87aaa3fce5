import type { Event, Finding, JsonValue } from "../../foundation/index.ts";
import { budgetSpent, holdBudgetOf } from "../hold-budget.ts";
import type { House } from "../house.ts";
import { isAboutMany, isNovelty } from "../looks.ts";
import type { Passage, PassageReason, Repair, Step } from "../passage.ts";
import { tierOf } from "../tier.ts";
import { inEvent, toReasons } from "./contract.ts";
import type { Stage } from "./stage.ts";

/** Does the data look as it has looked: the same fields, the same units, and where asked for, texts written the same way? */
export const drift: Stage = {
  name: "drift",
  async run(passage, house) {
    const { event, contract, stream, provenance, repair } = passage;
    if (!contract || provenance?.status !== "proven") return {};
    const { source, data } = event as Event;
    if (repair) return lookAlone(repair, data ?? null);
    const watch = await house.memory.watch(stream, source, contract);
    const observer = await house.memory.observer(stream, source, contract);
    const findings = watch.inspect((data ?? null) as JsonValue).map(inEvent);
    const novel = observer?.inspect((data ?? null) as JsonValue).map(inEvent) ?? [];
    const reasons = [
      ...withinBudget(toReasons("drift", findings), passage, house),
      ...reviewReasons([...findings, ...novel], passage),
    ];
    const found = { drift: [...findings, ...novel] };
    // In the same breath: the next event of the source moves the watch on.
    return findings.length === 0
      ? { findings: found, reasons }
      : { findings: found, reasons, detector: watch.exhibit() };
  },
};

/** What is no error of the event, and is looked at by a person all the same. */
export const reviewReasons = (findings: readonly Finding[], passage: Reviewed): readonly PassageReason[] =>
  findings
    .filter((finding) => finding.severity === "warning" && isForReview(finding, passage))
    .map(({ code, sentence, path }) => ({ stage: "drift", code, effect: "review", sentence, path }));

type Reviewed = Pick<Passage, "stream" | "contract" | "event">;

/**
 * What is new is not wrong: it is looked at where a stream wants it so. Nor is one of many that come in other shares than
 * before: where a wrong one does most harm, the one that tells of it waits for somebody who knows why.
 */
const isForReview = (finding: Finding, passage: Reviewed): boolean =>
  (isNovelty(finding) && passage.stream.novelties === "review") ||
  (isAboutMany(finding) && tierOf(passage) === "critical");

/**
 * The reasons as they are while few events are suspected, and for what is found for the first time. Beyond the budget of the
 * stream they have one cause in common, and what is of low impact is only observed: a flood of holds is read by nobody.
 */
function withinBudget(reasons: readonly PassageReason[], passage: Passage, { budgets }: House): typeof reasons {
  const { at, stream, contract } = passage;
  const budget = holdBudgetOf(stream, contract?.contract);
  const names = reasons.map(({ code, path }) => `\`${code}\` at \`${path}\``);
  const standing = budgets.windowOf(stream, budget).note(at, names);
  if (!standing.spent || !standing.isKnown) return reasons;
  const all = [budgetSpent(standing, stream, budget), ...reasons];
  return tierOf(passage) === "low" ? all.map((reason) => ({ ...reason, observed: true })) : all;
}

/** A repaired event is judged by itself: the suspicion that its like had raised does not count against it. */
function lookAlone({ look }: Repair, data: JsonValue): Step {
  const findings = look(data).map(inEvent);
  return { findings: { drift: findings }, reasons: toReasons("drift", findings) };
}
