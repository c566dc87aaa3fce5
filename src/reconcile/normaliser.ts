/** What two systems may spell differently and mean the same. Applied to both sides, in the order given. */
export type Normaliser = "trim" | "upper_case" | "strip_leading_zeros" | "digits_only" | "compose";

const table: Readonly<Record<Normaliser, (text: string) => string>> = {
  trim: (text) => text.trim(),
  // The same on every machine; the locale's own rules (Turkish i) would not be.
  upper_case: (text) => text.toUpperCase(),
  strip_leading_zeros: (text) => text.replace(/^0+(?=.)/s, ""),
  digits_only: (text) => text.replace(/[^0-9]/g, ""),
  compose: (text) => text.normalize("NFC"),
};

export const normalisers: readonly Normaliser[] = Object.keys(table) as Normaliser[];

/** One text function for a list of normalisers. */
export function normaliseBy(names: readonly Normaliser[] = []): (text: string) => string {
  const [first, ...rest] = names.map((name) => table[name]);
  if (first === undefined) return (text) => text;
  return rest.length === 0 ? first : (text) => rest.reduce((current, step) => step(current), first(text));
}
