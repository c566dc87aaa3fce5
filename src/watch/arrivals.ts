import { type Event, formatInstant } from "../foundation/index.ts";
import {
  allowedSilence,
  noteArrival,
  type Patience,
  type Rhythm,
  silenceOf,
  startRhythm,
} from "../foundation/rhythm.ts";
import { tellDuration } from "../foundation/silence.ts";
import type { WatchFinding } from "./errors.ts";
import { createSequence, type Sequence, type SequenceCode } from "./sequence.ts";

/** Settings of an arrival watch that are not to be the default. */
export interface ArrivalWatchOptions {
  /** How many standard deviations longer than usual a silence may last. Default 13: less than one mistake in 100,000 chance silences. */
  readonly patience?: number;
  /** Arrivals of a source before its silence says anything. Default 30. */
  readonly warmUpArrivals?: number;
  /** Most sources that are told apart; the one that was silent longest makes room. Default 10,000. */
  readonly maxSources?: number;
}

/** Watches when the events of each source come, and in which order. It keeps nothing of what they say. */
export interface ArrivalWatch {
  /**
   * Takes an event that was believed, once, in the order of arrival. What it finds is about `sequence`; an event
   * without one is only noted as a sign of life.
   */
  readonly note: (event: Event, at: Date) => readonly WatchFinding[];
  /** Sources that have been silent for longer than they ever are. The same silence is told each time. */
  readonly overdue: (at: Date) => readonly WatchFinding[];
}

interface Arrivals {
  readonly rhythm: Rhythm;
  readonly sequence: Sequence;
}

/**
 * Starts to watch arrivals. How often a source speaks is learned, so that no interval has to be configured; and after three
 * weeks the hours of the week in which it rests, which no longer count as silence.
 *
 * Memory: about 1 KiB for each source, more where its sequence has gaps.
 */
export function createArrivalWatch({
  patience = 13,
  warmUpArrivals = 30,
  maxSources = 10_000,
}: ArrivalWatchOptions = {}): ArrivalWatch {
  const sources = new Map<string, Arrivals>();

  const usual: Patience = { deviations: patience, warmUp: warmUpArrivals };

  const makeRoom = (): void => {
    const [longestSilent] = sources.keys();
    if (sources.size >= maxSources && longestSilent !== undefined) sources.delete(longestSilent);
  };
  const noteTime = (source: string, at: number): Arrivals => {
    const known = sources.get(source);
    if (known) noteArrival(known.rhythm, at, usual);
    else makeRoom();
    const arrivals = known ?? { rhythm: startRhythm(at), sequence: createSequence() };
    // Moved to the end: the first one is the one that was silent longest.
    sources.delete(source);
    sources.set(source, arrivals);
    return arrivals;
  };
  return {
    note({ source, sequence: text }, at) {
      const { sequence } = noteTime(source, at.getTime());
      if (text === undefined) return [];
      const highest = sequence.highest();
      const code = sequence.take(BigInt(text));
      return code ? [describeSequence(code, { source, sequence: text, highest: String(highest) })] : [];
    },
    overdue: (at) =>
      [...sources]
        .filter(([, { rhythm }]) => silenceOf(rhythm, at.getTime()) > allowedSilence(rhythm, usual))
        .map(([source, { rhythm }]) => describeSilence(source, rhythm, allowedSilence(rhythm, usual))),
  };
}

const words: Readonly<Record<SequenceCode, readonly [WatchFinding["severity"], string]>> = {
  sequence_gap: ["info", "leaves out the numbers since"],
  sequence_out_of_order: ["warning", "came after"],
  sequence_repeated: ["error", "was there before, on another event; the highest was"],
};

function describeSequence(
  code: SequenceCode,
  facts: { readonly source: string; readonly sequence: string; readonly highest: string },
): WatchFinding {
  const [severity, verb] = words[code];
  const sentence = `number \`${facts.sequence}\` of \`${facts.source}\` ${verb} \`${facts.highest}\``;
  return { code, severity, path: "/sequence", sentence, facts };
}

function describeSilence(source: string, { lastAt, gaps }: Rhythm, allowedMs: number): WatchFinding {
  const [since, usualMs] = [formatInstant(lastAt), Math.round(gaps.mean)];
  return {
    code: "source_silent",
    severity: "warning",
    path: "/source",
    sentence: `nothing from \`${source}\` since ${since}; it usually speaks every ${tellDuration(usualMs)}, and never pauses for more than ${tellDuration(allowedMs)}`,
    facts: { source, since, usualMs, allowedMs: Math.round(allowedMs) },
  };
}
