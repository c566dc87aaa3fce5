import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../foundation/index.ts";
import { MAX_ROW_BYTES } from "./csv-rows.ts";
import { AdaptersError, type AdaptersFinding } from "./errors.ts";
import { lineBreaks } from "./text-of-bytes.ts";

/** One record of a file, whatever the file is made of: a row of a table has cells as text, JSON has what it says. */
export interface FileRow {
  /** Line that it begins at, from 1. */
  readonly line: number;
  /** Names of its members, in their order. */
  readonly columns: readonly string[];
  readonly record: JsonObject;
  /** Its own text. */
  readonly raw: string;
  /** What keeps the row from being read under the header; JSON has none. */
  readonly findings: readonly AdaptersFinding[];
}

interface RawRecord {
  readonly line: number;
  readonly raw: string;
}

/**
 * Reads one JSON object for each line (NDJSON). Blank lines are no records.
 *
 * Memory: one piece of text, and one record of at most 1 MiB.
 *
 * @throws {AdaptersError} `row_malformed`, `row_too_large`, after the rows before
 */
export async function* readNdjson(texts: AsyncIterable<string>): AsyncGenerator<FileRow> {
  for await (const { line, raw } of splitLines(texts)) {
    if (raw.trim() !== "") yield toRow({ line, raw: raw.trim() });
  }
}

async function* splitLines(texts: AsyncIterable<string>): AsyncGenerator<RawRecord> {
  let [rest, line] = ["", 1];
  for await (const text of texts) {
    // Looked for in the new piece alone: a long line that comes byte by byte would take quadratic time.
    const lines = text.includes("\n") ? (rest + text).split("\n") : [rest + text];
    rest = lines.pop() as string;
    for (const raw of lines) {
      yield { line, raw };
      line += 1;
    }
    if (rest.length > MAX_ROW_BYTES) throw tooLarge(line);
  }
  yield { line, raw: rest };
}

/**
 * Reads the objects of one JSON list, each as its text is complete.
 *
 * Memory: one piece of text, and one record of at most 1 MiB.
 *
 * @throws {AdaptersError} `row_malformed`, `row_too_large`, after the rows before
 */
export async function* readJsonList(texts: AsyncIterable<string>): AsyncGenerator<FileRow> {
  const splitter = createSplitter();
  for await (const text of texts) {
    const failure = splitter.take(text);
    for (const found of splitter.found.splice(0)) yield toRow(found);
    if (failure) throw failure;
  }
  if (!splitter.isDone()) throw malformed(splitter.line(), "the list is not closed");
}

const [QUOTE, BACKSLASH, COMMA, NEW_LINE] = [0x22, 0x5c, 0x2c, 0x0a];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d]);

interface Splitter {
  readonly found: RawRecord[];
  /** Looks through the next piece of text; answers what is wrong with it. */
  take(text: string): AdaptersError | undefined;
  line(): number;
  isDone(): boolean;
}

/**
 * Cuts the text of a list at its own commas. It only tells apart what is within a text or a deeper value; whether a piece
 * is JSON is for the strict reader to say.
 */
function createSplitter(): Splitter {
  const found: RawRecord[] = [];
  let [phase, depth, line, begun, started] = ["before" as "before" | "within" | "after", 0, 1, 1, 0];
  let [inText, isEscaped, carried, elements] = [false, false, "", 0];

  const cut = (text: string, at: number, isLast: boolean): AdaptersError | undefined => {
    const written = carried + text.slice(started, at);
    const raw = written.trim();
    carried = "";
    started = at + 1;
    if (raw === "" && isLast && elements === 0) return undefined;
    if (raw === "") return malformed(line, "a value is missing beside a comma");
    found.push({ line: begun + lineBreaks(written.slice(0, written.length - written.trimStart().length)), raw });
    elements += 1;
    begun = line;
    return undefined;
  };
  const textual = (code: number): void => {
    if (isEscaped) isEscaped = false;
    else if (code === BACKSLASH) isEscaped = true;
    else if (code === QUOTE) inText = false;
  };
  const structural = (code: number, text: string, at: number): AdaptersError | undefined => {
    if (code === QUOTE) inText = true;
    else if (opening.has(code)) depth += 1;
    else if (depth > 0 && closing.has(code)) depth -= 1;
    else if (depth === 0 && code === COMMA) return cut(text, at, false);
    else if (code === CLOSE_LIST) {
      phase = "after";
      return cut(text, at, true);
    }
    return undefined;
  };
  const outside = (code: number, at: number): AdaptersError | undefined => {
    if (blanks.has(code)) return undefined;
    if (phase === "after" || code !== OPEN_LIST)
      return malformed(line, phase === "after" ? "something follows the list" : "a list begins with `[`");
    [phase, started, begun] = ["within", at + 1, line];
    return undefined;
  };
  return {
    found,
    line: () => line,
    isDone: () => phase === "after",
    take(text) {
      started = 0;
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === NEW_LINE) line += 1;
        const failure = phase !== "within" ? outside(code, at) : inText ? textual(code) : structural(code, text, at);
        if (failure) return failure;
      }
      if (phase === "within") carried += text.slice(started);
      return carried.length > MAX_ROW_BYTES ? tooLarge(begun) : undefined;
    },
  };
}

function toRow({ line, raw }: RawRecord): FileRow {
  const record = parseRecord(line, raw);
  if (!isJsonObject(record)) throw malformed(line, 'it is no object: write `{ "name": value, … }`');
  return { line, columns: Object.keys(record), record, raw, findings: none };
}

function parseRecord(line: number, raw: string): JsonValue {
  if (raw.length > MAX_ROW_BYTES) throw tooLarge(line);
  try {
    return parseJson(raw, { maxBytes: MAX_ROW_BYTES });
  } catch (cause) {
    throw malformed(line, (cause as Error).message, cause);
  }
}

const none: readonly AdaptersFinding[] = [];

const malformed = (line: number, problem: string, cause?: unknown): AdaptersError =>
  new AdaptersError("row_malformed", `the record at line ${line}: ${problem}`, { line, problem }, { cause });

const tooLarge = (line: number): AdaptersError =>
  new AdaptersError(
    "row_too_large",
    `the record at line ${line} is larger than ${MAX_ROW_BYTES} bytes: write one object for each record`,
    { line, limit: MAX_ROW_BYTES },
  );
