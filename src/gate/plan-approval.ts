import type { ApprovalEntry } from "../evidence/index.ts";
import { parseInstant } from "../foundation/index.ts";
import { type Approval, toApproval } from "../policy/index.ts";
import { envelopeDigest, statementOf } from "../provenance/index.ts";
import type { RepairPlan } from "../quarantine/index.ts";
import type { Settings } from "./settings.ts";

/**
 * Owners of whom nobody has approved a plan: each needs a person who may speak for him, who is not the one that proposed
 * it, and whose approval has not expired. Who has rejected it has not approved it, whatever he said before.
 */
export function missingOwners(
  { owners, proposedBy }: RepairPlan,
  approvals: readonly ApprovalEntry[],
  { repairs, clock }: Settings,
): readonly string[] {
  const at = clock.now().getTime();
  const standing = approvals.map(toApprovalOf).filter((approval) => !isExpired(approval, at));
  const against = new Set(standing.filter(({ verdict }) => verdict === "reject").map(({ principal }) => principal));
  const counts = ({ verdict, principal }: Approval): boolean =>
    verdict === "approve" && !against.has(principal) && !(repairs.fourEyes && principal === proposedBy);
  const persons = new Set(standing.filter(counts).map(({ principal }) => principal));
  return owners.filter((owner) => {
    const speakers = speakersFor(owner, repairs.owners);
    return speakers.some((speaker) => against.has(speaker)) || !speakers.some((speaker) => persons.has(speaker));
  });
}

const speakersFor = (owner: string, owners: Settings["repairs"]["owners"]): readonly string[] =>
  (Object.hasOwn(owners, owner) ? owners[owner] : undefined) ?? [owner];

function toApprovalOf({ sealed, principal }: ApprovalEntry): Approval {
  const { predicate, subject } = statementOf(sealed);
  const change = subject[0]?.digest.sha256 ?? "";
  return toApproval(predicate, { statement: envelopeDigest(sealed), principal, change });
}

const isExpired = ({ expiresAt }: Approval, at: number): boolean =>
  expiresAt !== undefined && (parseInstant(expiresAt) ?? 0) <= at;
