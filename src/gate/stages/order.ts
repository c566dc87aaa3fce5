import { sha256Hex } from "../../foundation/index.ts";
import type { House } from "../house.ts";
import type { Passage, Step } from "../passage.ts";
import { supersededBy } from "../supersede.ts";
import { leavingOnFailure } from "../turnstile.ts";
import { isUrgent } from "../urgent.ts";
import type { Stage } from "./stage.ts";

/**
 * Is an earlier event of the same business key held? Then this one waits behind it, or it would overtake. Only one event
 * of a key is looked at at a time, until it is known whether it is held.
 */
export const order: Stage = {
  name: "order",
  async run(passage, house) {
    const { event, stream, provenance, repair } = passage;
    // A replay walks the lane itself, in order.
    if (repair) return {};
    if (event?.subject === undefined || provenance?.status !== "proven") return {};
    if (stream.mode !== "enforce" || isUrgent(event, stream)) return {};
    const leaveLane = await house.turns.enter(laneTurn(sha256Hex(event.subject)));
    return leavingOnFailure(look(event.subject, { ...passage, leaveLane }, house), leaveLane);
  },
};

/** Whose turn it is in a lane; lanes are known by the hash of their business key. */
export const laneTurn = (lane: string): string => `lane ${lane}`;

async function look(subject: string, passage: Passage, house: House): Promise<Step> {
  const { leaveLane, capsule } = passage;
  const ahead: string[] = [];
  for await (const id of house.shelf.lane(subject)) {
    // What is asked about again has its own place, and looks at what stands before it.
    if (id === capsule) break;
    ahead.push(id);
    if (ahead.length > house.settings.limits.maxBehind) break;
  }
  const superseded = ahead.length === 0 ? [] : await supersededBy(passage, ahead, house);
  return { ahead: ahead.length - superseded.length, superseded, ...(leaveLane && { leaveLane }) };
}
