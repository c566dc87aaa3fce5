import { type Envelope, sha256Hex, type Verdict } from "../foundation/index.ts";
import { predicateType, renewalPredicate, type VerifiedStatement, verifyEnvelope } from "../provenance/index.ts";
import { type BundleCheck, check, readPart, whyNot } from "./bundle-check.ts";
import { chainDigest, type Renewal, type RenewedBundle, readRenewal } from "./renewal.ts";
import type { VerifyBundleOptions } from "./verify-options.ts";

export interface RenewalsLooked {
  readonly checks: readonly BundleCheck[];
  /** When the first of them had seen the bundle, if the whole chain holds. */
  readonly seenAt?: Date;
}

interface Link {
  readonly verdict: Verdict<VerifiedStatement>;
  readonly renewal: Renewal | undefined;
  readonly problem: string | undefined;
}

/**
 * The chain of renewals, from the newest back: each has seen what is before it, so that keys and algorithms which have
 * ended since were still good then (RFC 4998 §5.3).
 */
export async function renewalsChained(
  { bundle, renewals }: RenewedBundle,
  options: VerifyBundleOptions,
): Promise<RenewalsLooked> {
  const checks: BundleCheck[] = [];
  let seenAt: Date | undefined;
  for (let at = renewals.length - 1; at >= 0; at--) {
    const earlier = renewals.slice(0, at);
    const link = await readLink(renewals[at] as Envelope, { bundle, renewals: earlier }, options, seenAt);
    checks.unshift(tellLink(link, at, renewals.length));
    if (checks[0]?.status !== "proven") return { checks };
    seenAt = new Date((link.renewal as Renewal).renewedAt);
  }
  return { checks, ...(seenAt && { seenAt }) };
}

async function readLink(
  envelope: Envelope,
  before: RenewedBundle,
  options: VerifyBundleOptions,
  seenAt: Date | undefined,
): Promise<Link> {
  const verdict = await verifyEnvelope(envelope, { ...options, ...(seenAt && { seenAt }) });
  const { value } = verdict;
  const renewal = value && readPart(() => readRenewal(value.predicate));
  return { verdict, renewal, problem: await problemOf(value, renewal, before, seenAt) };
}

async function problemOf(
  value: VerifiedStatement | undefined,
  renewal: Renewal | undefined,
  { bundle, renewals }: RenewedBundle,
  seenAt: Date | undefined,
): Promise<string | undefined> {
  if (!value) return undefined;
  if (value.statement.predicateType !== predicateType(renewalPredicate) || !renewal) return "it is no renewal";
  const subject = value.statement.subject.find(({ name }) => name === "bundle");
  if (subject?.digest.sha256 !== sha256Hex(bundle)) return "it is about another bundle";
  if (renewal.sha512 !== (await chainDigest(bundle, renewals))) return "what it was made for has been changed since";
  if (renewal.verdict.status !== "proven") return "it says itself that the bundle was not proven";
  if (seenAt && new Date(renewal.renewedAt) > seenAt) return "it says that it was made after the next one";
  return undefined;
}

function tellLink({ verdict, renewal, problem }: Link, at: number, of: number): BundleCheck {
  const named = `renewal ${at + 1} of ${of}`;
  if (problem !== undefined) return check("refuted", "renewals_chained", `${named}: ${problem}`);
  if (verdict.status === "proven") {
    const who = verdict.value?.vouchers.map(({ principal }) => principal).join(", ");
    return check("proven", "renewals_chained", `${named}: at ${renewal?.renewedAt}, by ${who}`);
  }
  return check(verdict.status, "renewals_chained", `${named}: ${whyNot(verdict)}`);
}
