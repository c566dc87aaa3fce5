import type { Envelope, Event } from "../foundation/index.ts";
import { createCheckpointMemory, type VerifiedStatement } from "../provenance/index.ts";
import { admissionsOf } from "./admissions.ts";
import type { Part } from "./bundle.ts";
import { type BundleCheck, partsOf } from "./bundle-check.ts";
import { confirmDoubts } from "./doubts.ts";
import { told, toldConfirmed } from "./tell-statements.ts";
import { type StatementOptions, verifyAll } from "./verify-envelopes.ts";

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
