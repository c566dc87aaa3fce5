import { type Answer, proven, type Reason, refuted, unknown } from "../../foundation/index.ts";
import { duplicate, fork, gap, reorder, type StreamFinding, type StreamReasonCode } from "./findings.ts";
import type { StreamStatement } from "./stream-statement.ts";

/** Which numbers of which stream are meant, both ends included. */
export interface StreamRange {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
}

/** What was found in a range of a stream. */
export interface StreamReport extends StreamRange {
  /** How many of the range's numbers are here. */
  readonly statements: number;
  /** In the order in which they were found; at most 1,000. A gap, or a fork, refutes; order and repetition are told. */
  readonly findings: readonly StreamFinding[];
}

/** Reads a stream's statements one by one, in the order in which they came. */
export interface StreamReader {
  /** Takes a statement; those of other streams and other numbers are passed over. */
  add(statement: StreamStatement): void;
  answer(): Answer<StreamReport>;
}

export interface StreamReaderOptions {
  /** How many statements are remembered on either side of a gap. Default 10,000. */
  readonly window?: number;
}

const MOST_FINDINGS = 1_000;
const WINDOW = 10_000;

type OpenReason = Reason<StreamReasonCode>;

const sentences: Readonly<Record<StreamReasonCode, string>> = {
  stream_ends_early: "the stream ends before the range does, as far as it is here: nothing shows whether there is more",
  stream_absent: "no statement of the range is here",
  stream_unlinked: "a statement names none before it, or is the first and names one: nothing ties it to its number",
  stream_window_exceeded: "statements came further apart than is remembered: read them in a better order",
};

/**
 * Whether a stretch of a stream is all here, without a fork, in bounded memory: the digests of the last `window`
 * statements, and up to `window` of those that came before their turn.
 *
 * Beyond that bound nothing is guessed: what comes later than `window` statements after its turn makes the answer unknown.
 */
export function createStreamReader(
  { stream, from, to }: StreamRange,
  { window = WINDOW }: StreamReaderOptions = {},
): StreamReader {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from)
    throw new TypeError("a range of a stream goes from a whole number from 0 to one that is not smaller");
  const recent = new Map<number, string>();
  const early = new Map<number, StreamStatement>();
  const findings: StreamFinding[] = [];
  const open = new Set<StreamReasonCode>();
  let [next, seen, highest] = [from, 0, -1];
  let refutes = false;

  const tell = (finding: StreamFinding): void => {
    if (finding.severity === "error") refutes = true;
    if (findings.length < MOST_FINDINGS) findings.push(finding);
  };

  /** Takes the statement whose turn it is, and those that waited for it. */
  const take = (statement: StreamStatement): void => {
    for (let one: StreamStatement | undefined = statement; one; one = early.get(next)) {
      early.delete(one.sequence);
      checkLink(one);
      remember(one);
      next = one.sequence + 1;
    }
  };

  const checkLink = ({ sequence, previous }: StreamStatement): void => {
    const before = recent.get(sequence - 1);
    if ((sequence === 0) !== (previous === undefined)) open.add("stream_unlinked");
    // Another one than the one that is here was there, too, when this one was made.
    else if (before !== undefined && previous !== undefined && before !== previous)
      tell(fork(sequence - 1, [before, previous]));
  };

  const remember = ({ sequence, digest }: StreamStatement): void => {
    seen += 1;
    recent.set(sequence, digest);
    if (recent.size > window) recent.delete(recent.keys().next().value as number);
  };

  /** Gaps before those that have waited longest are not going to be filled. Half of the room is made at once, so that sorting pays. */
  const skipGaps = (keep: number): void => {
    for (const sequence of [...early.keys()].sort((left, right) => left - right)) {
      if (early.size <= keep) return;
      const waiting = early.get(sequence);
      if (!waiting) continue;
      tell(gap(next, sequence - 1));
      take(waiting);
    }
  };

  const again = ({ sequence, digest }: StreamStatement, known: string | undefined): void => {
    if (known === undefined) open.add("stream_window_exceeded");
    else if (known === digest) tell(duplicate(sequence, digest));
    else tell(fork(sequence, [known, digest]));
  };

  return {
    add(statement) {
      const { name, sequence } = statement;
      if (name !== stream || sequence < from || sequence > to) return;
      const known = recent.get(sequence) ?? early.get(sequence)?.digest;
      if (known !== undefined || sequence < next) return again(statement, known);
      if (sequence < highest) tell(reorder(sequence, highest));
      highest = Math.max(highest, sequence);
      if (sequence === next) return take(statement);
      early.set(sequence, statement);
      if (early.size > window) skipGaps(window / 2);
    },
    answer() {
      skipGaps(0);
      if (seen === 0) open.add("stream_absent");
      else if (next <= to) open.add("stream_ends_early");
      const report = { stream, from, to, statements: seen, findings };
      if (refutes) return refuted(report);
      if (open.size === 0) return proven(report);
      return unknown(...[...open].map((code): OpenReason => ({ code, sentence: sentences[code] })));
    },
  };
}

/**
 * Whether statements hold a range of a stream completely: every number once, each naming the one before it.
 *
 * `proven`: nothing is missing. `refuted`: a gap before a number that is here, or a fork. `unknown`: the range ends beyond
 * what is here, a statement names none before it, or the order is worse than what is remembered.
 */
export function checkCompleteness(
  statements: Iterable<StreamStatement>,
  range: StreamRange,
  options: StreamReaderOptions = {},
): Answer<StreamReport> {
  const reader = createStreamReader(range, options);
  for (const statement of statements) reader.add(statement);
  return reader.answer();
}
