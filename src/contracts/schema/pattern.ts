import { ContractsError } from "../errors.ts";

/** Longest pattern read. */
const MAX_LENGTH = 200;
/** Largest pattern after writing out its repeats: `(?:[A-Z]{3}){4}` counts 12. */
const MAX_SIZE = 5_000;
/** Open repeats (`*`, `+`, `{2,}`) one after the other; more than four take too long on any text worth matching. */
const MAX_OPEN_REPEATS = 4;
/** Ways of matching that one document may cost: less than a second. */
const MAX_WAYS = 50_000_000;

/**
 * In how many ways a backtracking matcher can try a part of a pattern, as `choices × length^openRepeats`, and how many
 * characters it matches at most when open repeats count once.
 */
interface Effort {
  readonly choices: number;
  readonly openRepeats: number;
  readonly size: number;
  readonly anchored: boolean;
}

/** What is left to spend on matching within one document. */
export interface Meter {
  spent: number;
}

/** Thrown out of a check that would take too long: it is neither a match nor none. */
export class PatternUndecided extends Error {
  readonly pattern: string;
  readonly text: string;
  constructor(pattern: string, text: string) {
    super("matching takes too long");
    this.pattern = pattern;
    this.text = text;
  }
}

export interface SafePattern {
  /** @throws {PatternUndecided} */
  test(text: string): boolean;
  /** Ajv tells patterns apart by this. */
  toString(): string;
}

/** A pattern as a matcher that counts what it may cost. Refuse it before with {@link refuseUnsafePattern}. */
export function safePattern(pattern: string, meter: Meter): SafePattern {
  const effort = measure(pattern);
  const expression = new RegExp(pattern, "u");
  return {
    test(text) {
      meter.spent += waysOf(effort, text.length);
      if (meter.spent > MAX_WAYS) throw new PatternUndecided(pattern, text);
      return expression.test(text);
    },
    toString: () => String(expression),
  };
}

/** Most patterns have no open repeat: then the length of the text does not matter. */
const waysOf = ({ choices, openRepeats }: Effort, length: number): number =>
  openRepeats === 0 ? choices : choices * (length + 1) ** openRepeats;

/** @throws {ContractsError} `contract_pattern_unsafe` */
export function refuseUnsafePattern(pattern: string, path: string): void {
  try {
    measure(pattern);
    new RegExp(pattern, "u");
  } catch (error) {
    const shown = pattern.slice(0, 60);
    const problem = error instanceof PatternProblem ? error.message : "it is no regular expression with the flag `u`";
    throw new ContractsError("contract_pattern_unsafe", `pattern \`${shown}\`: ${problem}`, {
      path,
      pattern: shown,
      problem,
    });
  }
}

class PatternProblem extends Error {}

const problem = (text: string): never => {
  throw new PatternProblem(text);
};

/**
 * Reads a pattern (ECMA-262 with the flag `u`) and counts the choices in it. Refused are: more than 200 characters, a
 * choice within an open repeat (`(a+)+`, `(a|b)*`: exponential), more than four open repeats, one more where the pattern
 * is not anchored with `^`, and references back to a group.
 */
function measure(pattern: string): Effort {
  if (pattern.length > MAX_LENGTH) problem(`it is longer than ${MAX_LENGTH} characters`);
  const effort = readAlternatives({ pattern, at: 0 }, false);
  const openRepeats = effort.openRepeats + (effort.anchored ? 0 : 1);
  if (openRepeats > MAX_OPEN_REPEATS) problem("it has too many open repeats: start with `^`, write `{1,20}` for `+`");
  if (effort.size > MAX_SIZE || effort.choices > MAX_WAYS / 1_000) problem("its repeats add up to too much");
  return { ...effort, openRepeats };
}

interface Reader {
  readonly pattern: string;
  at: number;
}

const NOTHING: Effort = { choices: 1, openRepeats: 0, size: 0, anchored: false };
const ONE_CHARACTER: Effort = { ...NOTHING, size: 1 };
const START: Effort = { ...NOTHING, anchored: true };

function readAlternatives(reader: Reader, inGroup: boolean): Effort {
  let effort = readSequence(reader);
  while (reader.pattern[reader.at] === "|") {
    reader.at += 1;
    effort = either(effort, readSequence(reader));
  }
  if (reader.at < reader.pattern.length !== inGroup) problem("its parentheses do not match");
  return effort;
}

const either = (left: Effort, right: Effort): Effort => ({
  choices: left.choices + right.choices,
  openRepeats: Math.max(left.openRepeats, right.openRepeats),
  size: left.size + right.size,
  anchored: left.anchored && right.anchored,
});

function readSequence(reader: Reader): Effort {
  let effort = NOTHING;
  for (let first = true; ; first = false) {
    const next = reader.pattern[reader.at];
    if (next === undefined || next === "|" || next === ")") return effort;
    const part = readDelimitedList(reader) ?? repeat(readAtom(reader), readRepeats(reader));
    effort = then(effort, part, first);
  }
}

/**
 * An open repeat of a group that begins with a divider and goes on with characters that are none: `(\.\d+)*`. Only one way
 * leads through all iterations but the last, so there are as many ways as the text is long, squared.
 */
const delimitedList =
  /^\((?:\?:)?(?:\\[./-]|[-:,;/ ])(?:\\[dw]|\[(?:a-z|A-Z|0-9|a-f|A-F|[A-Za-z0-9])+\]|[A-Za-z0-9])(?:[*+]|\{\d{1,4},\})\)(?:[*+]|\{\d{1,2},\})/;

function readDelimitedList(reader: Reader): Effort | undefined {
  const [written] = delimitedList.exec(reader.pattern.slice(reader.at)) ?? [];
  return written === undefined
    ? undefined
    : advance(reader, written.length, { choices: 1, openRepeats: 2, size: 2, anchored: false });
}

const then = (left: Effort, right: Effort, isFirst: boolean): Effort => ({
  choices: left.choices * right.choices,
  openRepeats: left.openRepeats + right.openRepeats,
  size: left.size + right.size,
  anchored: isFirst ? right.anchored : left.anchored,
});

interface Repeats {
  readonly least: number;
  readonly most: number;
}

const ONCE: Repeats = { least: 1, most: 1 };

function readRepeats(reader: Reader): Repeats {
  const written = /^(?:[*+?]|\{(\d{1,4})(,?)(\d{0,4})\})\??/.exec(reader.pattern.slice(reader.at, reader.at + 12));
  if (!written) return ONCE;
  reader.at += written[0].length;
  const [, least = "", comma, most] = written;
  if (least === "") return repeatSigns[written[0].charAt(0)] ?? ONCE;
  return { least: Number(least), most: comma === "" ? Number(least) : most ? Number(most) : Number.POSITIVE_INFINITY };
}

const repeatSigns: Readonly<Record<string, Repeats>> = {
  "*": { least: 0, most: Number.POSITIVE_INFINITY },
  "+": { least: 1, most: Number.POSITIVE_INFINITY },
  "?": { least: 0, most: 1 },
};

function repeat(effort: Effort, { least, most }: Repeats): Effort {
  if (least === 1 && most === 1) return effort;
  const hasChoice = effort.choices > 1 || effort.openRepeats > 0;
  if (most === Number.POSITIVE_INFINITY) {
    if (hasChoice)
      problem("a repeat or `|` within an open repeat takes exponential time: write `{1,20}` for the outer one");
    return { choices: 1, openRepeats: 1, size: effort.size * (least + 1), anchored: false };
  }
  if (effort.openRepeats > 0 && most > 1)
    problem("an open repeat within a repeat takes too long: write `{1,20}` for `+`");
  const choices = effort.choices ** most * (most - least + 1);
  return { ...effort, choices, size: effort.size * most, anchored: effort.anchored && least > 0 };
}

function readAtom(reader: Reader): Effort {
  const letter = reader.pattern[reader.at] as string;
  return (atoms[letter] ?? readCharacter)(reader);
}

const atoms: Readonly<Record<string, (reader: Reader) => Effort>> = {
  "(": readGroup,
  "[": readClass,
  "\\": readEscape,
  "^": (reader) => advance(reader, 1, START),
  $: (reader) => advance(reader, 1, NOTHING),
};

const readCharacter = (reader: Reader): Effort => advance(reader, 1, ONE_CHARACTER);

function advance(reader: Reader, characters: number, effort: Effort): Effort {
  reader.at += characters;
  return effort;
}

/** Plain, named and look-around groups count alike. */
function readGroup(reader: Reader): Effort {
  reader.at +=
    /^\((?:\?(?:[:=!]|<[=!]|<[^>]{1,60}>|[a-z-]{1,6}:))?/.exec(reader.pattern.slice(reader.at))?.[0].length ?? 1;
  const effort = readAlternatives(reader, true);
  reader.at += 1;
  return effort;
}

function readClass(reader: Reader): Effort {
  const written = /^\[(?:\\.|[^\]\\])*\]/su.exec(reader.pattern.slice(reader.at));
  return advance(reader, written?.[0].length ?? problem("a `[` has no `]`"), ONE_CHARACTER);
}

function readEscape(reader: Reader): Effort {
  const next = reader.pattern[reader.at + 1] ?? problem("it ends with `\\`");
  if (/[1-9k]/.test(next)) problem("references back to a group take exponential time");
  const written = /^\\(?:[pPu]\{[^}]{1,60}\}|.)/su.exec(reader.pattern.slice(reader.at));
  return advance(reader, written?.[0].length ?? 2, /[bB]/.test(next) ? NOTHING : ONE_CHARACTER);
}
