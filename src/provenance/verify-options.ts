import type { CheckpointMemory } from "./checkpoint-memory.ts";
import type { CosignerQuorum } from "./cosign/quorum.ts";
import type { EntryPlace } from "./entry-place.ts";
import type { VerifiedLog } from "./log/stretch.ts";
import type { Quorum, TrustedKeys } from "./trusted-keys.ts";

export interface VerifyOptions {
  readonly trustedKeys: TrustedKeys;
  /** When the envelope is being read. */
  readonly at: Date;
  /** When somebody else is known to have seen it already; `at` where nothing better is known. */
  readonly seenAt?: Date;
  /** Where a log is known to hold it already; an inclusion that is proven says so by itself. */
  readonly entry?: EntryPlace;
  /** How far the signer's clock may be ahead. Default 60,000. */
  readonly clockSkewMs?: number;
  /** Which cosigners must have seen the checkpoint, for their time to count; by default any one with that role. */
  readonly cosigners?: CosignerQuorum;
  /** Verifies the checkpoint that many envelopes share once. */
  readonly checkpoints?: CheckpointMemory;
  /** How many must have signed, besides what the trusted keys ask for. */
  readonly quorum?: Quorum;
  /** A whole log to look the statement up in, for envelopes that carry no inclusion of their own. */
  readonly log?: VerifiedLog;
  /**
   * Checks signatures on other threads where it can (WebCrypto), for those that verify many at the same time and have
   * other work to do. By default they are checked at once, which is faster for one.
   */
  readonly offThread?: boolean;
}
