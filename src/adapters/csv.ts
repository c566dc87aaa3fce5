import { parseRows, type RawRow } from "./csv-rows.ts";
import { AdaptersError, type AdaptersFinding } from "./errors.ts";
import { decodeText, type TextEncoding } from "./text-of-bytes.ts";

/** One row of a CSV file under its header. */
export interface CsvRow {
  /** Line that it begins at, from 1; the header's is usually 1. */
  readonly line: number;
  /** The header's names, in their order. */
  readonly columns: readonly string[];
  /** Cells by the name of their column, as they stand in the file. */
  readonly record: Readonly<Record<string, string>>;
  /** The row's own text, without its line end. */
  readonly raw: string;
  /** What keeps the row from being read under the header; none for nearly every row. */
  readonly findings: readonly AdaptersFinding[];
}

export interface CsvOptions {
  /** Default `utf-8`. */
  readonly encoding?: TextEncoding;
  /** Default `,`. */
  readonly delimiter?: Delimiter;
}

/** What stands between the cells of a row. */
export type Delimiter = "," | ";" | "\t" | "|";

export const delimiters: readonly Delimiter[] = [",", ";", "\t", "|"];

/**
 * Reads a CSV file (RFC 4180) with a header, row by row as the bytes come. Line ends are those of the header: CR LF, LF
 * or CR. A byte order mark is skipped, empty lines are no rows. A row with more or fewer cells than the header has a
 * finding, and those of its cells that stand under a name.
 *
 * Memory: 64 KiB of the file and its rows, and one row of at most 1 MiB. At most 1,000 columns.
 *
 * @throws {AdaptersError} after the rows before: `csv_not_text`, `csv_encoding`, `csv_empty`, `csv_header_malformed`,
 * `csv_quote_misplaced`, `csv_row_too_large`. What the source itself throws is passed on.
 */
export async function* readCsv(
  source: AsyncIterable<Uint8Array>,
  { encoding = "utf-8", delimiter = "," }: CsvOptions = {},
): AsyncGenerator<CsvRow> {
  let columns: readonly string[] | undefined;
  for await (const row of parseRows(decodeText(source, encoding), delimiter)) {
    if (columns) yield toRow(row, columns);
    else columns = readHeader(row);
  }
  if (!columns) throw new AdaptersError("csv_empty", "the file is empty: it needs a header and rows", {});
}

const MAX_COLUMNS = 1_000;

function readHeader({ cells }: RawRow): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  if (names.length > MAX_COLUMNS) throw badHeader(MAX_COLUMNS + 1, `is beyond the limit of ${MAX_COLUMNS} columns`);
  const first = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    if (name === "") throw badHeader(at + 1, "has no name");
    if (name === "__proto__") throw badHeader(at + 1, "must not be named `__proto__`");
    const earlier = first.get(name);
    if (earlier !== undefined) throw badHeader(at + 1, `has the same name as column ${earlier}`);
    first.set(name, at + 1);
  }
  return names;
}

const badHeader = (column: number, problem: string): AdaptersError =>
  new AdaptersError(
    "csv_header_malformed",
    `column ${column} of the header ${problem}: every column needs a name of its own`,
    { column, problem },
  );

function toRow({ line, cells, raw }: RawRow, columns: readonly string[]): CsvRow {
  const known = columns.slice(0, cells.length);
  const record = Object.fromEntries(known.map((name, at) => [name, cells[at] as string]));
  return { line, columns, record, raw, findings: compareLengths(cells.length, columns.length) };
}

function compareLengths(actual: number, expected: number): readonly AdaptersFinding[] {
  if (actual === expected) return none;
  const code = actual < expected ? "cells_missing" : "cells_unexpected";
  const sentence = `the row has ${actual} cells; the header has ${expected}`;
  return [{ code, severity: "error", path: "", sentence, facts: { expected, actual } }];
}

const none: readonly AdaptersFinding[] = [];
