import { isJsonObject, type JsonValue } from "../foundation/index.ts";
import { statementOf } from "../provenance/index.ts";
import { parseSealedAdmission, type SealedAdmission } from "./admission.ts";
import type { Part } from "./bundle.ts";
import type { EventRecord, Ledger, RuleKind } from "./ledger.ts";

/** The contracts and policies that admissions name, by digest: each goes into a bundle once. */
export type RulesSeen = Map<string, RuleKind>;

const admissionsIn = ({ admissions }: EventRecord): readonly SealedAdmission[] =>
  admissions.map(({ sealed }) => parseSealedAdmission(statementOf(sealed).predicate));

export function noteRules(record: EventRecord, seen: RulesSeen): void {
  for (const { contract, policy } of admissionsIn(record).map(rulesOf)) {
    if (contract !== undefined) seen.set(contract, "contract");
    if (policy !== undefined) seen.set(policy, "policy");
  }
}

/** The contract that an event was last held against. */
export const contractDigestOf = (record: EventRecord): string | undefined =>
  admissionsIn(record).findLast(({ contract }) => contract)?.contract?.digest;

/** The digests of the documents that an admission was decided by. */
export function rulesOf({ contract, decision }: SealedAdmission): {
  readonly contract?: string;
  readonly policy?: string;
} {
  const policy = isJsonObject(decision?.policy) ? decision.policy.digest : undefined;
  return { ...(contract && { contract: contract.digest }), ...(typeof policy === "string" && { policy }) };
}

/** The documents that were seen, as far as the ledger has them. */
export async function* ruleDocuments(
  seen: RulesSeen,
  ledger: Ledger,
): AsyncIterable<Part & { readonly digest: string }> {
  for (const [digest, kind] of seen) {
    const value = (await ledger.rules(kind, digest)) as JsonValue | undefined;
    if (value !== undefined) yield { kind, value, digest };
  }
}
