import type { EnvelopeSignature, Status } from "../foundation/index.ts";
import { seenBy } from "./checkpoint-verdict.ts";
import { checkAmong, checkInclusion, type InclusionResult } from "./inclusion.ts";
import { signatureDigest } from "./log/entry.ts";
import type { PlacedEntry, VerifiedLog } from "./log/stretch.ts";
import { checkQuorum, quorumsFor } from "./quorum.ts";
import { check, type ProvenanceCheck, type ReadEnvelope } from "./read-envelope.ts";
import {
  type AskedSignature,
  checkSignature,
  checkTimes,
  maySignAs,
  type SignatureVouching,
  type SignerResult,
  statusOf,
} from "./signature-vouching.ts";
import { hasRole, type Quorum, type Role, speaksFor, type TrustedKey } from "./trusted-keys.ts";
import type { VerifyOptions } from "./verify-options.ts";

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
  readonly status: Status;
  /** Wrong in itself, whoever made it: that refutes the whole envelope. */
  readonly forged: boolean;
}

export interface AllVouching {
  readonly checks: readonly ProvenanceCheck[];
  readonly vouchers: readonly Voucher[];
  /** Every signature, in order, whether it counts or not. */
  readonly signers: readonly SignerResult[];
  readonly notChecked: readonly string[];
}

/** Asks every signature and the log what they are worth. */
export async function checkVouchers(
  read: ReadEnvelope,
  asked: readonly AskedSignature[],
  options: VerifyOptions,
): Promise<AllVouching> {
  const included = read.envelope.inclusion
    ? await checkInclusion(read, options.trustedKeys, options.checkpoints?.know)
    : undefined;
  const cosigned = cosignedIn(included, read, options);
  const quorums = quorumsFor(read, options.trustedKeys.quorums, options.quorum);
  const among = options.log && amongEntries(options.log, read, options);
  const signatures = await checkSignatures(asked, read, quorums, (signature) =>
    cosigned.isListed(signature) ? cosigned.options : (among?.optionsFor(signature) ?? options),
  );
  const all = [
    ...signatures.map((one) => signedVouching(one, read)),
    ...(included ? [checkLogged(included, read, cosigned.options)] : []),
    ...(among ? [checkLogged(among.result, read, among.options)] : []),
  ];
  const vouchers = all.flatMap(({ voucher }) => voucher ?? []);
  const counted = countedOf(all);
  const others = counted.length === all.length ? [] : all.filter((one) => !counted.includes(one));
  return {
    checks: [
      ...counted.flatMap(({ checks }) => checks),
      authenticated(vouchers, all),
      ...quorums.map((quorum) => checkQuorum(quorum, signatures, read)),
    ],
    vouchers,
    signers: signatures.map(toResult),
    notChecked: others.flatMap(({ checks }) =>
      checks.filter(({ status }) => status !== "proven").map(({ sentence }) => `does not count: ${sentence}`),
    ),
  };
}

/**
 * What cosigners have seen, they have seen before the time that they say: that bounds when it was signed. So does the
 * place of the entry, where the log is known.
 */
function cosignedIn(
  included: InclusionResult | undefined,
  { envelope }: ReadEnvelope,
  options: VerifyOptions,
): { readonly options: VerifyOptions; isListed(signature: EnvelopeSignature): boolean } {
  if (!included?.under) return { options, isListed: () => false };
  const { checkpoint, signatures } = included.under;
  const { latest = Number.POSITIVE_INFINITY } = seenBy(checkpoint, options).seen ?? {};
  const { seenAt = options.at } = options;
  const place = { origin: checkpoint.checkpoint.origin, index: envelope.inclusion?.index ?? 0 };
  const bounded = { ...options, seenAt: latest < seenAt.getTime() ? new Date(latest) : seenAt };
  return {
    options: included.key ? { ...bounded, entry: place } : bounded,
    isListed: ({ signature }) => signatures.includes(signatureDigest(signature)),
  };
}

interface Among {
  readonly result: InclusionResult;
  readonly options: VerifyOptions;
  /** For a signature that the log has seen, whoever else has. */
  optionsFor(signature: EnvelopeSignature): VerifyOptions | undefined;
}

/** The same by the place in a whole log: the first entry about the statement, and for a signature the first that lists it. */
function amongEntries(log: VerifiedLog, { envelope, digest }: ReadEnvelope, options: VerifyOptions): Among {
  const entries = log.entriesAbout(digest);
  const at = (entry: PlacedEntry | undefined): VerifyOptions | undefined =>
    entry && log.key && { ...options, entry: { origin: log.origin, index: entry.index } };
  return {
    result: checkAmong(log, envelope),
    options: at(entries[0]) ?? options,
    optionsFor: ({ signature }) =>
      at(entries.find(({ signatures }) => signatures.includes(signatureDigest(signature)))),
  };
}

/** None is left out because of what another one was found to be. */
function checkSignatures(
  asked: readonly AskedSignature[],
  read: ReadEnvelope,
  quorums: readonly Quorum[],
  optionsFor: (signature: EnvelopeSignature) => VerifyOptions,
): readonly SignatureVouching[] | Promise<readonly SignatureVouching[]> {
  const results = asked.map((one) => checkSignature(one, read, quorums, optionsFor(one.signature)));
  const areThere = (all: typeof results): all is SignatureVouching[] => !all.some((one) => one instanceof Promise);
  return areThere(results) ? results : Promise.all(results);
}

function toResult({ keyId, principal, status, checks }: SignatureVouching): SignerResult {
  if (keyId === undefined) return { status, checks };
  return principal === undefined ? { keyId, status, checks } : { keyId, principal, status, checks };
}

/** Who only helps to reach a quorum does not vouch in the role that the kind of statement asks for. */
function signedVouching({ key, checks, status, forged }: SignatureVouching, read: ReadEnvelope): Vouching {
  const { signedBy } = read.kind;
  const vouches = key !== undefined && maySignAs(key, signedBy, read);
  return { checks, status, forged, voucher: vouches ? voucherOf(key, signedBy, "signature", status) : undefined };
}

/** What is forged always counts, and what is proven; where nobody vouches, what might vouch if more were known, else all. */
function countedOf(all: readonly Vouching[]): readonly Vouching[] {
  if (all.every(({ status }) => status === "proven")) return all;
  const unknown = all.filter(({ status }) => status === "unknown");
  const lacking = all.some(({ voucher }) => voucher) ? [] : unknown.length > 0 ? unknown : all;
  return all.filter((one) => one.forged || one.status === "proven" || lacking.includes(one));
}

function authenticated(vouchers: readonly Voucher[], all: readonly Vouching[]): ProvenanceCheck {
  if (vouchers.length > 0) {
    const names = [...new Set(vouchers.map(({ principal, by }) => `${principal} (${by})`))].join(", ");
    return check("proven", "authenticated", `vouched for by ${names}`);
  }
  if (all.length === 0) {
    return check("refuted", "authenticated", "nobody vouches for the statement: it has no signature and no log has it");
  }
  const status = all.some((one) => one.status === "unknown") ? "unknown" : "refuted";
  return check(status, "authenticated", "nobody who is known and may say so vouches for the statement");
}

const voucherOf = (key: TrustedKey, role: Role, by: Voucher["by"], status: Status): Voucher | undefined =>
  status === "proven" ? { by, keyId: key.keyId, principal: key.principal, role } : undefined;

function checkLogged(
  { key, checks, forged: wrong }: InclusionResult,
  read: ReadEnvelope,
  options: VerifyOptions,
): Vouching {
  if (!key) return { voucher: undefined, forged: wrong, checks, status: statusOf(checks) };
  const all = [...checks, ...checkTimes(key, read, options)];
  const [role, status] = [roleInLog(key, read), statusOf(all)];
  return { forged: wrong, checks: all, status, voucher: role && voucherOf(key, role, "log", status) };
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
