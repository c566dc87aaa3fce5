import { decide, type EvaluationContext } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { type Effect, severityOf } from "./effect.ts";
import { decisiveLeaves } from "./ground.ts";
import { FALSE, type Kleene, TRUE } from "./kleene.ts";
import { statusOfSlot } from "./node.ts";
import type { Run } from "./program.ts";
import { withStatus } from "./run.ts";

/** A milder effect, and the one comparison that would have to come out the other way. */
export interface NearestOutcome {
  readonly effect: Effect;
  readonly leaf: number;
  readonly holds: boolean;
}

/** Comparisons that are tried; each of them takes one or two decisions. */
const MAX_CANDIDATES = 64;

/** The mildest effect that one other comparison would lead to; the first one found, where several would. */
export function nearestOutcome(decision: Decision, run: Run, context: EvaluationContext): NearestOutcome | undefined {
  if (decision.effect === "allow") return undefined;
  const outcomes = candidates(decision, run).flatMap((leaf) =>
    otherStates(statusOfSlot(leaf, run)).map((state) => {
      const { effect } = decide(withStatus(run, leaf, state), decision.policy, context);
      return { effect, leaf, holds: state === TRUE };
    }),
  );
  return outcomes.reduce<NearestOutcome | undefined>(
    (best, next) => (severityOf(next.effect) < severityOf(best?.effect ?? decision.effect) ? next : best),
    undefined,
  );
}

const otherStates = (state: Kleene): readonly Kleene[] => [TRUE, FALSE].filter((other) => other !== state);

/** The comparisons that the deciding rules rest on; where none applied, those that the allowing rules fail on. */
function candidates({ reasons }: Decision, run: Run): readonly number[] {
  const named = new Set(reasons.map((reason) => ("rule" in reason ? reason.rule : undefined)));
  const isSilent = reasons.some(({ code }) => code === "no_rule_applies");
  const leaves = new Set<number>();
  for (const { name, effect, node } of run.program.rules) {
    if (leaves.size >= MAX_CANDIDATES) break;
    if (!named.has(name) && !(isSilent && effect === "allow")) continue;
    for (const leaf of decisiveLeaves(node, run, MAX_CANDIDATES - leaves.size)) leaves.add(leaf);
  }
  // What is unknown comes first: it is what somebody can find out.
  return [...leaves].sort((left, right) => statusOfSlot(right, run) - statusOfSlot(left, run));
}
