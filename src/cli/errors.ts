import { IntegrityError } from "../foundation/index.ts";

/** Why a command could not run. */
export interface CliFailures {
  /** A file cannot be read. */
  file_unreadable: { readonly file: string; readonly reason: string };
  /** A file or folder cannot be written. */
  file_unwritable: { readonly file: string; readonly reason: string };
  /** A file holds no rows that a contract could be made from. */
  rows_unreadable: { readonly file: string; readonly problem: string };
  /** The folder is a store without a log, or no store. */
  log_missing: { readonly folder: string };
  /** The configuration has no such stream, or tenant. */
  stream_unknown: { readonly stream: string };
  /** The configuration keeps nothing in which a switch could be recorded. */
  switch_unrecordable: { readonly file: string };
  /** A gate has the store open: what it does would not be what is recorded. */
  gate_running: Record<string, never>;
  /** The contract describes none of the file's records: they are others'. */
  contract_of_other_data: { readonly file: string; readonly contract: string; readonly problem: string };
  /** What the command would write is there already: it overwrites nothing. */
  file_exists: { readonly file: string };
  /** A folder holds something else than what the command would write there. */
  folder_in_use: { readonly folder: string };
  /** The process that verifies evidence apart from this one ended without a verdict. */
  verifier_failed: { readonly file: string };
}

export class CliError<Code extends keyof CliFailures = keyof CliFailures> extends IntegrityError<
  Code,
  CliFailures[Code]
> {}

/** What `countersign doctor` looks at. */
export interface DoctorChecks {
  /** This Node is one that is supported. */
  node_supported: Record<string, never>;
  /** The configuration, its contracts, policies and keys can be read and compiled. */
  configuration_compiles: Record<string, never>;
  /** Only their owner may read the private keys. */
  keys_private: Record<string, never>;
  /** The house's own keys are trusted, and valid now. */
  keys_valid: Record<string, never>;
  /** The store's files are whole. */
  store_whole: Record<string, never>;
  /** The clock is not behind what was written down before. */
  clock_plausible: Record<string, never>;
  /** Every stream is treated as it was last switched. */
  switches_recorded: Record<string, never>;
}
