/** How long to wait, and who else may end the wait. */
export interface TimeoutOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs `task` with a signal that fires after `timeoutMs` or when the caller's own signal does, and rejects with that
 * signal's reason (`TimeoutError` or the caller's) without waiting for a task that ignores it.
 */
export async function withTimeout<Result>(
  task: (signal: AbortSignal) => Promise<Result>,
  { timeoutMs, signal }: TimeoutOptions,
): Promise<Result> {
  const own = new AbortController();
  const timer = setTimeout(
    () => own.abort(new DOMException(`no answer within ${timeoutMs} ms`, "TimeoutError")),
    timeoutMs,
  );
  const either = signal ? AbortSignal.any([own.signal, signal]) : own.signal;
  try {
    return await Promise.race([rejectedWhen(either), task(either)]);
  } finally {
    clearTimeout(timer);
  }
}

function rejectedWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
