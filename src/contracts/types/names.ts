/** Text as a literal of TypeScript: whatever it holds, it ends where it should. */
export const quoteText = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A name for a type, made of letters and digits, that is not taken yet: `purchase-order` becomes `PurchaseOrder`. */
export function nameOf(text: string, taken: ReadonlySet<string>): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join("")
    .slice(0, 100);
  const name = /^[A-Z]/.test(joined) ? joined : `Type${joined}`;
  let [unique, count] = [name, 1];
  while (taken.has(unique)) unique = `${name}${++count}`;
  return unique;
}
