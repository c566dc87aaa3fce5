import type { Envelope, Event, Verdict } from "../../foundation/index.ts";
import {
  type Channel,
  envelopeDigest,
  type ReceivingPredicate,
  receiveEvent,
  statementOf,
  type VerifiedStatement,
  verifyEnvelope,
} from "../../provenance/index.ts";
import type { House } from "../house.ts";
import type { Passage, PassageReason, Step } from "../passage.ts";
import type { Stage } from "./stage.ts";

const UNAUTHENTICATED: Channel = { name: "call", method: "none" };

/** Who says so, and can it be shown? A source that signs nothing is received: we state what came, when and how. */
export const provenance: Stage = {
  name: "provenance",
  run: (passage, house) => {
    const { envelope, seenAt } = passage;
    if (!envelope) return received(passage, house);
    return seenAt && !envelope.signatures && !envelope.inclusion
      ? receivedBefore(envelope)
      : verified(envelope, passage, house);
  },
};

/** Our own statement, read back from our own ledger. */
function receivedBefore(envelope: Envelope): Step {
  const { channel } = statementOf(envelope).predicate as unknown as ReceivingPredicate;
  const principal = channel.principal === undefined ? {} : { principal: channel.principal };
  return { provenance: { status: "proven", signedBy: "receiver", channel, ...principal } };
}

function received({ event, at, contract, options: { channel = UNAUTHENTICATED } }: Passage, house: House): Step {
  const redactable = contract?.contract.redactable ?? [];
  const envelope = receiveEvent(event as Event, { channel, at, redactable, random: house.settings.random });
  const principal = channel.principal === undefined ? {} : { principal: channel.principal };
  return {
    envelope,
    statement: envelopeDigest(envelope),
    provenance: { status: "proven", signedBy: "receiver", channel, ...principal },
    findings: { provenance: [] },
  };
}

async function verified(envelope: Envelope, { at, seenAt = at }: Passage, house: House): Promise<Step> {
  const { keys, settings } = house;
  const verdict = await verifyEnvelope(envelope, {
    trustedKeys: keys.trusted,
    at,
    seenAt,
    clockSkewMs: settings.limits.clockSkewMs,
    // Many events come at the same time, and this thread has enough to do.
    offThread: true,
  });
  const source = verdict.value?.vouchers.find(({ role }) => role === "source");
  return {
    // What cannot be read was not digested on the way either.
    statement: verdict.value?.digest ?? envelopeDigest(envelope),
    provenance: {
      status: verdict.status,
      signedBy: source ? "source" : "receiver",
      ...(source && { principal: source.principal }),
    },
    findings: { provenance: [] },
    ...doubts(verdict),
  };
}

/**
 * What is refuted ends here: nothing further is asked of a forgery. Where only the times contradict each other, either
 * clock may be wrong, ours too: the event is held, and not turned away for good.
 */
function doubts({ status, checks }: Verdict<VerifiedStatement>): Pick<Step, "reasons" | "ended"> {
  if (status === "proven") return {};
  const against = checks.filter((check) => check.status === status && check.code !== "authenticated");
  const isForged = status === "refuted" && !(against.length > 0 && against.every(({ code }) => code === CLOCKS));
  const reasons = against.map(
    ({ code, sentence }): PassageReason => ({
      stage: "provenance",
      code,
      effect: isForged ? "deny" : "review",
      sentence,
    }),
  );
  return status === "refuted" ? { reasons: orElse(reasons), ended: true } : { reasons: orElse(reasons) };
}

const CLOCKS = "signing_time_plausible";

const orElse = (reasons: readonly PassageReason[]): readonly PassageReason[] =>
  reasons.length > 0
    ? reasons
    : [{ stage: "provenance", code: "authenticated", effect: "deny", sentence: "nobody vouches for the statement" }];
