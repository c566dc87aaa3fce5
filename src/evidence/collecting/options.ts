import type { Seal } from "../../foundation/index.ts";
import type { Log, RecordedKeyEvent, TrustedKeys } from "../../provenance/index.ts";
import type { Audience } from "../bundle.ts";
import type { Ledger } from "../ledger.ts";

export interface CollectOptions {
  readonly ledger: Ledger;
  readonly log: Log;
  readonly at: Date;
  /** Signs the manifest as the receiver. */
  readonly seal: Seal;
  /**
   * `external` keeps back what is classified confidential or personal, what people were told in the house, free text of
   * approvals and lineage. Default `internal`.
   */
  readonly audience?: Audience;
  /** Checkpoints of the log that others have cosigned or that were published: they go along, and the proof that the log has only grown since. */
  readonly checkpoints?: readonly string[];
  /** What the log holds about keys: a whole run, or a sample, accounts for all of it; one key's story tells it of those that signed there. */
  readonly keyEvents?: readonly RecordedKeyEvent[];
  /** Public keys: those that signed go along, for people to see. Nobody should believe them for that. */
  readonly keys?: TrustedKeys;
}
