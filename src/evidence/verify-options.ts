import type { CosignerQuorum, TrustedKeys } from "../provenance/index.ts";

export interface VerifyBundleOptions {
  readonly trustedKeys: TrustedKeys;
  /** The date of the verification: keys are judged as they stood when they signed, and nothing may lie in the future. */
  readonly at: Date;
  /** When somebody else is known to have seen the bundle already; `at` where nothing better is known. */
  readonly seenAt?: Date;
  /** Which cosigners must have seen a checkpoint, for their time to count; by default any one with that role. */
  readonly cosigners?: CosignerQuorum;
}
