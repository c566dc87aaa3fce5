import type { Finding } from "../foundation/index.ts";

/** A run of numbers in a source's sequence, as text. */
export type SequenceFacts = {
  readonly source: string;
  /** The event's own number. */
  readonly sequence: string;
  /** The highest number that had come before. */
  readonly highest: string;
};

/** How long nothing came, and how long is usual. */
export type SilenceFacts = {
  readonly source: string;
  /** When the last event came, RFC 3339. */
  readonly since: string;
  /** Mean time between two events, in milliseconds. */
  readonly usualMs: number;
  /** The longest silence that says nothing, in milliseconds. */
  readonly allowedMs: number;
};

/** What single events cannot show, one row per code. */
export interface WatchFindings {
  /** Numbers were left out: those events are late, or lost. */
  sequence_gap: SequenceFacts;
  /** The event came after later ones of its source. */
  sequence_out_of_order: SequenceFacts;
  /** The number was there before, on another event: something old came again as something new. */
  sequence_repeated: SequenceFacts;
  /** Nothing comes from a source that usually speaks. */
  source_silent: SilenceFacts;
  /** A reading repeats more often than this source's readings ever did. */
  reading_stuck: { readonly source: string; readonly repeats: number; readonly odds: number };
  /** A reading has moved away from its neighbours' for several readings. */
  reading_contradicted: {
    readonly source: string;
    readonly group: string;
    /** How far it is from the middle of its group, and how far is usual. */
    readonly distance: number;
    readonly usual: number;
  };
}

/** A finding of this room: `code` says which facts it has. */
export type WatchFinding = {
  readonly [Code in keyof WatchFindings]: Finding<Code, WatchFindings[Code]>;
}[keyof WatchFindings];
