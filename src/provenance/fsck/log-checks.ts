import type { Check, Status } from "../../foundation/index.ts";

/** What a check of a whole log looks at, and what it calls the faults that it finds. */
export interface LogChecks {
  /** The log has a head, and the head's checkpoint reads. */
  log_head: Record<string, never>;
  /** The checkpoint bears the signature of the log. */
  log_signature: Record<string, never>;
  /** Every entry up to the head's size is there, and none beyond it. */
  log_entries: Record<string, never>;
  /** Entries at the end are missing: fewer are stored than were signed. */
  log_truncated: Record<string, never>;
  /** Entries in the middle are missing. */
  log_gap: Record<string, never>;
  /** A stored part with entries cannot be divided into them. */
  log_unreadable: Record<string, never>;
  /** More entries are stored than were signed. */
  log_surplus: Record<string, never>;
  /** The entries hash to the root that was signed. */
  log_root: Record<string, never>;
  /** Entries do not have the hashes that were signed: their bytes were changed. */
  log_entry_changed: Record<string, never>;
  /** The entries are those that were signed, in another order. */
  log_reordered: Record<string, never>;
  /** The stored hashes are those of the entries. */
  log_tiles: Record<string, never>;
  /** Stored hashes were changed, and the entries were not. */
  log_tile_changed: Record<string, never>;
  /** Stored hashes are missing, or there are more of them than there should be. */
  log_tile_count: Record<string, never>;
  /** The log has grown out of a checkpoint that was kept elsewhere. */
  log_known: Record<string, never>;
  /** A checkpoint that was kept elsewhere has more entries than the log has now: it was set back. */
  log_rolled_back: Record<string, never>;
  /** A checkpoint that was kept elsewhere has other entries than the log: there are two stories. */
  log_fork: Record<string, never>;
}

export type LogCheck = Check<keyof LogChecks>;
export const check = (status: Status, code: keyof LogChecks, sentence: string): LogCheck => ({
  status,
  code,
  sentence,
});
