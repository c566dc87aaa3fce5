/**
 * Stops asking a dependency that keeps failing, and asks again, one caller at a time, after a pause (circuit breaker:
 * closed, open, half-open). It owns no clock: each call says when it is.
 */
export interface Breaker {
  /** Whether a call may be made now. A `true` while half-open is the one trial: report how it went. */
  allows(at: Date): boolean;
  succeeded(): void;
  failed(at: Date): void;
}

export interface BreakerOptions {
  /** Failures in a row that open it. Default 5. */
  readonly failures?: number;
  /** Pause before the first trial. Default 1,000. */
  readonly pauseMs?: number;
}

/** A breaker that is closed. */
export function createBreaker({ failures = 5, pauseMs = 1_000 }: BreakerOptions = {}): Breaker {
  let inARow = 0;
  let trialAt = Number.NEGATIVE_INFINITY;
  const isOpen = (): boolean => inARow >= failures;

  return {
    allows(at) {
      if (!isOpen()) return true;
      if (at.getTime() < trialAt) return false;
      trialAt = at.getTime() + pauseMs;
      return true;
    },
    succeeded() {
      inARow = 0;
    },
    failed(at) {
      inARow += 1;
      trialAt = at.getTime() + pauseMs;
    },
  };
}
