import { combineStatus, type Event, type Statement, type Verdict, type Verify } from "../foundation/index.ts";
import { checkEvent } from "./match-event.ts";
import { check, type ReadEnvelope, readEnvelope, readForm, type Unreadable } from "./read-envelope.ts";
import { askSignatures, type SignerResult } from "./signature-vouching.ts";
import type { TrustedKeys } from "./trusted-keys.ts";
import type { VerifyOptions } from "./verify-options.ts";
import { type AllVouching, checkVouchers, type Voucher } from "./vouching.ts";

/** What an envelope says, with everything that was found out about it. */
export interface VerifiedStatement {
  readonly statement: Statement;
  /** SHA-256 of the statement: what it is known by. */
  readonly digest: string;
  readonly predicate: object;
  /** What the signer says about when it signed, RFC 3339. */
  readonly claimedAt: string;
  readonly event?: Event;
  readonly vouchers: readonly Voucher[];
  /** What came of every signature, in order, whether it counts or not. */
  readonly signers: readonly SignerResult[];
  /** Pointers of data that was kept back. */
  readonly redacted: readonly string[];
}

/**
 * Verifies an envelope: the statement reads, the event is the one it speaks of, and somebody who may say so vouches for
 * it, with a key that was valid then.
 *
 * A signature that is wrong for a known key refutes the whole. One by an unknown key, or by a key that was not valid
 * then, vouches for nothing; the envelope still stands when another one does.
 */
export async function verifyEnvelope(envelope: unknown, options: VerifyOptions): Promise<Verdict<VerifiedStatement>> {
  const form = readForm(envelope);
  if ("checks" in form) return unread(form);
  // Signatures first: other threads may be at them while this one is at the statement and the event.
  const asked = askSignatures(form, options);
  const read = readEnvelope(form);
  if ("checks" in read) return unread(read);
  const vouched = checkVouchers(read, asked, options);
  const about = checkEvent(read);
  const vouching = await vouched;
  const checks = [check("proven", "statement_readable", "the statement reads"), ...about.checks, ...vouching.checks];
  return {
    status: combineStatus(checks.map(({ status }) => status)),
    checks,
    notChecked: [
      ...about.redacted.map((pointer) => `the value at \`${pointer}\` was kept back`),
      ...vouching.notChecked,
    ],
    value: toVerified(read, about.redacted, vouching),
  };
}

const unread = ({ checks }: Unreadable): Verdict<VerifiedStatement> => ({
  status: combineStatus(checks.map(({ status }) => status)),
  checks,
  notChecked: [],
});

/** The verify port for rooms that must not see a key. */
export const createVerify =
  (trustedKeys: TrustedKeys): Verify =>
  async (envelope, at) => {
    const { value, ...verdict } = await verifyEnvelope(envelope, { trustedKeys, at });
    return { ...verdict, ...(value && { value: { ...value.statement, principals: principalsOf(value) } }) };
  };

const principalsOf = ({ vouchers }: VerifiedStatement): readonly string[] => [
  ...new Set(vouchers.map(({ principal }) => principal)),
];

function toVerified(
  { statement, digest, predicate, kind, envelope }: ReadEnvelope,
  redacted: readonly string[],
  { vouchers, signers }: AllVouching,
): VerifiedStatement {
  const verified = {
    statement,
    digest,
    predicate,
    claimedAt: kind.claimedTime(predicate),
    vouchers,
    signers,
    redacted,
  };
  return envelope.event ? { ...verified, event: envelope.event } : verified;
}
