import type { ContractsFinding, DistributionFacts } from "../../errors.ts";
import { quote, shorten } from "../../text.ts";
import type { Change } from "./change.ts";

/** The name under which the times between events are kept beside the paths of their data: no pointer. */
export const ARRIVALS = "arrivals";

/** What is said of values whose distribution has changed. */
export function describeChange({ path, kind, odds, values, before, shares }: Change, at: string): ContractsFinding {
  const facts: DistributionFacts = {
    odds,
    values,
    before,
    shares: shares.map(({ of, ...share }) => ({ of: shorten(of), ...share })),
  };
  const moved = facts.shares.map((share) => `${quote(share.of)} from ${share.before} to ${share.after}`).join(", ");
  if (path === ARRIVALS) {
    const sentence = `events come at other times from each other than before, over the last ${values}; seconds between them: ${moved}`;
    return { code: "rate_changed", severity: "warning", path: "", sentence, facts };
  }
  const [code, name] =
    kind === "numbers"
      ? (["distribution_changed", "are distributed"] as const)
      : (["mix_changed", "are mixed"] as const);
  const sentence = `the last ${values} values of ${quote(at)} ${name} otherwise than the ${before} before them: ${moved}`;
  return { code, severity: "warning", path: at, sentence, facts };
}
