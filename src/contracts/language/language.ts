import { type Characters, everyCharacter, hasCharacter, noCharacter } from "./characters.ts";

/**
 * A regular set of texts. Built by the functions of this file, which keep one spelling for what is plainly the same, so
 * that a language has finitely many derivatives (J. A. Brzozowski, Derivatives of Regular Expressions, JACM 1964).
 */
export type Language = { readonly key: string; readonly acceptsEmpty: boolean } & (
  | { readonly kind: "character"; readonly characters: Characters }
  | { readonly kind: "sequence"; readonly first: Language; readonly rest: Language }
  | { readonly kind: "either" | "both"; readonly parts: readonly Language[] }
  | { readonly kind: "not"; readonly of: Language }
  | { readonly kind: "repeat"; readonly of: Language; readonly least: number; readonly most: number }
  | { readonly kind: "empty" }
);

export const nothing: Language = character(noCharacter);
/** The empty text alone. */
export const empty: Language = { kind: "empty", key: "ε", acceptsEmpty: true };
export const anyCharacter: Language = character(everyCharacter);
export const anyText: Language = repeat(anyCharacter, 0, Number.POSITIVE_INFINITY);

export function character(characters: Characters): Language {
  return { kind: "character", characters, acceptsEmpty: false, key: `[${characters.join(";")}]` };
}

/** Whether no text at all is in it, as far as its spelling shows. */
export function isNothing(language: Language): boolean {
  return language.kind === "character" && language.characters.length === 0;
}

export function sequence(first: Language, rest: Language): Language {
  if (isNothing(first) || isNothing(rest)) return nothing;
  if (first.kind === "empty") return rest;
  if (rest.kind === "empty") return first;
  if (first.kind === "sequence") return sequence(first.first, sequence(first.rest, rest));
  const acceptsEmpty = first.acceptsEmpty && rest.acceptsEmpty;
  return { kind: "sequence", first, rest, acceptsEmpty, key: `(${first.key}${rest.key})` };
}

export const sequenceOf = (parts: readonly Language[]): Language =>
  parts.reduceRight((rest, part) => sequence(part, rest), empty);

/** One text alone. */
export const textLanguage = (text: string): Language =>
  sequenceOf(
    [...text].map((letter) => {
      const point = letter.codePointAt(0) as number;
      return character([[point, point]]);
    }),
  );

export function either(languages: readonly Language[]): Language {
  const parts = flatParts("either", languages).filter((part) => !isNothing(part));
  if (parts.some((part) => part.key === anyText.key)) return anyText;
  if (parts.length < 2) return parts[0] ?? nothing;
  const key = `(${parts.map((part) => part.key).join("|")})`;
  return { kind: "either", parts, key, acceptsEmpty: parts.some((part) => part.acceptsEmpty) };
}

export function both(languages: readonly Language[]): Language {
  const parts = flatParts("both", languages).filter((part) => part.key !== anyText.key);
  if (parts.some(isNothing)) return nothing;
  if (parts.length < 2) return parts[0] ?? anyText;
  const key = `(${parts.map((part) => part.key).join("&")})`;
  return { kind: "both", parts, key, acceptsEmpty: parts.every((part) => part.acceptsEmpty) };
}

/** Parts of parts of the same kind, sorted, each once. */
function flatParts(kind: "either" | "both", languages: readonly Language[]): readonly Language[] {
  const parts = languages.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const byKey = new Map(parts.map((part) => [part.key, part]));
  return [...byKey.keys()].sort().map((key) => byKey.get(key) as Language);
}

export function not(language: Language): Language {
  if (language.kind === "not") return language.of;
  if (isNothing(language)) return anyText;
  if (language.key === anyText.key) return nothing;
  return { kind: "not", of: language, key: `!${language.key}`, acceptsEmpty: !language.acceptsEmpty };
}

export function repeat(of: Language, least: number, most: number): Language {
  if (most === 0 || of.kind === "empty") return empty;
  if (least === 1 && most === 1) return of;
  if (isNothing(of)) return least === 0 ? empty : nothing;
  return {
    kind: "repeat",
    of,
    least,
    most,
    key: `${of.key}{${least},${most}}`,
    acceptsEmpty: least === 0 || of.acceptsEmpty,
  };
}

/** What may follow after a character: the derivative of the language by it. */
export function after(language: Language, letter: number): Language {
  switch (language.kind) {
    case "empty":
      return nothing;
    case "character":
      return hasCharacter(language.characters, letter) ? empty : nothing;
    case "not":
      return not(after(language.of, letter));
    case "either":
      return either(language.parts.map((part) => after(part, letter)));
    case "both":
      return both(language.parts.map((part) => after(part, letter)));
    case "repeat":
      return sequence(
        after(language.of, letter),
        repeat(language.of, Math.max(0, language.least - 1), language.most - 1),
      );
    case "sequence": {
      const through = sequence(after(language.first, letter), language.rest);
      return language.first.acceptsEmpty ? either([through, after(language.rest, letter)]) : through;
    }
  }
}

/** The sets of characters that a first character is asked about: within each piece between their ends, all are alike. */
export function firstSets(language: Language): readonly Characters[] {
  switch (language.kind) {
    case "empty":
      return [];
    case "character":
      return [language.characters];
    case "not":
    case "repeat":
      return firstSets(language.of);
    case "either":
    case "both":
      return language.parts.flatMap(firstSets);
    case "sequence":
      return language.first.acceptsEmpty
        ? [...firstSets(language.first), ...firstSets(language.rest)]
        : firstSets(language.first);
  }
}
