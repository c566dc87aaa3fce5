import { basename } from "node:path";
import { type FileRow, openRows, type RowOptions, type RowsSource } from "../../adapters/index.ts";
import { createDataProfile, type ProfileReport } from "../../contracts/index.ts";
import { streamFile } from "../file-stream.ts";
import { harmless } from "../harmless.ts";
import type { Output } from "../output.ts";
import { count, type Ragged } from "./remarks.ts";

/** What a file is, and what was found in it. */
export interface ScannedFile {
  readonly file: string;
  readonly format: Omit<RowsSource, "rows">;
  readonly report: ProfileReport;
  readonly ragged: Ragged;
  /** Values of the first rows, by column, to find columns of two files that say the same. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether rows were left out by a limit. */
  readonly isCut: boolean;
}

export interface ScanOptions extends RowOptions {
  readonly limit: number;
}

/** Rows whose values are kept for finding a common key. */
const SAMPLED = 5_000;
const LONGEST_VALUE = 100;

/** Reads a file once. @throws {CliError} `file_unreadable` @throws {AdaptersError} */
export async function scanFile(file: string, options: ScanOptions, output: Output): Promise<ScannedFile> {
  const { rows, ...format } = await openRows(streamFile(file), options);
  const profile = createDataProfile();
  const values = new Map<string, Set<string>>();
  let [read, ragged, raggedAt, isCut] = [0, 0, 0, false];
  for await (const row of rows) {
    if (read === options.limit) {
      isCut = true;
      break;
    }
    profile.observe(row.record, row.line);
    if (row.findings.length > 0) ragged += 1;
    if (row.findings.length > 0 && raggedAt === 0) raggedAt = row.line;
    if (read < SAMPLED) keepValues(row, values);
    read += 1;
    if (read % 1_000 === 0) output.progress(`reading ${harmless(basename(file))}, ${count(read)} rows …`);
  }
  const found = ragged === 0 ? { rows: 0 } : { rows: ragged, line: raggedAt };
  return { file, format, report: profile.report(), ragged: found, values, isCut };
}

function keepValues({ record }: FileRow, values: Map<string, Set<string>>): void {
  for (const [column, value] of Object.entries(record)) {
    if (typeof value !== "string" && typeof value !== "number") continue;
    const text = String(value);
    const kept = values.get(column) ?? new Set();
    if (text !== "" && text.length <= LONGEST_VALUE) values.set(column, kept.add(text));
  }
}
