import type { Envelope, Event, Status, Verdict } from "../foundation/index.ts";
import {
  type CheckpointMemory,
  type CosignerQuorum,
  createCheckpointMemory,
  envelopeDigest,
  type TrustedKeys,
  type VerifiedLog,
  type VerifiedStatement,
  verifyEnvelope,
} from "../provenance/index.ts";
import { type AdmissionAbout, admissionsOf, answeredBy, isTurnedAway, shownAs } from "./admissions.ts";
import type { Part } from "./bundle.ts";
import { type BundleCheck, check, partsOf, tally } from "./bundle-check.ts";
import type { EvidenceCheckCode } from "./errors.ts";

export interface VerifyBundleOptions {
  readonly trustedKeys: TrustedKeys;
  /** The date of the verification: keys are judged as they stood when they signed, and nothing may lie in the future. */
  readonly at: Date;
  /** When somebody else is known to have seen the bundle already; `at` where nothing better is known. */
  readonly seenAt?: Date;
  /** Which cosigners must have seen a checkpoint, for their time to count; by default any one with that role. */
  readonly cosigners?: CosignerQuorum;
}

export interface Statements {
  readonly checks: readonly BundleCheck[];
  readonly records: readonly VerifiedStatement[];
  /** The house's records that are unknown, by what they are known by. */
  readonly openRecords: readonly string[];
  readonly events: readonly EventShown[];
  /** The statements about events that are proven. */
  readonly proven: readonly VerifiedStatement[];
  /** Whether nothing was left unknown. */
  readonly complete: boolean;
  readonly notChecked: readonly string[];
}

/** An event in the bundle that may be as its house took it: proven, unknown, or turned away and rightly so. */
export interface EventShown {
  readonly digest: string;
  readonly event: Event;
}

interface StatementOptions extends VerifyBundleOptions {
  readonly log?: VerifiedLog;
  /** Most envelopes of a bundle share a checkpoint. */
  readonly checkpoints?: CheckpointMemory;
}

/**
 * Records of the house first: an admission that is proven shows when its event had been seen, and so whether a key that
 * has ended since was still good. It also shows what the house turned away as not authentic: that must not be proven here
 * either, and everything else must.
 */
export async function verifyStatements(parts: readonly Part[], given: StatementOptions): Promise<Statements> {
  const options = { ...given, checkpoints: createCheckpointMemory() };
  const envelopes = partsOf(parts, "envelope") as unknown as readonly Envelope[];
  const records = await verifyAll(envelopes.filter(isRecord), options, () => undefined);
  const admissions = admissionsOf(records.proven.map(({ value }) => value));
  const seen = new Map(admissions.map(({ about, at }) => [about, new Date(at)]));
  const events = await verifyAll(
    envelopes.filter((one) => !isRecord(one)),
    options,
    ({ digest }) => seen.get(digest),
  );
  const claimed = admissionsOf(
    records.failed.flatMap(({ status, value }) => (status === "unknown" && value ? [value] : [])),
  );
  const { confirmed, failed } = confirmDoubts(events.failed, admissions, claimed);
  return {
    records: records.proven.map(({ value }) => value),
    openRecords: records.failed.flatMap(({ status, digest }) => (status === "unknown" ? [digest] : [])),
    proven: events.proven.map(({ value }) => value),
    complete: [...failed, ...records.failed].every(({ status }) => status !== "unknown"),
    events: [...events.proven, ...confirmed, ...failed.filter(({ status }) => status === "unknown")].map(
      ({ digest, envelope }) => ({
        digest,
        event: envelope.event as Event,
      }),
    ),
    notChecked: [...new Set([...events.notChecked, ...records.notChecked])],
    checks: [
      ...told(events.proven.length, failed, "events_proven", "event", "is what its statement says, and vouched for"),
      ...toldConfirmed(confirmed.length),
      ...told(records.proven.length, records.failed, "records_proven", "record of the house", "is vouched for"),
    ],
  };
}

const isRecord = (envelope: Envelope): boolean => envelope?.event === undefined;

interface Looked {
  readonly envelope: Envelope;
  /** What its statement is known by; empty when it cannot be read. */
  readonly digest: string;
}

interface Proven extends Looked {
  readonly value: VerifiedStatement;
}

interface Failed extends Looked {
  readonly status: Status;
  readonly sentence: string;
  /** What it claims, as far as it reads. */
  readonly value?: VerifiedStatement;
}

interface AllVerified {
  readonly proven: readonly Proven[];
  readonly failed: readonly Failed[];
  readonly notChecked: readonly string[];
}

async function verifyAll(
  envelopes: readonly Envelope[],
  options: StatementOptions,
  seenAt: (one: Looked) => Date | undefined,
): Promise<AllVerified> {
  const proven: Proven[] = [];
  const failed: Failed[] = [];
  const notChecked: string[] = [];
  for (const envelope of envelopes) {
    const one: Looked = { envelope, digest: digestOf(envelope) ?? "" };
    const seen = seenAt(one);
    const verdict = await verifyEnvelope(envelope, { ...options, ...(seen && { seenAt: seen }) });
    notChecked.push(...verdict.notChecked);
    if (verdict.status === "proven" && verdict.value) proven.push({ ...one, value: verdict.value });
    else
      failed.push({
        ...one,
        status: verdict.status,
        sentence: `${nameOf(envelope)}: ${whyNot(verdict)}`,
        ...(verdict.value && { value: verdict.value }),
      });
  }
  return { proven, failed, notChecked };
}

const whyNot = ({ status, checks }: Verdict<VerifiedStatement>): string =>
  checks
    .filter((one) => one.status === status)
    .map(({ sentence }) => sentence)
    .join("; ");

interface Doubts {
  readonly confirmed: readonly Failed[];
  readonly failed: readonly Failed[];
}

/**
 * Each admission that turned an event away as not authentic explains one event that is not proven. Where that admission
 * itself is not known to be the house's, the event may or may not be explained by it.
 */
function confirmDoubts(
  failed: readonly Failed[],
  admissions: readonly AdmissionAbout[],
  claimed: readonly AdmissionAbout[],
): Doubts {
  const proven = countDoubts(admissions);
  const unproven = countDoubts(claimed);
  const confirmed = failed.filter((one) => takeOne(proven, shown(one)));
  const others = failed.filter((one) => !confirmed.includes(one));
  return {
    confirmed,
    failed: others.map((one) => (takeOne(unproven, shown(one)) ? { ...one, status: "unknown" } : one)),
  };
}

function countDoubts(admissions: readonly AdmissionAbout[]): Map<string, number> {
  const doubts = new Map<string, number>();
  for (const one of admissions.filter(turnedAway)) doubts.set(answeredBy(one), (doubts.get(answeredBy(one)) ?? 0) + 1);
  return doubts;
}

const shown = ({ digest, envelope }: Failed): string => shownAs(digest, envelope?.event);

function takeOne(doubts: Map<string, number>, about: string): boolean {
  const left = doubts.get(about) ?? 0;
  doubts.set(about, left - 1);
  return left > 0;
}

const turnedAway = ({ admission }: AdmissionAbout): boolean => admission !== undefined && isTurnedAway(admission);

const nameOf = (envelope: Envelope): string =>
  envelope?.event
    ? `event \`${String(envelope.event.id).slice(0, 60)}\` of \`${String(envelope.event.source).slice(0, 60)}\``
    : "a record of the house";

function told(
  proven: number,
  failed: readonly Failed[],
  code: EvidenceCheckCode,
  noun: string,
  what: string,
): readonly BundleCheck[] {
  const good = check(
    "proven",
    code,
    proven === 1 ? `1 ${noun} ${what}` : `each of ${proven} ${noun.replace(/^\w+/, "$&s")} ${what}`,
  );
  return [
    ...(["refuted", "unknown"] as const).flatMap((status) =>
      tally(
        failed.filter((one) => one.status === status).map(({ sentence }) => sentence),
        (sentence) => check(status, code, sentence),
      ),
    ),
    ...(proven > 0 ? [good] : []),
  ];
}

function toldConfirmed(confirmed: number): readonly BundleCheck[] {
  if (confirmed === 0) return [];
  const what =
    confirmed === 1
      ? "1 event that the house turned away as not authentic is"
      : `each of ${confirmed} events that the house turned away as not authentic is`;
  return [check("proven", "refusals_confirmed", `${what} not proven here either`)];
}

/** What an envelope is known by, if it can be read as one. */
export function digestOf(envelope: Envelope): string | undefined {
  try {
    return envelopeDigest(envelope);
  } catch {
    // Not readable as an envelope: that is reported where statements are verified.
    return undefined;
  }
}
