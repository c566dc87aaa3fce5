import { MOST_WORD_SHAPES } from "../infer/words.ts";
import { addNumber, createSketch, type Sketch } from "./sketch.ts";
import { type Counted, countAgain, createTally, type Tally } from "./tally.ts";
import { type TextStyle, textStyles } from "./text-style.ts";

/** What is remembered of the texts and numbers at one place. Memory: about 1 KiB, at most some 12 KiB. */
export interface Profile {
  /** Texts with something in them, and those with nothing. */
  texts: number;
  blank: number;
  /** How the texts of the place are told apart: not known yet, by a style that they are written in, or one by one. */
  phase: "undecided" | "styled" | "plain";
  /** While undecided: how many texts are in each style, in the order of `textStyles`. */
  readonly inStyle: number[];
  /** While styled: the styles that every text so far could be in, and others that came later. */
  styles: readonly TextStyle[];
  others: readonly TextStyle[];
  /** Texts in no style, with `#` for digits: what stands between numbers and times. */
  readonly words: Tally;
  /** Words that were told to stand for "no value". */
  readonly sentinels: Set<string>;
  readonly pictures: Tally;
  readonly values: Tally;
  sketch: Sketch | undefined;
  /** The last text that was no news, what counted it, and how often it came again since: most texts are like the one before. */
  last: string | undefined;
  again: number;
  lastCounted: Counted | undefined;
  lastTally: Tally | undefined;
}

/** What is new about a text; `texts` came before it. */
export type TextNews =
  | { readonly kind: "style"; readonly texts: number; readonly known: readonly string[]; readonly seen: string }
  | { readonly kind: "value"; readonly texts: number; readonly known: number }
  | { readonly kind: "sentinel"; readonly word: string; readonly times: number };

/** Different texts of each kind that are counted at one place. */
export const limits: { readonly words: number; readonly pictures: number; readonly values: number } = {
  words: MOST_WORD_SHAPES,
  pictures: 6,
  values: 64,
};

/** `keepsTexts`: whether anything of what the texts say may be remembered. */
export const createProfile = (keepsTexts: boolean): Profile => ({
  texts: 0,
  blank: 0,
  phase: "undecided",
  inStyle: textStyles.map(() => 0),
  styles: [],
  others: [],
  words: createTally(keepsTexts ? limits.words : 0),
  sentinels: new Set(),
  pictures: createTally(limits.pictures),
  values: createTally(keepsTexts ? limits.values : 0),
  sketch: undefined,
  last: undefined,
  again: 0,
  lastCounted: undefined,
  lastTally: undefined,
});

export function learnNumber(profile: Profile, value: number): void {
  profile.sketch ??= createSketch();
  addNumber(profile.sketch, value);
}

/** Counts what came again and again. Whoever reads a profile settles it first. */
export function settle(profile: Profile): void {
  const { again, lastTally, lastCounted } = profile;
  profile.again = 0;
  profile.texts += again;
  if (again === 0 || !lastTally || !lastCounted) return;
  countAgain(lastTally, lastCounted, again);
}

/** Keeps a text that was no news, with what counted it. */
export function remember(profile: Profile, text: string | undefined, tally?: Tally, counted?: Counted): void {
  profile.last = text;
  profile.lastTally = tally;
  profile.lastCounted = counted;
}
