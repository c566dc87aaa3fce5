import { readRows } from "../../adapters/index.ts";
import type { JsonObject } from "../../foundation/index.ts";
import { CliError } from "../errors.ts";
import { streamFile } from "../file-stream.ts";

/** Most rows that are taken from a file. */
export const MOST_ROWS = 5_000;

/** The first records of a file, as {@link readRows} reads it. @throws {CliError} `file_unreadable`, `rows_unreadable` @throws {AdaptersError} `csv_…`, `row_…` */
export async function sampleRows(file: string): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const { record } of readRows(streamFile(file))) {
    rows.push(withNulls(record));
    if (rows.length === MOST_ROWS) break;
  }
  if (rows.length > 0) return rows;
  throw new CliError("rows_unreadable", `\`${file}\` has no rows: name a file with some`, { file, problem: "no rows" });
}

/** An empty cell says nothing. */
const withNulls = (record: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, value === "" ? null : value]));
