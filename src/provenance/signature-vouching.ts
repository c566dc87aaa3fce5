import {
  combineStatus,
  type Envelope,
  type EnvelopeSignature,
  parseInstant,
  type Status,
} from "../foundation/index.ts";
import { readHeader, verifySignature } from "./jws.ts";
import { checkKeyAtSigning } from "./key-validity.ts";
import { check, type ProvenanceCheck, type ReadEnvelope } from "./read-envelope.ts";
import type { SignatureAnswer } from "./signature.ts";
import { hasRole, type Quorum, type Role, speaksFor, type TrustedKey } from "./trusted-keys.ts";
import type { VerifyOptions } from "./verify-options.ts";

/** What came of looking at one signature. All of them are looked at, whatever came of the others. */
export interface SignerResult {
  /** As the header names it; absent when there is no telling. */
  readonly keyId?: string;
  /** Of a key that is known. */
  readonly principal?: string;
  readonly status: Status;
  readonly checks: readonly ProvenanceCheck[];
}

/** The same, with what counting signatures needs. */
export interface SignatureVouching extends SignerResult {
  readonly key?: TrustedKey;
  /** Whether the signature is right and its key was valid then, whatever its holder may sign. */
  readonly standing: Status;
  /** Wrong in itself, whoever made it: that refutes the whole envelope. */
  readonly forged: boolean;
}

/** A signature whose header names a trusted key, with whether it is right for that key; or one that no trusted key made. */
export interface AskedSignature {
  readonly signature: EnvelopeSignature;
  readonly asked?: { readonly key: TrustedKey; readonly answer: SignatureAnswer | Promise<SignatureAnswer> };
}

/** Asks of every signature whether it is right, which needs nothing of what the payload says; no answer ever rejects. */
export function askSignatures(
  { payload, signatures = [] }: Envelope,
  { trustedKeys, offThread }: Pick<VerifyOptions, "trustedKeys" | "offThread">,
): readonly AskedSignature[] {
  return signatures.map((signature) => {
    const key = trustedKeys.findByHeader(signature.protected);
    if (!key) return { signature };
    return {
      signature,
      asked: { key, answer: verifySignature(payload, signature, trustedKeys.checkOf(key), offThread) },
    };
  });
}

/** What one signature is worth, by itself or towards a quorum; at once where its answer is there. */
export function checkSignature(
  { signature, asked }: AskedSignature,
  read: ReadEnvelope,
  quorums: readonly Quorum[],
  options: VerifyOptions,
): SignatureVouching | Promise<SignatureVouching> {
  if (!asked) return strange(signature, options);
  const { key, answer } = asked;
  const conclude = (answered: SignatureAnswer): SignatureVouching =>
    answered === "right"
      ? standing(key, read, quorums, options)
      : answered === "wrong"
        ? forged(wrongBy(key), key)
        : unavailable(key);
  return typeof answer === "string" ? conclude(answer) : answer.then(conclude);
}

/** A header that no trusted key has: not in its one form, of an unknown key, or with another algorithm than its key's. */
function strange(signature: EnvelopeSignature, { trustedKeys }: VerifyOptions): SignatureVouching {
  const header = readHeader(signature);
  if (!header) return forged("a signature's header is not of the one form that is read");
  const key = trustedKeys.find(header.kid);
  if (key) return forged(wrongBy(key), key);
  return undecided([check("unknown", "signature_valid", `the key \`${header.kid}\` is not among the trusted keys`)], {
    keyId: header.kid,
  });
}

const wrongBy = ({ principal }: TrustedKey): string =>
  `the signature of ${principal} is not right: the statement was changed, or the key is another one`;

type Named = Pick<SignatureVouching, "keyId" | "principal" | "key">;

const nameOf = (key: TrustedKey): Named => ({ keyId: key.keyId, principal: key.principal, key });

const undecided = (checks: readonly ProvenanceCheck[], named: Named): SignatureVouching => ({
  ...named,
  status: "unknown",
  standing: "unknown",
  forged: false,
  checks,
});

const unavailable = (key: TrustedKey): SignatureVouching => {
  const sentence = `this platform does not have \`${key.algorithm}\`: the signature of ${key.principal} can be verified where it is there`;
  return undecided([check("unknown", "algorithm_available", sentence)], nameOf(key));
};

const forged = (sentence: string, key?: TrustedKey): SignatureVouching => ({
  ...(key && nameOf(key)),
  status: "refuted",
  standing: "refuted",
  forged: true,
  checks: [check("refuted", "signature_valid", sentence)],
});

function standing(
  key: TrustedKey,
  read: ReadEnvelope,
  quorums: readonly Quorum[],
  options: VerifyOptions,
): SignatureVouching {
  const times = checkTimes(key, read, options);
  const checks = [
    check("proven", "signature_valid", `signed by ${key.principal}`),
    ...checkSigner(key, read, quorums),
    ...times,
  ];
  const { keyId, principal } = key;
  return { keyId, principal, key, forged: false, checks, status: statusOf(checks), standing: statusOf(times) };
}

export const statusOf = (checks: readonly ProvenanceCheck[]): Status =>
  combineStatus(checks.map(({ status }) => status));

function checkSigner(key: TrustedKey, read: ReadEnvelope, quorums: readonly Quorum[]): readonly ProvenanceCheck[] {
  const { signedBy } = read.kind;
  const asked = quorums.flatMap(({ roles }) => roles);
  const other = maySignAs(key, signedBy, read) ? undefined : asked.find((role) => maySignAs(key, role, read));
  if (other) return [check("proven", "signer_role", `${key.principal} may sign as ${other}, as the quorum asks`)];
  if (!hasRole(key, signedBy)) return [check("refuted", "signer_role", `${key.principal} may not sign as ${signedBy}`)];
  const role = check("proven", "signer_role", `${key.principal} may sign as ${signedBy}`);
  const source = read.envelope.event?.source;
  if (signedBy !== "source" || source === undefined) return [role];
  return speaksFor(key, source)
    ? [role, check("proven", "signer_source", `${key.principal} speaks for \`${source}\``)]
    : [role, check("refuted", "signer_source", `${key.principal} does not speak for \`${source}\``)];
}

/** Whether a key may sign in a role: a source only for the events that it speaks for. */
export function maySignAs(key: TrustedKey, role: Role, { envelope }: ReadEnvelope): boolean {
  const source = envelope.event?.source;
  return hasRole(key, role) && (role !== "source" || source === undefined || speaksFor(key, source));
}

/** Whether the time of signing can be, and the key was valid then. */
export function checkTimes(
  key: TrustedKey,
  { kind, predicate }: ReadEnvelope,
  { at, seenAt = at, entry, clockSkewMs = 60_000 }: VerifyOptions,
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
    checkKeyAtSigning(key, claimedAt, seenAt, entry),
  ];
}
