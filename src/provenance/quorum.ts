import { matchesAnyGlob } from "../foundation/index.ts";
import { check, type ProvenanceCheck, type ReadEnvelope } from "./read-envelope.ts";
import { maySignAs, type SignatureVouching } from "./signature-vouching.ts";
import type { Quorum, QuorumRule } from "./trusted-keys.ts";

/** The quorums that are asked of a statement: those of the trusted keys for its kind, and the caller's own. */
export function quorumsFor(
  { kind, envelope }: ReadEnvelope,
  rules: readonly QuorumRule[],
  own: Quorum | undefined,
): readonly Quorum[] {
  const asked = rules.filter(
    ({ statements, sources }) =>
      statements.includes(kind.name) && (!sources || matchesAnyGlob(sources, envelope.event?.source ?? "")),
  );
  return own ? [...asked, own] : asked;
}

/** Whether a signature counts towards a quorum, by the role of its key; not yet whether it stands. */
const countsTowards = (quorum: Quorum, { key }: SignatureVouching, read: ReadEnvelope): boolean =>
  key !== undefined && quorum.roles.some((role) => maySignAs(key, role, read));

/**
 * Whether enough have signed: different keys, however often each did, and different principals. Signatures can be taken
 * off and be added later, so too few of them refute nothing: what is missing may be elsewhere.
 */
export function checkQuorum(
  quorum: Quorum,
  signatures: readonly SignatureVouching[],
  read: ReadEnvelope,
): ProvenanceCheck {
  const { threshold, principals: fewest = 1 } = quorum;
  const counted = signatures.filter((one) => one.standing === "proven" && countsTowards(quorum, one, read));
  const keys = new Set(counted.map(({ keyId }) => keyId)).size;
  const principals = [...new Set(counted.map(({ principal }) => principal))];
  const isMet = keys >= threshold && principals.length >= fewest;
  const [roles, names] = [quorum.roles.join(" or "), principals.length > 0 ? `: ${principals.join(", ")}` : ""];
  const sentence = `keys of ${roles}: ${keys} signed, ${threshold} needed; principals: ${principals.length}, ${fewest} needed${names}`;
  return check(isMet ? "proven" : "unknown", "quorum_met", sentence);
}
