import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isIntegrityError } from "../../src/foundation/index.ts";

/**
 * `passed`: the answer was compared and is the expected one. `failed`: it is another one, and nobody has said why.
 * A deviation is another answer on purpose, or a part that is not there yet; it has its reason.
 */
export type Verdict = "passed" | "failed" | { readonly deviation: string };

export interface Case {
  /** Stable: file and number or description, as the vectors have them. */
  readonly id: string;
  readonly verdict: Verdict;
  readonly detail?: string;
}

/** A line under the suite's counts: a rate, a seed, what the cases were drawn from. */
export interface Note {
  readonly note: string;
}

export const noted = (note: string): Note => ({ note });

export interface RunOptions {
  /** Whether everything is to be run, and not what fits into a run of all suites. */
  readonly full: boolean;
}

/** A suite of test vectors. Its file stands in the folder of its room, and bears its name. */
export interface Suite {
  readonly name: string;
  readonly room: string;
  /** Whether it only runs with `--full`. */
  readonly long?: boolean;
  /** `vectors` is the folder with all vectors. Throws when they are not there. */
  run(vectors: string, options: RunOptions): Iterable<Case | Note> | AsyncIterable<Case | Note>;
}

export const passed = (id: string): Case => ({ id, verdict: "passed" });
export const failed = (id: string, detail: string): Case => ({ id, verdict: "failed", detail });
export const deviating = (id: string, deviation: string): Case => ({ id, verdict: { deviation } });

/** `expected` is what the vectors say, `actual` what was answered here. */
export function compared<Value>(id: string, actual: Value, expected: Value): Case {
  if (Object.is(actual, expected)) return passed(id);
  return failed(id, `expected ${inWords(expected)}, but got ${inWords(actual)}`);
}

const inWords = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

/** The code with which a call is refused, or `undefined`. What is no refusal of ours is no answer: it goes on up. */
export function refusalOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (isIntegrityError(error)) return error.code;
    throw error;
  }
}

export const bytesAt = (...path: readonly string[]): Uint8Array => readFileSync(join(...path));
export const textAt = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");
export const jsonAt = <Value>(...path: readonly string[]): Value => JSON.parse(textAt(...path)) as Value;
export const filesAt = (...path: readonly string[]): readonly string[] =>
  readdirSync(join(...path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(...path).length + 1))
    .sort();
