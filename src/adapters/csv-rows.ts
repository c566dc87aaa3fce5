import { type CsvError, parse } from "csv-parse";
import { AdaptersError } from "./errors.ts";
import { lineBreaks } from "./text-of-bytes.ts";

/** One row as it stands in the file. */
export interface RawRow {
  /** Line that it begins at, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Its text without the line end. */
  readonly raw: string;
}

/** Largest row, in bytes: no event that is larger is admitted. */
export const MAX_ROW_BYTES = 1_048_576;

interface Parsed {
  readonly record: string[];
  readonly raw: string;
}

/**
 * Divides text into rows (RFC 4180), with the line end of the first row: CR LF, LF or CR. Empty lines are no rows.
 *
 * Memory: the rows of one piece of text, and one row of at most 1 MiB.
 *
 * @throws {AdaptersError} `csv_quote_misplaced`, `csv_row_too_large`, after the rows before
 */
export async function* parseRows(texts: AsyncIterable<string>, delimiter: string): AsyncGenerator<RawRow> {
  const parsed: Parsed[] = [];
  const parser = parse({
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    raw: true,
    on_record: (row: unknown) => {
      parsed.push(row as Parsed);
      return null;
    },
  });
  // A failure is told to whoever writes; without this it would also end the process.
  parser.on("error", () => undefined);
  const rows = countLines(() => parser.info.empty_lines);
  let waiting = 0;
  try {
    for await (const text of texts) {
      const failure = await new Promise<Failure>((resolve) => void parser.write(text, resolve));
      waiting = parsed.length > 0 ? 0 : waiting + text.length;
      for (const row of parsed.splice(0)) yield* rows.place(row);
      if (failure) throw explain(failure, rows.line());
      // The parser's own limit counts what stands in cells: a row of nothing but delimiters is endless.
      if (waiting > MAX_ROW_BYTES) throw tooLarge(rows.line());
    }
    const failure = await new Promise<Failure>((resolve) => void parser.end(resolve as () => void));
    for (const row of parsed.splice(0)) yield* rows.place(row);
    if (failure) throw explain(failure, rows.line());
  } finally {
    parser.destroy();
  }
}

type Failure = Error | null | undefined;

/**
 * Counts lines by the rows' own text: the parser counts a line end within quotation marks twice where it is CR LF. Of the
 * row that it fails in, it knows only how many empty lines were before.
 */
function countLines(emptyLines: () => number): { line(): number; place(row: Parsed): readonly RawRow[] } {
  let [next, empty] = [1, 0];
  return {
    line: () => next + Math.max(0, emptyLines() - empty),
    place: ({ record, raw: written }) => {
      const { before, raw } = withoutLineEnds(written);
      const line = next + lineBreaks(before);
      empty += lineBreaks(before);
      // A line that is empty but for a line end of the other kind is no row, either.
      next = raw === "" ? line : line + lineBreaks(raw) + 1;
      if (Buffer.byteLength(raw) > MAX_ROW_BYTES) throw tooLarge(line);
      return raw === "" ? [] : [{ line, cells: record, raw }];
    },
  };
}

/** Takes off the empty lines before a row and the line end behind it, by hand: a pattern would take quadratic time. */
function withoutLineEnds(written: string): { readonly before: string; readonly raw: string } {
  let [start, end] = [0, written.length];
  while (start < end && isLineEnd(written.charCodeAt(start))) start += 1;
  while (end > start && isLineEnd(written.charCodeAt(end - 1))) end -= 1;
  return { before: written.slice(0, start), raw: written.slice(start, end) };
}

const isLineEnd = (code: number): boolean => code === 0x0a || code === 0x0d;

function explain(failure: Error, line: number): Error {
  const { code } = failure as CsvError;
  if (code === "CSV_MAX_RECORD_SIZE") return tooLarge(line);
  if (typeof code !== "string" || !/QUOTE/.test(code)) return failure;
  const message = `the row at line ${line} has a quotation mark that is misplaced or never closed: write \`""\` for one within quotes`;
  return new AdaptersError("csv_quote_misplaced", message, { line }, { cause: failure });
}

const tooLarge = (line: number): AdaptersError =>
  new AdaptersError(
    "csv_row_too_large",
    `the row at line ${line} is larger than ${MAX_ROW_BYTES} bytes: look for a quotation mark that is never closed, or mixed line ends`,
    { line, limit: MAX_ROW_BYTES },
  );
