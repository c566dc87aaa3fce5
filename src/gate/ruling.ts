import type { Ruling } from "../evidence/index.ts";
import type { Effect } from "../policy/index.ts";
import type { Passage, PassageReason } from "./passage.ts";

const severity: readonly Effect[] = ["allow", "review", "quarantine", "deny"];

const rulings: Readonly<Record<Effect, Ruling>> = {
  allow: { outcome: "accepted" },
  review: { outcome: "held", heldFor: "review" },
  quarantine: { outcome: "held", heldFor: "quarantine" },
  deny: { outcome: "refused" },
};

const bySeverity = (left: PassageReason, right: PassageReason): number =>
  severity.indexOf(right.effect) - severity.indexOf(left.effect);

/** The reasons, the most severe first; where none allows and none forbids, silence denies. */
export function reasonsOf({ reasons, stream }: Passage): readonly [PassageReason, ...PassageReason[]] {
  const [worst, ...others] = [...reasons].sort(bySeverity);
  return worst ? [worst, ...others] : [silence(stream.name)];
}

const silence = (stream: string): PassageReason => ({
  stage: "policy",
  code: "policy_missing",
  effect: "deny",
  sentence: `nothing was asked that could allow an event of the stream \`${stream}\`, and silence denies`,
});

/** Whether it would go on but for what is only observed. Where nothing else was said it does not: silence denies. */
export function isSpared(reasons: readonly PassageReason[]): boolean {
  const [first, ...others] = reasons.filter(({ observed }) => !observed);
  return first !== undefined && others.length + 1 < reasons.length && ruleOn([first, ...others]).outcome === "accepted";
}

/** What the most severe reason comes to. */
export function ruleOn([{ effect, heldFor }]: readonly [PassageReason, ...PassageReason[]]): Ruling {
  const ruling = rulings[effect];
  return ruling.outcome === "held" && heldFor ? { outcome: "held", heldFor } : ruling;
}
