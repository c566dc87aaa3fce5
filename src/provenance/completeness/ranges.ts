import type { StreamRange } from "./reader.ts";
import type { StreamStatement } from "./stream-statement.ts";

/**
 * The longest ranges of each stream that its statements hold completely: every number once, each naming the one before
 * it. A gap, a fork and a statement that names none before it end a range. Sorted by stream and number.
 */
export function completeRanges(statements: Iterable<StreamStatement>): readonly StreamRange[] {
  const sorted = [...statements].sort(byPlace);
  const ranges: Growing[] = [];
  for (const [at, one] of sorted.entries()) {
    if (isFork(one, sorted[at - 1]) || isFork(one, sorted[at + 1])) continue;
    const last = ranges.at(-1);
    if (last && follows(one, last)) [last.to, last.digest] = [one.sequence, one.digest];
    else if (isLinked(one)) ranges.push({ stream: one.name, from: one.sequence, to: one.sequence, digest: one.digest });
  }
  return ranges.map(({ stream, from, to }) => ({ stream, from, to }));
}

interface Growing {
  readonly stream: string;
  readonly from: number;
  to: number;
  digest: string;
}

const byPlace = (left: StreamStatement, right: StreamStatement): number =>
  left.name === right.name ? left.sequence - right.sequence : left.name < right.name ? -1 : 1;

const isFork = (one: StreamStatement, other: StreamStatement | undefined): boolean =>
  other?.name === one.name && other.sequence === one.sequence && other.digest !== one.digest;

/** The next one, or the last one again. */
const follows = ({ name, sequence, previous, digest }: StreamStatement, last: Growing): boolean =>
  name === last.stream && (digest === last.digest || (sequence === last.to + 1 && previous === last.digest));

const isLinked = ({ sequence, previous }: StreamStatement): boolean => (sequence === 0) === (previous === undefined);
