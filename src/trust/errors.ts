import { IntegrityError } from "../foundation/index.ts";

/** One failure of trust per code; `details` holds its facts. */
export interface TrustFailures {
  /** Two members of a model contradict each other. */
  model_inconsistent: { readonly path: string; readonly problem: string };
  /** A state was reached under another model: what it holds cannot be gone on with. */
  model_mismatch: { readonly expected: string; readonly found: string };
  /** The model gives the signal no weight. */
  signal_unknown: { readonly signal: string };
}

export class TrustError<Code extends keyof TrustFailures = keyof TrustFailures> extends IntegrityError<
  Code,
  TrustFailures[Code]
> {}
