import { type Characters, complementOf, digits, lineEnds, spaces, unionOf, wordCharacters } from "./characters.ts";
import { anyText, character, either, empty, type Language, repeat, sequenceOf } from "./language.ts";

/** A pattern as it is written, before it is known whether it starts and ends with the text. */
type Written =
  | { readonly kind: "language"; readonly language: Language }
  | { readonly kind: "start" | "end" }
  | { readonly kind: "sequence" | "either"; readonly parts: readonly Written[] };

class NotRegular extends Error {}

const notRegular = (): never => {
  throw new NotRegular();
};

/**
 * The texts in which a pattern (ECMA-262 with the flag `u`) is found, or `undefined` where it has parts that no regular
 * language can say (looking around, references) or that are not read here (`\b`, `\p{…}`, `^` and `$` in the middle).
 */
export function patternLanguage(pattern: string): Language | undefined {
  try {
    const reader: Reader = { letters: [...pattern], at: 0 };
    const written = readAlternatives(reader);
    return reader.at < reader.letters.length ? undefined : found(written, { left: true, right: true });
  } catch (error) {
    if (error instanceof NotRegular) return undefined;
    throw error;
  }
}

/** Whether anything may stand before or behind: a pattern is searched for, unless `^` and `$` hold it. */
interface Open {
  readonly left: boolean;
  readonly right: boolean;
}

function found(written: Written, open: Open): Language {
  switch (written.kind) {
    case "either":
      return either(written.parts.map((part) => found(part, open)));
    case "sequence":
      return foundSequence(written.parts, open);
    case "language":
      return sequenceOf([open.left ? anyText : empty, written.language, open.right ? anyText : empty]);
    case "start":
      return open.left ? foundSequence([written], open) : notRegular();
    case "end":
      return open.right ? foundSequence([written], open) : notRegular();
  }
}

function foundSequence(parts: readonly Written[], { left, right }: Open): Language {
  const starts = left && parts[0]?.kind === "start";
  const ends = right && parts.at(-1)?.kind === "end" && parts.length > (starts ? 1 : 0);
  const inner = parts.slice(starts ? 1 : 0, ends ? -1 : undefined);
  const open = { left: left && !starts, right: right && !ends };
  if (inner.length === 0) return open.left || open.right ? anyText : empty;
  return sequenceOf(
    inner.map((part, at) => found(part, { left: open.left && at === 0, right: open.right && at === inner.length - 1 })),
  );
}

interface Reader {
  readonly letters: readonly string[];
  at: number;
}

const take = (reader: Reader): string => reader.letters[reader.at++] ?? notRegular();

function accept(reader: Reader, text: string): boolean {
  const fits = [...text].every((letter, at) => reader.letters[reader.at + at] === letter);
  if (fits) reader.at += text.length;
  return fits;
}

function readAlternatives(reader: Reader): Written {
  const parts = [readSequence(reader)];
  while (accept(reader, "|")) parts.push(readSequence(reader));
  return parts.length === 1 ? (parts[0] as Written) : { kind: "either", parts };
}

function readSequence(reader: Reader): Written {
  const parts: Written[] = [];
  while (reader.at < reader.letters.length && !/[|)]/.test(reader.letters[reader.at] ?? "")) {
    parts.push(readRepeats(reader, readAtom(reader)));
  }
  return { kind: "sequence", parts };
}

function readRepeats(reader: Reader, atom: Written): Written {
  const repeats = readCounts(reader);
  if (!repeats) return atom;
  accept(reader, "?");
  const [least, most] = repeats;
  return { kind: "language", language: repeat(found(atom, { left: false, right: false }), least, most) };
}

function readCounts(reader: Reader): readonly [least: number, most: number] | undefined {
  if (accept(reader, "*")) return [0, Number.POSITIVE_INFINITY];
  if (accept(reader, "+")) return [1, Number.POSITIVE_INFINITY];
  if (accept(reader, "?")) return [0, 1];
  if (reader.letters[reader.at] !== "{") return undefined;
  const written = reader.letters.slice(reader.at, reader.at + 12).join("");
  const [matched, least, comma, most] = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(written) ?? notRegular();
  reader.at += matched.length;
  return [Number(least), comma === "" ? Number(least) : most ? Number(most) : Number.POSITIVE_INFINITY];
}

function readAtom(reader: Reader): Written {
  const letter = take(reader);
  if (letter === "^") return { kind: "start" };
  if (letter === "$") return { kind: "end" };
  if (letter === "(") return readGroup(reader);
  return { kind: "language", language: character(readSet(reader, letter)) };
}

function readGroup(reader: Reader): Written {
  if (accept(reader, "?") && !accept(reader, ":")) readGroupName(reader);
  const inner = readAlternatives(reader);
  return accept(reader, ")") ? inner : notRegular();
}

function readGroupName(reader: Reader): void {
  if (!accept(reader, "<") || /[=!]/.test(reader.letters[reader.at] ?? "")) notRegular();
  while (take(reader) !== ">");
}

function readSet(reader: Reader, letter: string): Characters {
  if (letter === ".") return complementOf(lineEnds);
  if (letter === "[") return readClass(reader);
  return letter === "\\" ? readEscape(reader) : just(letter);
}

const just = (letter: string): Characters => {
  const point = letter.codePointAt(0) as number;
  return [[point, point]];
};

function readClass(reader: Reader): Characters {
  const isNegated = accept(reader, "^");
  const sets: Characters[] = [];
  while (!accept(reader, "]")) sets.push(readRange(reader));
  const set = unionOf(sets);
  return isNegated ? complementOf(set) : set;
}

function readRange(reader: Reader): Characters {
  const first = readClassMember(reader);
  if (reader.letters[reader.at] !== "-" || reader.letters[reader.at + 1] === "]") return first;
  reader.at += 1;
  const last = readClassMember(reader);
  return [[first[0]?.[0] ?? 0, last[0]?.[1] ?? 0]];
}

function readClassMember(reader: Reader): Characters {
  const letter = take(reader);
  if (letter !== "\\") return just(letter);
  return accept(reader, "b") ? [[8, 8]] : readEscape(reader);
}

const escapes: Readonly<Record<string, Characters>> = {
  d: digits,
  D: complementOf(digits),
  w: wordCharacters,
  W: complementOf(wordCharacters),
  s: spaces,
  S: complementOf(spaces),
  t: [[9, 9]],
  n: [[10, 10]],
  v: [[11, 11]],
  f: [[12, 12]],
  r: [[13, 13]],
  "0": [[0, 0]],
};

function readEscape(reader: Reader): Characters {
  const letter = take(reader);
  const set = escapes[letter];
  if (set) return set;
  if (letter === "u" || letter === "x") return readHex(reader, letter === "u" ? 4 : 2);
  return /[A-Za-z1-9]/.test(letter) ? notRegular() : just(letter);
}

function readHex(reader: Reader, length: number): Characters {
  const written = reader.letters.slice(reader.at, reader.at + 10).join("");
  const [matched, braced, plain] =
    /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{4}))/.exec(length === 4 ? written : `{${written.slice(0, 2)}}`) ??
    notRegular();
  reader.at += length === 4 ? matched.length : 2;
  const point = Number.parseInt(braced ?? plain ?? "", 16);
  return point >= 0xd800 && point <= 0xdfff ? notRegular() : [[point, point]];
}
