/**
 * Characters that change how text reads without being seen: controls but tab and line feed, marks and overrides of
 * direction, separators, spaces without width, tags, halves of surrogates. See UTR 36 and CVE-2021-42574. The joiners
 * U+200C and U+200D stay: Persian, Indic scripts and emoji are written with them.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

/** Text with its unseen characters shown by number, such as `⟨U+202E⟩`. */
export const visible = (text: string): string =>
  text.replace(unseen, (found) => `⟨U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
