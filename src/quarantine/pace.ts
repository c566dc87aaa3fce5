import type { Clock } from "../foundation/index.ts";

/** Waits, or ends early when it is told to. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** Resolves when the next one may go: at most so many in a second, evenly. */
export function createPace(
  perSecond: number | undefined,
  { now }: Clock,
  sleep: Sleep,
): (signal?: AbortSignal) => Promise<void> {
  if (perSecond === undefined) return async () => undefined;
  if (!(perSecond > 0)) throw new TypeError("`perSecond` must be above zero");
  let next = 0;
  return async (signal) => {
    const at = now().getTime();
    const slot = Math.max(next, at);
    next = slot + 1_000 / perSecond;
    if (slot > at) await sleep(slot - at, signal);
  };
}

/** Sleeps by the platform's timers. */
export const platformSleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
