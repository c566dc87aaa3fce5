import { extname } from "node:path";
import { type CsvOptions, type Delimiter, readCsv } from "../../adapters/index.ts";
import { isIntegrityError, isJsonObject, type JsonObject, type JsonValue, parseJson } from "../../foundation/index.ts";
import { CliError } from "../errors.ts";
import { streamFile } from "../file-stream.ts";
import { readBytes } from "../files.ts";

/** Most rows that are taken from a file. */
export const MOST_ROWS = 5_000;

/** The first rows of a CSV file, a JSON list or JSON lines. @throws {CliError} `file_unreadable`, `rows_unreadable` @throws {AdaptersError} `csv_…` */
export async function sampleRows(file: string): Promise<readonly JsonObject[]> {
  const read = readers[extname(file).toLowerCase()] ?? readCsvRows;
  const rows = await read(file);
  if (rows.length > 0) return rows;
  throw unreadable(file, "it has no rows");
}

type Read = (file: string) => Promise<readonly JsonObject[]>;

/** By the ending of its name; every other file is taken for CSV. */
const readers: Readonly<Record<string, Read>> = { ".json": readList, ".jsonl": readLines, ".ndjson": readLines };

async function readCsvRows(file: string): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const { record } of readCsv(streamFile(file), await csvOptionsOf(file))) {
    rows.push(Object.fromEntries(Object.entries(record).map(([name, cell]) => [name, cell === "" ? null : cell])));
    if (rows.length === MOST_ROWS) break;
  }
  return rows;
}

const delimiters: readonly Delimiter[] = [",", ";", "\t", "|"];

/** The delimiter that the header has most of. */
async function csvOptionsOf(file: string): Promise<CsvOptions> {
  let header = "";
  for await (const bytes of streamFile(file)) {
    header = new TextDecoder("latin1").decode(bytes).split(/\r|\n/, 1)[0] ?? "";
    break;
  }
  const counted = delimiters.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return { delimiter: counted.reduce((best, one) => (one.count > best.count ? one : best)).delimiter };
}

async function readList(file: string): Promise<readonly JsonObject[]> {
  const list = jsonOf(file, await readBytes(file));
  if (!Array.isArray(list)) throw unreadable(file, "expected a list of objects");
  return list.slice(0, MOST_ROWS).map((row) => asRow(file, row));
}

async function readLines(file: string): Promise<readonly JsonObject[]> {
  const lines = new TextDecoder()
    .decode(await readBytes(file))
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.slice(0, MOST_ROWS).map((line) => asRow(file, jsonOf(file, line)));
}

function asRow(file: string, row: JsonValue): JsonObject {
  if (isJsonObject(row)) return row;
  throw unreadable(file, "expected an object for each row");
}

function jsonOf(file: string, text: Uint8Array | string): JsonValue {
  try {
    return parseJson(text, { maxBytes: 64 * 1_048_576 });
  } catch (cause) {
    if (!isIntegrityError(cause)) throw cause;
    throw unreadable(file, cause.message, cause);
  }
}

const unreadable = (file: string, problem: string, cause?: unknown): CliError =>
  new CliError("rows_unreadable", `\`${file}\` cannot be taken for rows: ${problem}`, { file, problem }, { cause });
