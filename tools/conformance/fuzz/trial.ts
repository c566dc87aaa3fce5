import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getHeapStatistics } from "node:v8";
import { isIntegrityError } from "../../../src/foundation/index.ts";
import type { Input } from "./inputs.ts";
import type { Target } from "./targets.ts";

/** Three seconds for each million bytes that was begun: most take a tenth of that, on a machine that has time. */
const BOUND_MS = 3_000;
const BOUND_BYTES = 1_000_000;
/** What the whole thread may hold. */
const HEAP_BYTES = 1_000_000_000;

/** What is wrong with how a target took an input; `undefined` when nothing is. The input is kept, and named. */
export async function problemOf(target: Target, input: Input): Promise<string | undefined> {
  const problem = (await wrongError(target, input)) ?? (await tooSlow(target, input)) ?? tooLarge();
  return problem && `${problem}; the input is ${kept(input)}`;
}

async function wrongError(target: Target, { bytes }: Input): Promise<string | undefined> {
  try {
    await target.read(bytes);
    return undefined;
  } catch (error) {
    return isIntegrityError(error) ? undefined : `threw ${(error as Error)?.stack ?? String(error)}`;
  }
}

/** The best of three counts, and of what passed and what this process was given: others may have taken the time. */
async function tooSlow(target: Target, input: Input): Promise<string | undefined> {
  const bound = BOUND_MS * Math.max(1, Math.ceil(input.bytes.length / BOUND_BYTES));
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    best = Math.min(best, await timeOf(() => wrongError(target, input)));
    if (best <= bound) return undefined;
  }
  return `took ${Math.round(best)} ms, more than ${bound}`;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return Math.min(performance.now() - started, (user + system) / 1_000);
}

function tooLarge(): string | undefined {
  const { used_heap_size: held } = getHeapStatistics();
  return held > HEAP_BYTES ? `left ${held} bytes in memory` : undefined;
}

function kept({ bytes }: Input): string {
  const file = join(mkdtempSync(join(tmpdir(), "countersign-fuzz-")), "input");
  writeFileSync(file, bytes);
  return file;
}
