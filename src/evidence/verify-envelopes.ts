import type { Envelope, Status } from "../foundation/index.ts";
import {
  type CheckpointMemory,
  envelopeDigest,
  type VerifiedLog,
  type VerifiedStatement,
  verifyEnvelope,
} from "../provenance/index.ts";
import { whyNot } from "./bundle-check.ts";
import type { VerifyBundleOptions } from "./verify-options.ts";

export interface StatementOptions extends VerifyBundleOptions {
  readonly log?: VerifiedLog;
  /** Most envelopes of a bundle share a checkpoint. */
  readonly checkpoints?: CheckpointMemory;
}

export interface Looked {
  readonly envelope: Envelope;
  /** What its statement is known by; empty when it cannot be read. */
  readonly digest: string;
}

export interface Proven extends Looked {
  readonly value: VerifiedStatement;
}

export interface Failed extends Looked {
  readonly status: Status;
  readonly sentence: string;
  /** What it claims, as far as it reads. */
  readonly value?: VerifiedStatement;
}

export interface AllVerified {
  readonly proven: readonly Proven[];
  readonly failed: readonly Failed[];
  readonly notChecked: readonly string[];
}

/** Verifies envelope after envelope, each as it was seen first. */
export async function verifyAll(
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

const nameOf = (envelope: Envelope): string =>
  envelope?.event
    ? `event \`${String(envelope.event.id).slice(0, 60)}\` of \`${String(envelope.event.source).slice(0, 60)}\``
    : "a record of the house";

/** What an envelope is known by, if it can be read as one. */
function digestOf(envelope: Envelope): string | undefined {
  try {
    return envelopeDigest(envelope);
  } catch {
    // Not readable as an envelope: that is reported where statements are verified.
    return undefined;
  }
}
