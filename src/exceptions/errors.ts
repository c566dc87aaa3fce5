import { IntegrityError } from "../foundation/index.ts";

/** One failure of the exceptions room per code; `details` holds its facts. */
export interface ExceptionsFailures {
  /** A stored record of the queue is not as it was written. */
  exception_altered: { readonly key: string; readonly problem: string };
  /** Others kept changing the queue: the same call may succeed later. */
  exceptions_contended: { readonly attempts: number };
}

export class ExceptionsError<Code extends keyof ExceptionsFailures = keyof ExceptionsFailures> extends IntegrityError<
  Code,
  ExceptionsFailures[Code]
> {}

export const altered = (key: string, problem: string, cause?: unknown): ExceptionsError =>
  new ExceptionsError(
    "exception_altered",
    `\`${key}\` is not as it was written: ${problem}`,
    { key, problem },
    { cause },
  );
