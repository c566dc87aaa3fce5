const MOST_SHOWN = 60;

/** Most texts are nothing but these, and stay as they are. */
const plain = /^[\x20-\x7e]*$/;

/** What is shown of a text that somebody else wrote: at most 60 characters, in one line. */
export function shorten(text: string): string {
  if (text.length <= MOST_SHOWN && plain.test(text)) return text;
  const cut = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text;
  return cut.toWellFormed().replace(/\p{Cc}/gu, " ");
}

export const quote = (text: string): string => `\`${shorten(text)}\``;

/** How a place is called in a sentence. */
export const placeName = (path: string): string => (path === "" ? "the data" : quote(path));

/** At most `limit` items, and how many there are beyond. */
export function listSome(items: readonly string[], limit = 5): string {
  const more = items.length > limit ? ` and ${items.length - limit} more` : "";
  return items.slice(0, limit).map(quote).join(", ") + more;
}
