import type { JsonObject } from "../../foundation/index.ts";
import { instant, jsonObject, oneOf, type Shape } from "../../foundation/shape.ts";
import type { Role } from "../trusted-keys.ts";
import type { PredicateKind } from "./predicate.ts";

/** The body of a claim whose own room knows the rest of its shape. Here it has a version and a time. */
export interface TimedPredicate extends JsonObject {
  readonly formatVersion: number;
}

/** A kind of statement in its newest version; those before it are read, too. */
function timedKind(name: string, signedBy: Role, time: string, formatVersion = 1): PredicateKind<TimedPredicate> {
  const versions = Array.from({ length: formatVersion }, (_, at) => at + 1);
  const shape: Shape<TimedPredicate> = (value, path) => {
    const body = jsonObject(value, path);
    instant(body[time], `${path}/${time}`);
    return { ...body, formatVersion: oneOf(...versions)(body.formatVersion, `${path}/formatVersion`) };
  };
  return {
    name: `urn:countersign:predicate:${name}`,
    formatVersion,
    signedBy,
    shape,
    claimedTime: (body) => body[time] as string,
  };
}

/** A person approved, or rejected, a change: the subject is the statement of the change, the person the key's principal. */
export const approvalPredicate: PredicateKind<TimedPredicate> = timedKind("approval", "approver", "approvedAt");
/** The gate's answer for one event. */
export const admissionPredicate: PredicateKind<TimedPredicate> = timedKind("admission", "receiver", "at");
/** What became of an effect: applied, failed or uncertain. */
export const effectPredicate: PredicateKind<TimedPredicate> = timedKind("effect", "receiver", "at");
/** A held event was released, discarded or annotated (1); or repaired and replayed, superseded, erased (2). */
export const quarantineMovePredicate: PredicateKind<TimedPredicate> = timedKind("quarantine-move", "receiver", "at", 2);
/** A repair of held events was proposed: the subject is the plan. */
export const repairPlanPredicate: PredicateKind<TimedPredicate> = timedKind("repair-plan", "receiver", "at");
/** Somebody did something with an exception: took it, put it to sleep, ended it. */
export const exceptionMovePredicate: PredicateKind<TimedPredicate> = timedKind("exception-move", "receiver", "at");
/** A stream was switched between observing and enforcing. */
export const streamSwitchPredicate: PredicateKind<TimedPredicate> = timedKind("stream-switch", "receiver", "at");
/** What an evidence bundle holds. */
export const manifestPredicate: PredicateKind<TimedPredicate> = timedKind("manifest", "receiver", "at", 2);
/** An old bundle was verified, and taken under a newer signature, before the old ones weaken. */
export const renewalPredicate: PredicateKind<TimedPredicate> = timedKind("renewal", "receiver", "renewedAt");
/** A version of a contract was published, by its owner or for its owner. */
export const contractPublishedPredicate: PredicateKind<TimedPredicate> = timedKind(
  "contract-published",
  "publisher",
  "publishedAt",
);
