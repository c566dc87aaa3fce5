import { isWord, LEAST_SHARE, wordShapeOf } from "../infer/words.ts";
import { pictureOf } from "./code-picture.ts";
import type { Profile } from "./profile.ts";
import { addText, type Counted, countAgain, giveUp, listTexts, type Tally } from "./tally.ts";
import { type StyleKind, stylesOf, type TextStyle, textStyles } from "./text-style.ts";

/** Texts after which it is decided how they are written. */
const ENOUGH = 30;

/** Learns a text while it is open how the texts of the place are written; after enough of them it is decided. */
export function learnUndecided(profile: Profile, text: string): void {
  const styles = stylesOf(text);
  for (const style of styles) profile.inStyle[textStyles.indexOf(style)] = inStyle(profile, style) + 1;
  if (styles.length === 0) countText(profile.words, wordShapeOf(text));
  countText(profile.pictures, pictureOf(text));
  countText(profile.values, text);
  if (profile.texts < ENOUGH) return;
  profile.styles = kinds.map((kind) => stylesIn(profile, kind)).find(({ length }) => length > 0) ?? [];
  profile.phase = profile.styles.length > 0 ? "styled" : "plain";
  if (profile.phase === "styled") for (const tally of [profile.pictures, profile.values]) giveUp(tally);
  else giveUp(profile.words);
}

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
