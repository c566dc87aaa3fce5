import {
  type Check,
  type Envelope,
  fromBase64url,
  hasCode,
  type Inclusion,
  isIntegrityError,
  type Status,
  textToBase64url,
} from "../foundation/index.ts";
import { type CheckpointMemory, type KnownCheckpoint, knowCheckpoint } from "./checkpoint-memory.ts";
import type { EntryPlace } from "./entry-place.ts";
import { envelopeDigest } from "./envelope.ts";
import { entryText, type LogEntry, parseLogEntry, signatureDigests } from "./log/entry.ts";
import type { VerifiedLog } from "./log/stretch.ts";
import { hashLeaf, hashLeafText } from "./merkle.ts";
import type { ReadEnvelope } from "./read-envelope.ts";
import type { TrustedKey, TrustedKeys } from "./trusted-keys.ts";
import type { VerifyOptions } from "./verify-options.ts";

type InclusionCheck = Check<"inclusion_valid">;

export interface InclusionResult {
  readonly checks: readonly InclusionCheck[];
  /** The log's key, when the log is known. */
  readonly key?: TrustedKey;
  readonly forged: boolean;
  /** Under which checkpoint which signatures are, whoever signed it; for an entry that is really there. */
  readonly under?: { readonly checkpoint: KnownCheckpoint; readonly signatures: readonly string[] };
}

const result = (status: Status, sentence: string, key?: TrustedKey): InclusionResult => {
  const found = { checks: [{ status, code: "inclusion_valid" as const, sentence }], forged: status === "refuted" };
  return key ? { ...found, key } : found;
};

/** Whether the log that an envelope names really holds it: entry, proof and signed checkpoint must all belong together. */
export async function checkInclusion(
  { envelope, digest }: Pick<ReadEnvelope, "envelope" | "digest">,
  trustedKeys: TrustedKeys,
  know: CheckpointMemory["know"] = knowCheckpoint,
): Promise<InclusionResult> {
  const inclusion = envelope.inclusion as Inclusion;
  try {
    const entry = readEntry(inclusion, envelope, digest);
    const problem = entryProblem(envelope, digest, entry);
    if (problem) return result("refuted", problem);
    const checkpoint = await know(inclusion.checkpoint, trustedKeys);
    if (!checkpoint.holds(entry.leaf, inclusion.index, inclusion.proof))
      return result("refuted", "the proof does not lead from the entry to the checkpoint");
    return { ...signedResult(inclusion, checkpoint), under: { checkpoint, signatures: entry.signatures } };
  } catch (error) {
    if (hasCode(error, "newer_format")) return result("unknown", error.message);
    if (isIntegrityError(error)) return result("refuted", error.message);
    throw error;
  }
}

/** Nearly every entry is the one that a log would write for the envelope now: to write it takes less than to read it. */
function readEntry({ entry }: Inclusion, { signatures }: Envelope, digest: string): LogEntry & { leaf: Uint8Array } {
  const usual: LogEntry = { formatVersion: 1, statement: digest, signatures: [] };
  const text = signatures ? undefined : entryText(usual);
  if (text !== undefined && textToBase64url(text) === entry) return { ...usual, leaf: hashLeafText(text) };
  const bytes = fromBase64url(entry);
  return { ...parseLogEntry(bytes), leaf: hashLeaf(bytes) };
}

function signedResult({ index }: Inclusion, { checkpoint: { origin }, signer }: KnownCheckpoint): InclusionResult {
  if (signer === "forged")
    return result("refuted", `the checkpoint of \`${origin}\` does not bear that log's signature`);
  return signer
    ? result("proven", `entry ${index} of the log \`${origin}\``, signer)
    : result("unknown", `the log \`${origin}\` is not among the trusted keys`);
}

/** The same for an envelope without a proof of its own, among the entries of a whole log. */
export function checkAmong(log: VerifiedLog, envelope: Envelope): InclusionResult {
  const entries = log.entriesAbout(envelopeDigest(envelope));
  if (entries.length === 0) return result("unknown", `the log \`${log.origin}\` has no entry about the statement`);
  const problem = entries.map((entry) => signatureProblem(envelope, entry)).find((one) => one !== undefined);
  if (!problem && !log.key) return result("unknown", `the log \`${log.origin}\` is not among the trusted keys`);
  return problem
    ? result("refuted", problem)
    : result("proven", `among the entries of the log \`${log.origin}\``, log.key);
}

/**
 * Where a trusted log holds an envelope: by its own inclusion, or among the entries of a whole log; nothing where neither
 * is proven.
 */
export async function placeOf(
  envelope: Envelope,
  { trustedKeys, checkpoints, log }: Pick<VerifyOptions, "trustedKeys" | "checkpoints" | "log">,
): Promise<EntryPlace | undefined> {
  const digest = envelopeDigest(envelope);
  if (envelope.inclusion) {
    const { checks, key, under } = await checkInclusion({ envelope, digest }, trustedKeys, checkpoints?.know);
    const isProven = key !== undefined && checks.every(({ status }) => status === "proven");
    return isProven && under
      ? { origin: under.checkpoint.checkpoint.origin, index: envelope.inclusion.index }
      : undefined;
  }
  const [entry] = log?.key ? log.entriesAbout(digest) : [];
  return log && entry && { origin: log.origin, index: entry.index };
}

function entryProblem(envelope: Envelope, digest: string, entry: LogEntry): string | undefined {
  if (entry.statement !== digest) return "the log's entry is about another statement";
  return signatureProblem(envelope, entry);
}

function signatureProblem(envelope: Envelope, entry: LogEntry): string | undefined {
  if (entry.signatures.length === 0) return undefined;
  const present = signatureDigests(envelope);
  const complete = entry.signatures.every((digest) => present.includes(digest));
  return complete ? undefined : "a signature that the log has seen is missing";
}
