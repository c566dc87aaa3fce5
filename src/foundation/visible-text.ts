/**
 * Characters that change how text reads without being seen: controls (ESC begins a terminal's commands), marks and
 * overrides of direction, separators, spaces without width, tags, halves of surrogates. See UTR 36 and CVE-2021-42574.
 * The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji are written with them.
 */
const unseen =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

export interface VisibleTextOptions {
  /** Whether tabs and line feeds stay. Default: a text is one line. */
  readonly multiline?: boolean;
}

/** A text for people's eyes: what could steer a terminal or turn the text around is shown by number, such as `⟨U+202E⟩`. */
export const visibleText = (text: string, { multiline = false }: VisibleTextOptions = {}): string =>
  text.replaceAll(unseen, (found) => (multiline && (found === "\n" || found === "\t") ? found : numberOf(found)));

const numberOf = (character: string): string =>
  `⟨U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}⟩`;
