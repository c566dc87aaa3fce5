/** What a terminal would act on instead of showing it: controls, and marks that turn the direction of text. */
const acting = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text from data as it can be shown: on one line, with nothing in it that does anything, at most so many characters. */
export function harmless(text: string, longest = 60): string {
  const shown = text.replace(acting, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return shown.length <= longest ? shown : `${shown.slice(0, longest - 1)}…`;
}
