import { isWord, LEAST_SHARE, MOST_WORD_SHAPES, wordShapeOf } from "../infer/words.ts";
import { hasFormOf, hasPicture, pictureOf } from "./code-picture.ts";
import { addNumber, createSketch, isOfKnownSize, type Sketch } from "./sketch.ts";
import { addText, type Counted, countAgain, createTally, giveUp, isClosed, listTexts, type Tally } from "./tally.ts";
import { type StyleKind, stylesOf, type TextStyle, textStyles } from "./text-style.ts";

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

/** Judges a text, and learns it where asked to. Among JSON's own numbers a text is a word or a number as text. */
export function takeText(
  profile: Profile,
  text: string,
  learns: boolean,
  isAmongNumbers: boolean,
): TextNews | undefined {
  if (text === profile.last) {
    if (learns) profile.again += 1;
    return undefined;
  }
  if (profile.again > 0) settle(profile);
  if (text.length === 0 || text.trim() === "") {
    if (learns) profile.blank += 1;
    return undefined;
  }
  const before = profile.texts;
  if (learns) profile.texts += 1;
  if (isAmongNumbers) return stylesOf(text).length > 0 ? undefined : takeWord(profile, text, learns, before);
  if (profile.phase === "plain") return takePlain(profile, text, learns, before);
  if (profile.phase === "styled") return takeStyled(profile, text, learns, before);
  if (learns) learnUndecided(profile, text);
  return undefined;
}

/** Counts what came again and again. Whoever reads a profile settles it first. */
export function settle(profile: Profile): void {
  const { again, lastTally, lastCounted } = profile;
  profile.again = 0;
  profile.texts += again;
  if (again === 0 || !lastTally || !lastCounted) return;
  countAgain(lastTally, lastCounted, again);
}

function remember(profile: Profile, text: string | undefined, tally?: Tally, counted?: Counted): void {
  profile.last = text;
  profile.lastTally = tally;
  profile.lastCounted = counted;
}

// ── undecided ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Texts after which it is decided how they are written. */
const ENOUGH = 30;

function learnUndecided(profile: Profile, text: string): void {
  const styles = stylesOf(text);
  for (const style of styles) profile.inStyle[textStyles.indexOf(style)] = inStyle(profile, style) + 1;
  if (styles.length === 0) countText(profile.words, wordShapeOf(text));
  countText(profile.pictures, pictureOf(text.slice(0, MOST_PICTURED)));
  countText(profile.values, text);
  if (profile.texts < ENOUGH) return;
  profile.styles = kinds.map((kind) => stylesIn(profile, kind)).find(({ length }) => length > 0) ?? [];
  profile.phase = profile.styles.length > 0 ? "styled" : "plain";
  if (profile.phase === "styled") for (const tally of [profile.pictures, profile.values]) giveUp(tally);
  else giveUp(profile.words);
}

/** Longer texts are sentences. */
const MOST_PICTURED = 60;

const kinds: readonly StyleKind[] = ["time", "code", "number"];

const inStyle = ({ inStyle: counts }: Profile, style: TextStyle): number => counts[textStyles.indexOf(style)] ?? 0;

/** The styles of a kind that all texts are in which are no words; none where something else stands between them. */
function stylesIn(profile: Profile, kind: StyleKind): readonly TextStyle[] {
  const styles = textStyles.filter((style) => style.kind === kind);
  const most = Math.max(...styles.map((style) => inStyle(profile, style)));
  const words = listTexts(profile.words);
  const areWords = words.every(({ text }) => isWord(text));
  const isAll = most === profile.texts || (areWords && most + sum(words) === profile.texts);
  const isEnough = most >= profile.texts * (kind === "code" ? 1 : LEAST_SHARE);
  return isAll && isEnough ? styles.filter((style) => inStyle(profile, style) === most) : [];
}

const sum = (counted: readonly Counted[]): number => counted.reduce((all, { times }) => all + times, 0);

function countText(tally: Tally, text: string): Counted | undefined {
  const counted = tally.known.get(text);
  if (counted) countAgain(tally, counted);
  else addText(tally, text);
  return counted;
}

// ── styled ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function takeStyled(profile: Profile, text: string, learns: boolean, texts: number): TextNews | undefined {
  if (isWrittenLike(profile, text) || isInStyle(profile, text, learns)) {
    remember(profile, text);
    return undefined;
  }
  const kind = profile.styles[0]?.kind;
  const style = stylesOf(text).find((one) => one.kind === kind);
  if (!style) return takeWord(profile, text, learns, texts);
  const news: TextNews = { kind: "style", texts, known: namesOf(profile), seen: style.name };
  if (learns) profile.others = [...profile.others, style];
  return news;
}

/** Two texts of the same form are in the same style, where the form alone makes the style. */
const isWrittenLike = ({ styles: [style, ...others], last }: Profile, text: string): boolean =>
  style?.isForm === true && others.length === 0 && last !== undefined && hasFormOf(text, last);

/** Where several styles were possible, those that a text is not in are possible no longer. */
function isInStyle(profile: Profile, text: string, learns: boolean): boolean {
  const { styles, others } = profile;
  let fitting = 0;
  for (const style of styles) if (style.fits(text)) fitting += 1;
  if (fitting > 0 && fitting < styles.length && learns) profile.styles = styles.filter((style) => style.fits(text));
  return fitting > 0 || others.some((style) => style.fits(text));
}

/** What is in one style of numbers is in every wider one: the first is told. */
export const namesOf = ({ styles, others }: Pick<Profile, "styles" | "others">): readonly string[] => {
  const told = styles[0]?.kind === "number" ? styles.slice(0, 1) : styles;
  return [...told, ...others].map(({ name }) => name);
};

/** Times that a word comes among numbers or times before it is believed to stand for "no value". */
const TIMES_A_SENTINEL = 3;

function takeWord(profile: Profile, text: string, learns: boolean, texts: number): TextNews | undefined {
  const shape = wordShapeOf(text);
  const counted = profile.words.known.get(shape);
  if (counted) return takeKnownWord(profile, counted, learns);
  const isNews = profile.phase === "styled";
  const known = namesOf(profile);
  if (learns) learnWord(profile, shape);
  return isNews ? { kind: "style", texts, known, seen: "words" } : undefined;
}

function takeKnownWord({ words, sentinels }: Profile, counted: Counted, learns: boolean): TextNews | undefined {
  const { text: word, times: before } = counted;
  if (learns) countAgain(words, counted);
  if (before + 1 < TIMES_A_SENTINEL || sentinels.has(word)) return undefined;
  if (learns) sentinels.add(word);
  return { kind: "sentinel", word, times: before + 1 };
}

/** Too many different words are no words for "no value": the place holds texts. */
function learnWord(profile: Profile, shape: string): void {
  addText(profile.words, shape);
  if (!profile.words.isFull) return;
  remember(profile, undefined);
  profile.sentinels.clear();
  profile.phase = "plain";
  profile.styles = [];
  profile.others = [];
  for (const tally of [profile.pictures, profile.values]) giveUp(tally);
}

// ── plain ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function takePlain(profile: Profile, text: string, learns: boolean, texts: number): TextNews | undefined {
  const { values, pictures } = profile;
  const value = values.known.get(text);
  if (value) {
    if (learns) countAgain(values, value);
    remember(profile, text, values, value);
    return undefined;
  }
  const picture = pictures.isFull ? undefined : knownPicture(profile, text);
  if (picture && values.isFull) {
    if (learns) countAgain(pictures, picture);
    remember(profile, text, pictures, picture);
    return undefined;
  }
  const news = plainNews(profile, text, picture, texts);
  if (learns) learnPlain(profile, text, picture);
  return news;
}

const knownPicture = ({ pictures }: Profile, text: string): Counted | undefined => {
  for (const counted of pictures.known.values()) if (hasPicture(text, counted.text)) return counted;
  return undefined;
};

function plainNews(
  { values, pictures }: Profile,
  text: string,
  picture: Counted | undefined,
  texts: number,
): TextNews | undefined {
  if (!picture && isClosed(pictures, texts)) {
    const known = listTexts(pictures).map(({ text: own }) => own);
    return { kind: "style", texts, known, seen: pictureOf(text.slice(0, MOST_PICTURED)) };
  }
  return isClosed(values, texts) ? { kind: "value", texts, known: values.known.size } : undefined;
}

function learnPlain(profile: Profile, text: string, picture: Counted | undefined): void {
  const { values, pictures } = profile;
  if (picture) countAgain(pictures, picture);
  else addText(pictures, pictureOf(text.slice(0, MOST_PICTURED)));
  addText(values, text);
  // What counted the last text may hold nothing any more.
  remember(profile, undefined);
}

/** Whether a text or a number could have stood at this place before: so written, one of its values, of such a size. */
export function resembles(profile: Profile, value: unknown): boolean {
  if (typeof value === "number") return profile.sketch !== undefined && isOfKnownSize(profile.sketch, value);
  if (typeof value !== "string") return false;
  if (profile.phase === "styled") return isInStyle(profile, value, false);
  if (!profile.values.isFull) return profile.values.known.has(value);
  return !profile.pictures.isFull && knownPicture(profile, value) !== undefined;
}
