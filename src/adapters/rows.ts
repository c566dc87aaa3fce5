import { concatBytes } from "../foundation/index.ts";
import { type CsvOptions, type Delimiter, guessColumns, namedColumns, readTable } from "./csv.ts";
import { gunzip, isGzip, type UnpackOptions } from "./gzip.ts";
import { type FileRow, readJsonList, readNdjson } from "./json-rows.ts";
import { decodeText, type TextEncoding } from "./text-of-bytes.ts";

/** What a file is made of: a table, one JSON object for each line, or one JSON list. */
export type RowFormat = "csv" | "ndjson" | "json";

export const rowFormats: readonly RowFormat[] = ["csv", "ndjson", "json"];

export interface RowOptions extends Omit<CsvOptions, "columns">, UnpackOptions {
  /** Default: as the first character tells, `[` for `json`, `{` for `ndjson`, anything else for `csv`. */
  readonly format?: RowFormat;
  /** Names of a table's columns where it has no header; `guess` looks whether the first row is one. Default: it is. */
  readonly columns?: readonly string[] | "guess";
}

/** How a file turned out to be written. */
export interface RowsSource {
  readonly format: RowFormat;
  readonly encoding: TextEncoding;
  readonly isPacked: boolean;
  /** Of a table. */
  readonly delimiter?: Delimiter;
  readonly rows: AsyncGenerator<FileRow>;
}

/**
 * Reads the records of a file as its bytes come: CSV and its like, NDJSON or a JSON list, each also within gzip, in UTF-8,
 * UTF-16 or Windows-1252. What the options leave open is told from the content, never from a name: gzip and the byte
 * order mark by the first bytes, the format by the first character, the delimiter by the first line.
 *
 * Memory: 4 MiB of unpacked bytes, 64 KiB of text, and one record of at most 1 MiB.
 *
 * @throws {AdaptersError} after the rows before: `csv_not_text`, `csv_encoding`, `csv_empty`, `csv_header_malformed`,
 * `csv_quote_misplaced`, `csv_row_too_large`, `row_malformed`, `row_too_large`, `gzip_damaged`, `gzip_too_large`. What the
 * source itself throws is passed on.
 */
export async function* readRows(source: AsyncIterable<Uint8Array>, options: RowOptions = {}): AsyncGenerator<FileRow> {
  const { rows } = await openRows(source, options);
  yield* rows;
}

/**
 * Begins as {@link readRows} does, and tells how the file is written before its rows are read.
 *
 * @throws {AdaptersError} `csv_not_text`, `csv_encoding`, `gzip_damaged`, `gzip_too_large`; the rows, what those of `readRows` do
 */
export async function openRows(source: AsyncIterable<Uint8Array>, options: RowOptions = {}): Promise<RowsSource> {
  const packed = await peekBytes(source);
  const isPacked = isGzip(packed.head);
  const { head, all } = isPacked ? await peekBytes(gunzip(packed.all, options)) : packed;
  const encoding = options.encoding ?? encodingOf(head);
  const text = await peekText(decodeText(all, encoding));
  const format = options.format ?? formatOf(text.head);
  const delimiter = options.delimiter ?? delimiterOf(text.head);
  const rows = readers[format](text.all, { ...options, delimiter });
  return { format, encoding, isPacked, ...(format === "csv" && { delimiter }), rows };
}

type ReadFormat = (
  texts: AsyncIterable<string>,
  options: RowOptions & { readonly delimiter: Delimiter },
) => AsyncGenerator<FileRow>;

/** To add a format, write a row. */
const readers: Readonly<Record<RowFormat, ReadFormat>> = {
  csv: (texts, { delimiter, columns }) =>
    readTable(texts, delimiter, columns === "guess" ? guessColumns : namedColumns(columns)),
  ndjson: readNdjson,
  json: readJsonList,
};

// ── what the content tells ───────────────────────────────────────────────────────────────────────────────────────────

const marks: readonly (readonly [mark: readonly number[], encoding: TextEncoding])[] = [
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];

const encodingOf = (head: Uint8Array): TextEncoding =>
  marks.find(([mark]) => mark.every((byte, at) => head[at] === byte))?.[1] ?? "utf-8";

const byFirstCharacter: Readonly<Record<string, RowFormat>> = { "[": "json", "{": "ndjson" };

const formatOf = (head: string): RowFormat => byFirstCharacter[head.trimStart().charAt(0)] ?? "csv";

/** Those first that seldom stand in a name. */
const byRarity: readonly Delimiter[] = ["\t", "|", ";", ","];

/** The one that divides the first line most often, outside quotation marks. */
function delimiterOf(head: string): Delimiter {
  const [line = ""] = head
    .trimStart()
    .replace(/"[^"]*"/g, "")
    .split(/[\r\n]/);
  const times = (delimiter: Delimiter): number => line.split(delimiter).length;
  const best = byRarity.reduce((most, next) => (times(next) > times(most) ? next : most));
  return times(best) === 1 ? "," : best;
}

// ── looking ahead ────────────────────────────────────────────────────────────────────────────────────────────────────

interface Peeked<Head, Piece> {
  readonly head: Head;
  /** Everything, what was looked at included. */
  readonly all: AsyncGenerator<Piece>;
}

/** Enough for every mark. */
const MARK_BYTES = 4;

async function peekBytes(source: AsyncIterable<Uint8Array>): Promise<Peeked<Uint8Array, Uint8Array>> {
  let length = 0;
  const { pieces, all } = await peek(source, (bytes) => {
    if (!(bytes instanceof Uint8Array)) throw new TypeError("a source of rows yields bytes, as `Uint8Array`");
    length += bytes.length;
    return length >= MARK_BYTES;
  });
  return { head: concatBytes(...pieces), all };
}

/** Longest first line that is looked at. */
const LINE_CHARACTERS = 65_536;

async function peekText(texts: AsyncIterable<string>): Promise<Peeked<string, string>> {
  let [length, hasBegun] = [0, false];
  const { pieces, all } = await peek(texts, (text) => {
    const isLine = /[\r\n]/.test(hasBegun ? text : text.trimStart());
    hasBegun ||= text.trim() !== "";
    length += text.length;
    return isLine || length >= LINE_CHARACTERS;
  });
  return { head: pieces.join(""), all };
}

async function peek<Piece>(
  source: AsyncIterable<Piece>,
  isEnough: (piece: Piece) => boolean,
): Promise<{ readonly pieces: readonly Piece[]; readonly all: AsyncGenerator<Piece> }> {
  const rest = source[Symbol.asyncIterator]();
  const pieces: Piece[] = [];
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    pieces.push(next.value);
    if (isEnough(next.value)) break;
  }
  return { pieces, all: chain(pieces, rest) };
}

async function* chain<Piece>(pieces: readonly Piece[], rest: AsyncIterator<Piece>): AsyncGenerator<Piece> {
  try {
    yield* pieces;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
