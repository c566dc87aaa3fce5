import { type Envelope, isJsonObject, type JsonValue, type Seal, toBase64url } from "../foundation/index.ts";
import { type Log, statementOf } from "../provenance/index.ts";
import { parseSealedAdmission, type SealedAdmission } from "./admission.ts";
import { type Audience, type Part, sealBundle } from "./bundle.ts";
import { EvidenceError } from "./errors.ts";
import type { EventRecord, Ledger, LoggedStatement, RuleKind } from "./ledger.ts";

export interface CollectOptions {
  readonly ledger: Ledger;
  readonly log: Log;
  readonly at: Date;
  /** Signs the manifest as the receiver. */
  readonly seal: Seal;
  /** `external` leaves out what people were told in the house. Default `internal`. */
  readonly audience?: Audience;
}

/**
 * Everything about one business key in one file: its events with the log's proofs, admissions, approvals and effects,
 * and the contracts and policies that were asked.
 *
 * @throws {EvidenceError} `evidence_not_found` when the ledger knows nothing about it.
 * @throws {EvidenceError} `bundle_too_large`
 */
export async function collectEvidence(subject: string, options: CollectOptions): Promise<Uint8Array> {
  const parts: Part[] = [];
  const rules: RulesSeen = new Map();
  for await (const record of options.ledger.about(subject)) {
    noteRules(record, rules);
    for (const logged of statementsOf(record)) parts.push(envelopePart(await withProof(logged, options.log)));
    parts.push(...plainParts(record, options.audience));
  }
  if (parts.length === 0) throw notFound(subject);
  return sealed(subject, [...parts, ...(await ruleParts(rules, options.ledger))], options);
}

/**
 * A whole run in one file: the log from its first entry, and everything it is about.
 *
 * @throws {EvidenceError} `bundle_too_large`
 */
export async function collectRun(about: string, options: CollectOptions): Promise<Uint8Array> {
  const parts: Part[] = [await wholeLog(options.log)];
  const rules: RulesSeen = new Map();
  for await (const record of options.ledger.records()) {
    noteRules(record, rules);
    parts.push(
      ...statementsOf(record).map(({ sealed: envelope }) => envelopePart(envelope)),
      ...plainParts(record, options.audience),
    );
  }
  for await (const { sealed: envelope } of options.ledger.switches()) parts.push(envelopePart(envelope));
  return sealed(about, [...parts, ...(await ruleParts(rules, options.ledger))], options);
}

const sealed = (
  about: string,
  parts: readonly Part[],
  { audience = "internal", at, seal }: CollectOptions,
): Promise<Uint8Array> => sealBundle(parts, { about, audience, at, seal });

const statementsOf = ({ envelope, index, approvals, admissions, effects }: EventRecord): readonly LoggedStatement[] => [
  ...(envelope ? [{ sealed: envelope, index }] : []),
  ...approvals,
  ...admissions,
  ...effects,
];

const envelopePart = (envelope: Envelope): Part => ({ kind: "envelope", value: envelope as unknown as JsonValue });

const withProof = async ({ sealed: envelope, index }: LoggedStatement, log: Log): Promise<Envelope> => ({
  ...envelope,
  inclusion: await log.prove(index),
});

function plainParts({ admissions }: EventRecord, audience: Audience = "internal"): readonly Part[] {
  return admissions.flatMap(({ sealed: envelope, note, derivation }): readonly Part[] => [
    ...(derivation ? [{ kind: "lineage", value: [derivation] } as const] : []),
    ...(audience === "internal"
      ? [{ kind: "note", value: { admission: admissionOf(envelope).id, ...note } as unknown as JsonValue } as const]
      : []),
  ]);
}

const admissionOf = (envelope: Envelope): SealedAdmission => parseSealedAdmission(statementOf(envelope).predicate);

async function wholeLog(log: Log): Promise<Part> {
  const { checkpoint = "" } = await log.head();
  const entries: string[] = [];
  for await (const entry of log.entries()) entries.push(toBase64url(entry));
  return { kind: "log", value: { first: 0, entries, checkpoint } };
}

/** The contracts and policies that admissions name, by digest: each goes into the bundle once. */
type RulesSeen = Map<string, RuleKind>;

function noteRules({ admissions }: EventRecord, seen: RulesSeen): void {
  for (const { contract, policy } of admissions.map(({ sealed: envelope }) => rulesOf(admissionOf(envelope)))) {
    if (contract !== undefined) seen.set(contract, "contract");
    if (policy !== undefined) seen.set(policy, "policy");
  }
}

/** The digests of the documents that an admission was decided by. */
export function rulesOf({ contract, decision }: SealedAdmission): {
  readonly contract?: string;
  readonly policy?: string;
} {
  const policy = isJsonObject(decision?.policy) ? decision.policy.digest : undefined;
  return { ...(contract && { contract: contract.digest }), ...(typeof policy === "string" && { policy }) };
}

async function ruleParts(seen: RulesSeen, ledger: Ledger): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const [digest, kind] of seen) {
    const value = await ledger.rules(kind, digest);
    if (value !== undefined) parts.push({ kind, value });
  }
  return parts;
}

const notFound = (subject: string): EvidenceError =>
  new EvidenceError(
    "evidence_not_found",
    `nothing is known about \`${subject.slice(0, 60)}\`: ask for the event's subject, spelled as it was`,
    { about: subject },
  );
