import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The code of the error that a call throws (an engine's own error has the code of its name), or `undefined`. */
export function codeOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name;
  }
}

/** The same for a promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name;
  }
}

/** Starts now, and answers what this process has spent since, in milliseconds: a time in which others ran is not counted. */
export function stopwatch(): () => number {
  const [started, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return Math.min(performance.now() - started, (user + system) / 1_000);
  };
}

/** How much memory this process holds on to: what is only waiting to be collected is not counted. */
export function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}
