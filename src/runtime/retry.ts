import pRetry from "p-retry";

/**
 * Retries shared by everyone who calls one dependency: each failure costs a token, each success earns a fraction of one
 * back, and below half the purse nobody retries (gRPC A6). A dependency that is down is then asked about once per
 * caller, and not `attempts` times.
 */
export interface RetryBudget {
  readonly allows: () => boolean;
  readonly failed: () => void;
  readonly succeeded: () => void;
}

export interface RetryBudgetOptions {
  /** Size of the purse. Default 10. */
  readonly tokens?: number;
  /** Tokens earned by a success. Default 0.1. */
  readonly earned?: number;
}

/** A full purse. */
export function createRetryBudget({ tokens = 10, earned = 0.1 }: RetryBudgetOptions = {}): RetryBudget {
  let left = tokens;
  return {
    allows: () => left > tokens / 2,
    failed: () => {
      left = Math.max(0, left - 1);
    },
    succeeded: () => {
      left = Math.min(tokens, left + earned);
    },
  };
}

export interface RetryOptions {
  /** Attempts in all, the first included. Default 4. */
  readonly attempts?: number;
  /** Wait before the second attempt; doubled each time, with jitter. Default 50. */
  readonly minWaitMs?: number;
  /** Longest wait between two attempts. Default 2,000. */
  readonly maxWaitMs?: number;
  readonly budget?: RetryBudget;
  readonly signal?: AbortSignal;
  /** Which failures may pass by themselves. Default: those that say `retryable: true`. */
  readonly isRetryable?: (error: unknown) => boolean;
}

const saysRetryable = (error: unknown): boolean => (error as { retryable?: unknown } | undefined)?.retryable === true;

/** Runs `task` until it succeeds, gives a failure that no retry would mend, or attempts or budget are used up; then rejects with the last failure. */
export async function retry<Result>(
  task: (attempt: number) => Promise<Result>,
  { attempts = 4, minWaitMs = 50, maxWaitMs = 2_000, budget, signal, isRetryable = saysRetryable }: RetryOptions = {},
): Promise<Result> {
  const result = await pRetry(task, {
    retries: attempts - 1,
    minTimeout: minWaitMs,
    maxTimeout: maxWaitMs,
    randomize: true,
    onFailedAttempt: () => budget?.failed(),
    shouldRetry: ({ error }) => isRetryable(error) && (budget?.allows() ?? true),
    ...(signal && { signal }),
  });
  budget?.succeeded();
  return result;
}
