import { wordShapeOf } from "../infer/words.ts";
import { hasFormOf } from "./code-picture.ts";
import { type Profile, remember, type TextNews } from "./profile.ts";
import { addText, type Counted, countAgain, giveUp } from "./tally.ts";
import { stylesOf } from "./text-style.ts";

/** Judges a text where all are written in one style. */
export function takeStyled(profile: Profile, text: string, learns: boolean, texts: number): TextNews | undefined {
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
export function isInStyle(profile: Profile, text: string, learns: boolean): boolean {
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

/** Judges a text in no style, which may be a word for "no value". */
export function takeWord(profile: Profile, text: string, learns: boolean, texts: number): TextNews | undefined {
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
