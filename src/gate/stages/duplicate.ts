import type { StoredRecord } from "../../evidence/index.ts";
import { canonicalJson, type Event, eventIdentity } from "../../foundation/index.ts";
import { leavingOnFailure } from "../turnstile.ts";
import type { Stage } from "./stage.ts";

/** Has this event been answered before? Then the first answer stands. Only one admission of an event is under way at a time. */
export const duplicate: Stage = {
  name: "duplicate",
  async run({ event, provenance }, house) {
    // Only a proven event may take, or ask for, an identity: a forgery must not occupy or probe another's.
    if (!event || provenance?.status !== "proven") return {};
    const leave = await house.turns.enter(eventIdentity(event));
    const earlier = await leavingOnFailure(house.ledger.find(event), leave);
    if (!earlier) return { leave };
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

const saysTheSame = ({ record }: StoredRecord, event: Event): boolean =>
  canonicalJson(record.envelope?.event ?? null) === canonicalJson(event);
