import type { StoredRecord } from "../../evidence/index.ts";
import { canonicalJson, type Event, eventIdentity } from "../../foundation/index.ts";
import { type Sighting, toSighting } from "../../provenance/index.ts";
import type { House } from "../house.ts";
import type { PassageReason, Step } from "../passage.ts";
import { leavingOnFailure } from "../turnstile.ts";
import type { Stage } from "./stage.ts";

/** Has this event been answered before? Then the first answer stands. Only one admission of an event is under way at a time. */
export const duplicate: Stage = {
  name: "duplicate",
  async run({ event, provenance, options, repair }, house) {
    // Only a proven event may take, or ask for, an identity: a forgery must not occupy or probe another's.
    if (!event || provenance?.status !== "proven") return {};
    const leave = await house.turns.enter(eventIdentity(event));
    const earlier = await leavingOnFailure(house.ledger.find(event), leave);
    // What a plan sends on says again what was held, and says so.
    if (!earlier && repair) return { leave };
    if (!earlier) return asNews(toSighting(event, options.channel?.name ?? ""), leave, house);
    if (saysTheSame(earlier, event)) return { leave, earlier, ended: true };
    return {
      leave,
      reasons: [
        {
          stage: "duplicate",
          code: "identity_reused",
          effect: "quarantine",
          sentence: `an event \`${event.id}\` of \`${event.source}\` was admitted before and said something else`,
        },
      ],
    };
  },
};

/** Is it news? What was said before must not come again under another name. Events that say the same take turns, too. */
async function asNews(sighting: Sighting, leave: () => void, { replays, turns }: House): Promise<Step> {
  const leaves = [leave];
  const leaveAll = (): void => {
    for (const one of leaves) one();
  };
  for (const key of replays.keysOf(sighting)) leaves.push(await turns.enter(key));
  const { answer, writes } = await leavingOnFailure(replays.look(sighting), leaveAll);
  return { leave: leaveAll, sightings: writes, ...(answer === "replayed_as_new" && { reasons: [REPLAYED] }) };
}

const REPLAYED: PassageReason = {
  stage: "duplicate",
  code: "event_replayed",
  effect: "review",
  sentence:
    "the same source has said exactly this before, as the same number or at the same moment, under another name",
};

const saysTheSame = ({ record }: StoredRecord, event: Event): boolean =>
  canonicalJson(record.envelope?.event ?? null) === canonicalJson(event);
