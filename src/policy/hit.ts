import { FALSE, TRUE } from "./kleene.ts";
import type { CompiledRule, Run } from "./program.ts";
import type { DecisionReason } from "./reason.ts";

/** A rule that is true, or unknown and therefore counts. */
export interface Hit {
  readonly rule: CompiledRule;
  readonly status: DecisionReason["status"];
}

/** Evaluates every rule, whatever the others said. */
export function hitsOf(run: Run): readonly Hit[] {
  const hits: Hit[] = [];
  for (const rule of run.program.rules) {
    const status = rule.node.evaluate(run);
    if (status !== FALSE) hits.push({ rule, status: status === TRUE ? "true" : "unknown" });
  }
  return hits;
}
