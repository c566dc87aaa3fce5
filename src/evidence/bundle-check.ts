import { type Check, isIntegrityError, type JsonValue, type Status, type Verdict } from "../foundation/index.ts";
import type { Part } from "./bundle.ts";
import type { EvidenceCheckCode } from "./errors.ts";

export type BundleCheck = Check<EvidenceCheckCode>;

export const check = (status: Status, code: EvidenceCheckCode, sentence: string): BundleCheck => ({
  status,
  code,
  sentence,
});

const MOST = 100;

/**
 * One check for each problem, those in the same words counted as one, up to a hundred and one that counts the rest; or
 * the good news, when there is none.
 */
export function tally(
  problems: readonly string[],
  toCheck: (sentence: string) => BundleCheck,
  good?: BundleCheck,
): readonly BundleCheck[] {
  if (problems.length === 0) return good === undefined ? [] : [good];
  const counted = countSame(problems);
  const rest = counted.length > MOST ? [`and ${counted.length - MOST} more`] : [];
  return [...counted.slice(0, MOST), ...rest].map(toCheck);
}

/** What made a verdict what it is, each sentence once: the log and a signature may say the same. */
export const whyNot = ({ status, checks }: Verdict<unknown>): string =>
  [...new Set(checks.filter((one) => one.status === status).map(({ sentence }) => sentence))].join("; ");

function countSame(sentences: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const sentence of sentences) counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  return [...counts].map(([sentence, count]) => (count === 1 ? sentence : `${sentence} (${count} times)`));
}

export const partsOf = (parts: readonly Part[], kind: Part["kind"]): readonly JsonValue[] =>
  parts.filter((part) => part.kind === kind).map(({ value }) => value);

/** What a part says, or nothing when it is not as its format says: then the check that needs it refutes it. */
export function readPart<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}

/** Things by what they have in common, in the order in which they came. */
export function groupBy<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
