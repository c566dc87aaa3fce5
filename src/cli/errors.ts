import { IntegrityError } from "../foundation/index.ts";

/** Why a command could not run. */
export interface CliFailures {
  /** A file cannot be read. */
  file_unreadable: { readonly file: string; readonly reason: string };
  /** A file or folder cannot be written. */
  file_unwritable: { readonly file: string; readonly reason: string };
  /** A folder holds something else than what the command would write there. */
  folder_in_use: { readonly folder: string };
  /** The process that verifies evidence apart from this one ended without a verdict. */
  verifier_failed: { readonly file: string };
}

export class CliError<Code extends keyof CliFailures = keyof CliFailures> extends IntegrityError<
  Code,
  CliFailures[Code]
> {}
