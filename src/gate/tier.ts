import { type Tier, widerTier } from "../foundation/index.ts";
import type { Passage } from "./passage.ts";

/** How much harm the event can do: what its stream says, and never less than its contract. What cannot be read could be anything. */
export function tierOf({ stream, contract, event }: Pick<Passage, "stream" | "contract" | "event">): Tier {
  if (!event) return "critical";
  return contract ? widerTier(stream.tier, contract.contract.tier) : stream.tier;
}
