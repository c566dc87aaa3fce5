import { fromUtf8 } from "./bytes.ts";
import { numberIsExact } from "./decimal.ts";
import { FoundationError } from "./errors.ts";
import type { JsonObject, JsonProfile, JsonValue } from "./json.ts";
import { appendToken } from "./pointer.ts";

export interface ParseJsonOptions {
  readonly profile?: JsonProfile;
  /** Largest input in bytes (for text: in UTF-16 units). Default 1 MiB. */
  readonly maxBytes?: number;
  /** Deepest nesting of arrays and objects. Default 64; 10,000 under `rfc8259`. */
  readonly maxDepth?: number;
}

/**
 * Reads JSON (RFC 8259) that somebody else wrote.
 *
 * Profile `strict` also refuses duplicate names, lone surrogates, numbers that a double cannot hold exactly, integers
 * beyond 2^53 - 1, and members named `__proto__`.
 *
 * @throws {FoundationError} `json_syntax`, `json_encoding`, `json_too_large`, `json_too_deep`; under `strict` also
 * `json_duplicate_name`, `json_lone_surrogate`, `json_number_inexact`, `json_forbidden_name`.
 */
export function parseJson(input: Uint8Array | string, options: ParseJsonOptions = {}): JsonValue {
  const { profile = "strict", maxBytes = 1_048_576, maxDepth = profile === "strict" ? 64 : 10_000 } = options;
  if (input.length > maxBytes) throw tooLarge(input.length, maxBytes);
  const text = typeof input === "string" ? input : fromUtf8(input);
  const limits = { maxDepth, exactNumbers: profile === "strict" };
  const { value, members } = readQuickly(text, limits) ?? {
    members: scan(text, limits),
    value: JSON.parse(text) as JsonValue,
  };
  if (profile === "strict") refuseAmbiguous(text, value, members);
  return value;
}

const tooLarge = (size: number, limit: number): FoundationError =>
  new FoundationError("json_too_large", `${size} bytes of JSON are more than the limit of ${limit}`, { limit, size });

interface Read {
  readonly value: JsonValue;
  /** The members of all objects, as they are written. */
  readonly members: number;
}

/** What nearly every text needs; `undefined` for one that must be refused: what is wrong, and where, is for {@link scan} to say. */
function readQuickly(text: string, limits: Limits): Read | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    const members = skim(text, limits);
    return members === undefined ? undefined : { value, members };
  } catch {
    return undefined;
  }
}

/**
 * Counts the members of all objects in a text that is known to be JSON, without recursion and without building values; a
 * count that differs from what `JSON.parse` makes of it betrays a duplicate. `undefined` beyond a limit.
 */
function skim(text: string, { maxDepth, exactNumbers }: Limits): number | undefined {
  let [members, depth, at] = [0, 0, 0];
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (exactNumbers && isInNumber(code)) {
      const end = endOfNumber(text, at);
      if (!numberIsExact(text.slice(at, end))) return undefined;
      at = end;
      continue;
    } else if (code === COLON) members += 1;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (++depth > maxDepth) return undefined;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth -= 1;
    at += 1;
  }
  return members;
}

/** Where the quote is that ends a string: one behind an even number of backslashes. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = end;
    while (text.charCodeAt(escapes - 1) === BACKSLASH) escapes -= 1;
    if ((end - escapes) % 2 === 0) return end;
  }
}

/** Outside of strings, digits and minus signs stand in numbers only. */
const isInNumber = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x2d;

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  for (let code = text.charCodeAt(end); isInNumber(code) || numberSigns.has(code); ) code = text.charCodeAt(++end);
  return end;
}

const numberSigns: ReadonlySet<number> = new Set([..."+.eE"].map((sign) => sign.charCodeAt(0)));

interface Limits {
  readonly maxDepth: number;
  readonly exactNumbers: boolean;
}

interface ScanOptions extends Limits {
  /** Told each name as it is written, for the second, slow reading that finds a duplicate. */
  readonly onName?: (name: string, depth: number) => void;
  readonly onOpen?: (depth: number) => void;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const numberToken = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const hexDigits = /[0-9a-fA-F]{4}/y;
const literals = ["true", "false", "null"] as const;

/**
 * The same with the grammar of RFC 8259, which says what is wrong with a text and where: `JSON.parse` says it differently
 * in every engine.
 */
function scan(text: string, { maxDepth, exactNumbers, onName, onOpen }: ScanOptions): number {
  const open: number[] = [];
  let at = 0;
  let members = 0;

  const fail = (): never => {
    throw syntaxError(text, at);
  };
  const skipSpace = (): void => {
    for (let code = text.charCodeAt(at); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; ) {
      code = text.charCodeAt(++at);
    }
  };
  const skipEscape = (): void => {
    const code = text.charCodeAt(++at);
    if (code !== 0x75) {
      if (!'"\\/bfnrt'.includes(text.charAt(at)) || at >= text.length) fail();
      at += 1;
      return;
    }
    hexDigits.lastIndex = at + 1;
    if (!hexDigits.test(text)) fail();
    at += 5;
  };
  const skipString = (): void => {
    at += 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) skipEscape();
      else if (code >= 0x20) at += 1;
      else fail();
    }
    at += 1;
  };
  const skipNumber = (): void => {
    numberToken.lastIndex = at;
    const token = numberToken.exec(text)?.[0] ?? fail();
    if (exactNumbers && !numberIsExact(token)) throw inexact(token, at);
    at += token.length;
  };
  const skipLiteral = (): void => {
    const literal = literals.find((word) => text.startsWith(word, at)) ?? fail();
    at += literal.length;
  };
  const skipName = (): void => {
    skipSpace();
    if (text.charCodeAt(at) !== QUOTE) fail();
    const start = at;
    skipString();
    onName?.(JSON.parse(text.slice(start, at)) as string, open.length);
    members += 1;
    skipSpace();
    if (text.charCodeAt(at) !== COLON) fail();
    at += 1;
  };
  const enter = (container: number): void => {
    if (open.length >= maxDepth) throw tooDeep(maxDepth);
    open.push(container);
    onOpen?.(open.length);
    at += 1;
    skipSpace();
  };
  /** Moves past one scalar or into one container; answers whether a whole value now lies behind. */
  const value = (): boolean => {
    skipSpace();
    const code = text.charCodeAt(at);
    if (code === QUOTE) skipString();
    else if (code === OPEN_OBJECT) {
      enter(CLOSE_OBJECT);
      if (text.charCodeAt(at) !== CLOSE_OBJECT) {
        skipName();
        return false;
      }
      leave();
    } else if (code === OPEN_ARRAY) {
      enter(CLOSE_ARRAY);
      if (text.charCodeAt(at) !== CLOSE_ARRAY) return false;
      leave();
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) skipNumber();
    else skipLiteral();
    return true;
  };
  const leave = (): void => {
    open.pop();
    at += 1;
  };
  /** After a value: closes what ends here and moves to where the next value starts. */
  const next = (): void => {
    while (open.length > 0) {
      skipSpace();
      const code = text.charCodeAt(at);
      const container = open[open.length - 1];
      if (code === COMMA) {
        at += 1;
        if (container === CLOSE_OBJECT) skipName();
        return;
      }
      if (code !== container) fail();
      leave();
    }
  };

  do {
    if (value()) next();
  } while (open.length > 0);
  skipSpace();
  if (at !== text.length) fail();
  return members;
}

function syntaxError(text: string, offset: number): FoundationError {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  const column = offset - before.lastIndexOf("\n");
  const what = offset >= text.length ? "the text ends too early" : "unexpected character";
  return new FoundationError("json_syntax", `not JSON: ${what} at line ${line}, column ${column}`, {
    offset,
    line,
    column,
  });
}

const tooDeep = (limit: number): FoundationError =>
  new FoundationError("json_too_deep", `nested deeper than the limit of ${limit}`, { limit });

function inexact(number: string, offset: number): FoundationError {
  const shown = number.length > 40 ? `${number.slice(0, 40)}…` : number;
  const message = `the number \`${shown}\` cannot be held exactly: send it as decimal text, in quotes`;
  return new FoundationError("json_number_inexact", message, { number: shown, offset });
}

/** What only shows in the values: names that occur twice, `__proto__`, half surrogate pairs. */
function refuseAmbiguous(text: string, value: JsonValue, writtenMembers: number): void {
  if (countMembers(value) === writtenMembers) return;
  refuseUnsafeText(value, "");
  throw duplicateName(text);
}

/** The members of all objects, or NaN when a text or a name must be refused: the place is looked up only then. */
function countMembers(value: JsonValue): number {
  if (typeof value === "string") return value.isWellFormed() ? 0 : Number.NaN;
  if (typeof value !== "object" || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += countMembers(item);
    return members;
  }
  for (const name of Object.keys(value)) {
    if (name === "__proto__" || !name.isWellFormed()) return Number.NaN;
    members += 1 + countMembers((value as JsonObject)[name] as JsonValue);
  }
  return members;
}

function refuseUnsafeText(value: JsonValue, path: string): void {
  if (typeof value === "string" && !value.isWellFormed()) throw loneSurrogate(path);
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!name.isWellFormed()) throw loneSurrogate(path);
    if (name === "__proto__") throw forbiddenName(appendToken(path, name), name);
    refuseUnsafeText(member, appendToken(path, name));
  }
}

const loneSurrogate = (path: string): FoundationError =>
  new FoundationError("json_lone_surrogate", `the text at \`${path}\` holds half a surrogate pair`, { path });

const forbiddenName = (path: string, name: string): FoundationError =>
  new FoundationError("json_forbidden_name", `an object must not have a member named \`${name}\``, { path, name });

/** Reads the text a second time, with the names of every open object at hand, to say which one occurs twice. */
function duplicateName(text: string): FoundationError {
  const seen: Set<string>[] = [];
  let duplicate = "";
  scan(text, {
    maxDepth: Number.POSITIVE_INFINITY,
    exactNumbers: false,
    onOpen: (depth) => {
      seen[depth] = new Set();
    },
    onName: (name, depth) => {
      const names = seen[depth] ?? new Set();
      if (names.has(name) && duplicate === "") duplicate = name;
      seen[depth] = names.add(name);
    },
  });
  return new FoundationError("json_duplicate_name", `the name \`${duplicate}\` occurs twice in one object`, {
    name: duplicate,
  });
}
