import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { after, both, type Language, not } from "../../src/contracts/language/language.ts";
import { membersOf } from "../../src/contracts/language/members.ts";
import { patternLanguage } from "../../src/contracts/language/pattern-language.ts";

const languageOf = (pattern: string): Language => patternLanguage(pattern) as Language;
const holds = (language: Language, text: string): boolean =>
  [...text].reduce((rest, letter) => after(rest, letter.codePointAt(0) as number), language).acceptsEmpty;
const firstOf = (language: Language): string | undefined => [...membersOf(language)][0];

describe("a pattern as the set of texts in which it is found", () => {
  const patterns = [
    "",
    "a",
    "^a",
    "a$",
    "^a$",
    "^$",
    "[a-z]*",
    "^[a-z]*$",
    "^(ab|c)$",
    "^ab|c$",
    "(^a|b$)",
    "^(?:a|b){1,2}c?$",
    "^[^a-b]{2}$",
    "^\\d+\\.\\d{2}$",
    "^.$",
    "\\u0061\\x62",
    "^\\u{1F69A}$",
    "^[\\w-]+$",
    "^S_",
    "^a+?b$",
    "^(?<name>a)$",
  ];
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "z", "A", "1", ".", "_", "S", "\n", "🚚", "-") });

  it.each(patterns)("agrees with the engine about `%s`", (pattern) => {
    const [language, expression] = [languageOf(pattern), new RegExp(pattern, "u")];
    fc.assert(
      fc.property(text, (one) => {
        expect(holds(language, one)).toBe(expression.test(one));
      }),
      { numRuns: 200 },
    );
    for (const one of [...membersOf(language)].slice(0, 20)) expect(one).toMatch(expression);
  });

  it.each(["(?=a)b", "\\bword", "(a)\\1", "\\p{L}", "a^b"])("leaves `%s` alone", (pattern) => {
    expect(patternLanguage(pattern)).toBeUndefined();
  });
});

describe("what one pattern lets pass and the other does not", () => {
  it.each([
    ["^[A-Z]{2,4}$", "^[A-Z]{2,3}$", "AAAA"],
    ["[a-z]*", "^[A-Z]*$", "a"],
    ["^\\d{4}$", "^\\d{4}(?:-\\d{2})?$", undefined],
    ["^(a|b)*$", "^[ab]*$", undefined],
    ["^[A-Z]{3}$", "^(?:EUR|USD)$", "EUA"],
  ])("of %s and not of %s: %s", (wide, narrow, text) => {
    expect(firstOf(both([languageOf(wide), not(languageOf(narrow))]))).toBe(text);
  });

  it("says when there is no text at all, and when it gave up", () => {
    expect([...membersOf(both([languageOf("^a+$"), languageOf("^b+$")]))]).toEqual([]);
    const long = membersOf(languageOf("^a{900}$"), () => true, 100).next();
    expect(long).toEqual({ done: true, value: false });
  });
});
