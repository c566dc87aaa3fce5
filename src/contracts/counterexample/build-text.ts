import type { JsonValue } from "../../foundation/index.ts";
import { anyCharacter, both, type Language, not, repeat, textLanguage } from "../language/language.ts";
import { membersOf } from "../language/members.ts";
import { rulesAmong } from "./build-number.ts";
import { type Literal, meets } from "./demand.ts";
import type { Count } from "./rule.ts";
import { formatSamples } from "./samples.ts";

/** Longest text that is made. */
const LONGEST = 20_000;
/** Texts that are tried of one language. */
const MOST_TEXTS = 24;

/** Texts that meet all literals. Returns whether none proves that there is none. */
export function* buildTexts(literals: readonly Literal[], spend: () => boolean): Generator<JsonValue, boolean> {
  const length = lengthOf(literals);
  if (length.least > length.most || isKeptAndBroken(literals)) return true;
  const fits = (text: string): boolean => literals.every((literal) => meets(literal, text) !== false);
  const formats = rulesAmong(literals, "format", true);
  if (formats.length > 0) yield* formats.flatMap(({ name }) => formatSamples[name] ?? []).filter(fits);
  else yield* plainTexts(literals, length).filter(fits);
  return yield* textsOfPatterns(literals, length, { fits, spend });
}

const lengthOf = (literals: readonly Literal[]): Count => {
  const lengths = rulesAmong(literals, "length", true);
  return {
    least: Math.max(0, ...lengths.map(({ least }) => least)),
    most: Math.min(...lengths.map(({ most }) => most), Number.POSITIVE_INFINITY),
  };
};

/** Whether the same pattern or format has to be kept and to be broken. */
function isKeptAndBroken(literals: readonly Literal[]): boolean {
  const sources = (keeps: boolean): readonly string[] => [
    ...rulesAmong(literals, "pattern", keeps).map(({ source }) => `pattern ${source}`),
    ...rulesAmong(literals, "format", keeps).map(({ name }) => `format ${name}`),
  ];
  const broken = new Set(sources(false));
  return sources(true).some((source) => broken.has(source));
}

/** Where no pattern asks for more, any letters do. */
function plainTexts(literals: readonly Literal[], { least, most }: Count): readonly string[] {
  const lengths = [...new Set([Math.min(most, Math.max(least, 1)), least, Math.min(most, least + 1)])];
  const samples = rulesAmong(literals, "format", false).flatMap(({ name }) => formatSamples[name] ?? []);
  const texts = ["x", "a", "b", "0", "é"].flatMap((letter) =>
    lengths.filter((length) => length <= LONGEST).map((length) => letter.repeat(length)),
  );
  return rulesAmong(literals, "pattern", true).length > 0 ? [] : [...new Set([...texts, ...samples])];
}

interface Search {
  readonly fits: (text: string) => boolean;
  readonly spend: () => boolean;
}

function* textsOfPatterns(
  literals: readonly Literal[],
  length: Count,
  { fits, spend }: Search,
): Generator<JsonValue, boolean> {
  const language = both([...languagesAmong(literals), ...lengthLanguage(literals, length)]);
  const members = membersOf(language, spend);
  for (let tried = 0; tried < MOST_TEXTS; tried++) {
    const next = members.next();
    if (next.done) return next.value && tried === 0;
    if (fits(next.value)) yield next.value;
  }
  return false;
}

/** A pattern that is no regular language is left out: that only lets more texts pass. */
const languagesAmong = (literals: readonly Literal[]): readonly Language[] => [
  ...rulesAmong(literals, "pattern", true).flatMap(({ language }) => language ?? []),
  ...rulesAmong(literals, "pattern", false).flatMap(({ language }) => (language ? [not(language)] : [])),
  ...rulesAmong(literals, "values", false).flatMap(({ values }) =>
    values.flatMap((value) => (typeof value === "string" ? [not(textLanguage(value))] : [])),
  ),
];

/** Without a pattern the length is a matter of counting; one text of it is always there. */
const lengthLanguage = (literals: readonly Literal[], { least, most }: Count): readonly Language[] =>
  languagesAmong(literals).length > 0 ? [repeat(anyCharacter, least, most)] : [];
