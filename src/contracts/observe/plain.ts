import { hasPicture, pictureOf } from "./code-picture.ts";
import { type Profile, remember, type TextNews } from "./profile.ts";
import { addText, type Counted, countAgain, isClosed, listTexts } from "./tally.ts";

/** Judges a text where texts are told apart one by one, by what they are and how they look. */
export function takePlain(profile: Profile, text: string, learns: boolean, texts: number): TextNews | undefined {
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

export const knownPicture = ({ pictures }: Profile, text: string): Counted | undefined => {
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
    return { kind: "style", texts, known, seen: pictureOf(text) };
  }
  return isClosed(values, texts) ? { kind: "value", texts, known: values.known.size } : undefined;
}

function learnPlain(profile: Profile, text: string, picture: Counted | undefined): void {
  const { values, pictures } = profile;
  if (picture) countAgain(pictures, picture);
  else addText(pictures, pictureOf(text));
  addText(values, text);
  // What counted the last text may hold nothing any more.
  remember(profile, undefined);
}
