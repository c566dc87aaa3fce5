import { visibleText } from "../foundation/index.ts";

/** A text from data as it can be shown: on one line, with nothing in it that does anything, at most so many characters. */
export function harmless(text: string, longest = 60): string {
  const shown = visibleText(text);
  return shown.length <= longest ? shown : `${shown.slice(0, longest - 1)}…`;
}
