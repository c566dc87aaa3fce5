import { knownPicture, takePlain } from "./plain.ts";
import { type Profile, settle, type TextNews } from "./profile.ts";
import { isOfKnownSize } from "./sketch.ts";
import { isInStyle, takeStyled, takeWord } from "./styled.ts";
import { stylesOf } from "./text-style.ts";
import { learnUndecided } from "./undecided.ts";

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

/** Whether a text or a number could have stood at this place before: so written, one of its values, of such a size. */
export function resembles(profile: Profile, value: unknown): boolean {
  if (typeof value === "number") return profile.sketch !== undefined && isOfKnownSize(profile.sketch, value);
  if (typeof value !== "string") return false;
  if (profile.phase === "styled") return isInStyle(profile, value, false);
  if (!profile.values.isFull) return profile.values.known.has(value);
  return !profile.pictures.isFull && knownPicture(profile, value) !== undefined;
}
