import { combineStatus, type EnvelopeSignature, parseInstant, type Status } from "../foundation/index.ts";
import type { CheckpointMemory } from "./checkpoint-memory.ts";
import { seenBy } from "./checkpoint-verdict.ts";
import type { CosignerQuorum } from "./cosign/quorum.ts";
import { checkAmong, checkInclusion, type InclusionResult } from "./inclusion.ts";
import { readHeader, verifySignature } from "./jws.ts";
import { checkKeyAtSigning } from "./key-validity.ts";
import { signatureDigest } from "./log/entry.ts";
import type { VerifiedLog } from "./log/stretch.ts";
import { check, type ProvenanceCheck, type ReadEnvelope } from "./read-envelope.ts";
import type { SignatureAnswer } from "./signature.ts";
import { hasRole, type Role, speaksFor, type TrustedKey, type TrustedKeys } from "./trusted-keys.ts";

export interface VerifyOptions {
  readonly trustedKeys: TrustedKeys;
  /** When the envelope is being read. */
  readonly at: Date;
  /** When somebody else is known to have seen it already; `at` where nothing better is known. */
  readonly seenAt?: Date;
  /** How far the signer's clock may be ahead. Default 60,000. */
  readonly clockSkewMs?: number;
  /** Which cosigners must have seen the checkpoint, for their time to count; by default any one with that role. */
  readonly cosigners?: CosignerQuorum;
  /** Verifies the checkpoint that many envelopes share once. */
  readonly checkpoints?: CheckpointMemory;
  /** A whole log to look the statement up in, for envelopes that carry no inclusion of their own. */
  readonly log?: VerifiedLog;
  /**
   * Checks signatures on other threads where it can (WebCrypto), for those that verify many at the same time and have
   * other work to do. By default they are checked at once, which is faster for one.
   */
  readonly offThread?: boolean;
}

/** Who vouches for a statement. */
export interface Voucher {
  readonly by: "signature" | "log";
  readonly keyId: string;
  readonly principal: string;
  readonly role: Role;
}

/** What one signature, or the log, is worth: a voucher when every check is proven. */
interface Vouching {
  readonly voucher: Voucher | undefined;
  readonly checks: readonly ProvenanceCheck[];
  /** Wrong in itself, whoever made it: that refutes the whole envelope. */
  readonly forged: boolean;
}

export interface AllVouching {
  readonly checks: readonly ProvenanceCheck[];
  readonly vouchers: readonly Voucher[];
  readonly notChecked: readonly string[];
}

/** Asks every signature and the log what they are worth. */
export async function checkVouchers(read: ReadEnvelope, options: VerifyOptions): Promise<AllVouching> {
  const signatures = read.envelope.signatures ?? [];
  const included = read.envelope.inclusion
    ? await checkInclusion(read.envelope, options.trustedKeys, options.checkpoints?.know)
    : undefined;
  const cosigned = cosignedIn(included, options);
  const signed = await Promise.all(
    signatures.map((signature) =>
      checkSignature(signature, read, cosigned.isListed(signature) ? cosigned.options : options),
    ),
  );
  const all = [
    ...signed,
    ...(included ? [checkLogged(included, read, cosigned.options)] : []),
    ...(options.log ? [checkLogged(checkAmong(options.log, read.envelope), read, options)] : []),
  ];
  const vouchers = all.flatMap(({ voucher }) => voucher ?? []);
  const counted = countedOf(all);
  const others = all.filter((one) => !counted.includes(one));
  return {
    checks: [...counted.flatMap(({ checks }) => checks), authenticated(vouchers, all)],
    vouchers,
    notChecked: others.flatMap(({ checks }) =>
      checks.filter(({ status }) => status !== "proven").map(({ sentence }) => `does not count: ${sentence}`),
    ),
  };
}

/** What cosigners have seen, they have seen before the time that they say: that bounds when it was signed. */
function cosignedIn(
  included: InclusionResult | undefined,
  options: VerifyOptions,
): { readonly options: VerifyOptions; isListed(signature: EnvelopeSignature): boolean } {
  const seen = included?.under && seenBy(included.under.checkpoint, options).seen;
  if (!seen) return { options, isListed: () => false };
  const seenAt = new Date(Math.min(seen.latest, (options.seenAt ?? options.at).getTime()));
  const isListed = ({ signature }: EnvelopeSignature): boolean =>
    included.under?.signatures.includes(signatureDigest(signature)) ?? false;
  return { options: { ...options, seenAt }, isListed };
}

const statusOf = ({ checks }: Vouching): Status => combineStatus(checks.map(({ status }) => status));

/** What is forged always counts, and what is proven; where nobody vouches, what might vouch if more were known, else all. */
function countedOf(all: readonly Vouching[]): readonly Vouching[] {
  const unknown = all.filter((one) => statusOf(one) === "unknown");
  const lacking = all.some(({ voucher }) => voucher) ? [] : unknown.length > 0 ? unknown : all;
  return all.filter((one) => one.forged || statusOf(one) === "proven" || lacking.includes(one));
}

function authenticated(vouchers: readonly Voucher[], all: readonly Vouching[]): ProvenanceCheck {
  if (vouchers.length > 0) {
    const names = [...new Set(vouchers.map(({ principal, by }) => `${principal} (${by})`))].join(", ");
    return check("proven", "authenticated", `vouched for by ${names}`);
  }
  if (all.length === 0) {
    return check("refuted", "authenticated", "nobody vouches for the statement: it has no signature and no log has it");
  }
  const status = all.some((one) => statusOf(one) === "unknown") ? "unknown" : "refuted";
  return check(status, "authenticated", "nobody who is known and may say so vouches for the statement");
}

async function checkSignature(
  signature: EnvelopeSignature,
  read: ReadEnvelope,
  options: VerifyOptions,
): Promise<Vouching> {
  const header = readHeader(signature);
  if (!header) return forged("a signature's header is not of the one form that is read");
  const key = options.trustedKeys.find(header.kid);
  if (!key)
    return {
      voucher: undefined,
      forged: false,
      checks: [check("unknown", "signature_valid", `the key \`${header.kid}\` is not among the trusted keys`)],
    };
  const answer = await answerFor(signature, header.alg, key, read, options);
  if (answer === "unavailable") return unavailable(key);
  if (answer === "wrong")
    return forged(
      `the signature of ${key.principal} is not right: the statement was changed, or the key is another one`,
    );
  const checks = [
    check("proven", "signature_valid", `signed by ${key.principal}`),
    ...checkSigner(key, read),
    ...checkTimes(key, read, options),
  ];
  return { forged: false, checks, voucher: voucherOf(key, read.kind.signedBy, "signature", checks) };
}

/** The key's own algorithm is the only one that counts: a header that names another one is wrong. */
const answerFor = (
  signature: EnvelopeSignature,
  named: string,
  key: TrustedKey,
  { envelope }: ReadEnvelope,
  { trustedKeys, offThread }: VerifyOptions,
): SignatureAnswer | Promise<SignatureAnswer> =>
  named === key.algorithm ? verifySignature(envelope.payload, signature, trustedKeys.checkOf(key), offThread) : "wrong";

const unavailable = ({ algorithm, principal }: TrustedKey): Vouching => ({
  voucher: undefined,
  forged: false,
  checks: [
    check(
      "unknown",
      "algorithm_available",
      `this platform does not have \`${algorithm}\`: the signature of ${principal} can be verified where it is there`,
    ),
  ],
});

const forged = (sentence: string): Vouching => ({
  voucher: undefined,
  forged: true,
  checks: [check("refuted", "signature_valid", sentence)],
});

function voucherOf(
  key: TrustedKey,
  role: Role,
  by: Voucher["by"],
  checks: readonly ProvenanceCheck[],
): Voucher | undefined {
  const stands = combineStatus(checks.map(({ status }) => status)) === "proven";
  return stands ? { by, keyId: key.keyId, principal: key.principal, role } : undefined;
}

function checkSigner(key: TrustedKey, { kind, envelope }: ReadEnvelope): readonly ProvenanceCheck[] {
  if (!hasRole(key, kind.signedBy))
    return [check("refuted", "signer_role", `${key.principal} may not sign as ${kind.signedBy}`)];
  const role = check("proven", "signer_role", `${key.principal} may sign as ${kind.signedBy}`);
  const source = envelope.event?.source;
  if (kind.signedBy !== "source" || source === undefined) return [role];
  return speaksFor(key, source)
    ? [role, check("proven", "signer_source", `${key.principal} speaks for \`${source}\``)]
    : [role, check("refuted", "signer_source", `${key.principal} does not speak for \`${source}\``)];
}

function checkTimes(
  key: TrustedKey,
  { kind, predicate }: ReadEnvelope,
  { at, seenAt = at, clockSkewMs = 60_000 }: VerifyOptions,
): readonly ProvenanceCheck[] {
  // A leap second is a time (RFC 3339 §5.6), and none that `Date` reads.
  const claimedAt = new Date(parseInstant(kind.claimedTime(predicate)) as number);
  const plausible = claimedAt.getTime() <= at.getTime() + clockSkewMs;
  return [
    plausible
      ? check("proven", "signing_time_plausible", "the time of signing is not ahead of now")
      : check(
          "refuted",
          "signing_time_plausible",
          `the statement says it was signed at ${claimedAt.toISOString()}, which is still to come`,
        ),
    checkKeyAtSigning(key, claimedAt, seenAt),
  ];
}

function checkLogged(
  { key, checks, forged: wrong }: InclusionResult,
  read: ReadEnvelope,
  options: VerifyOptions,
): Vouching {
  if (!key) return { voucher: undefined, forged: wrong, checks };
  const all = [...checks, ...checkTimes(key, read, options)];
  const role = roleInLog(key, read);
  return { forged: wrong, checks: all, voucher: role && voucherOf(key, role, "log", all) };
}

/**
 * As whom a log vouches. It shows that its owner saw the statement: that makes the owner's own statements, and nobody
 * else's. A receiver's log holds what the receiver says; a source's log is one whose key may also sign as that source.
 */
function roleInLog(key: TrustedKey, { kind, envelope }: ReadEnvelope): Role | undefined {
  if (kind.signedBy === "receiver") return "log";
  const source = envelope.event?.source;
  const isOwn = kind.signedBy === "source" && source !== undefined && hasRole(key, "source") && speaksFor(key, source);
  return isOwn ? "source" : undefined;
}
