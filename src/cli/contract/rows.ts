import { basename } from "node:path";
import { openRows } from "../../adapters/index.ts";
import type { Contract } from "../../contracts/index.ts";
import {
  equalDecimals,
  isDecimal,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseDecimal,
} from "../../foundation/index.ts";
import { streamFile } from "../file-stream.ts";
import { readJson } from "../files.ts";
import { harmless } from "../harmless.ts";
import type { Output } from "../output.ts";

/** One record of a file, and where it stands. */
export interface FileRecord {
  readonly record: JsonValue;
  readonly line: number;
}

/**
 * The records of a CSV file, of JSON lines or of a JSON list; one JSON object is one record. Cells of CSV are texts: where a
 * contract is given, they become what it wants there, as far as they say just that.
 *
 * @throws {CliError} `file_unreadable` @throws {AdaptersError} `csv_…`, `row_…`
 */
export async function* recordsOf(file: string, output: Output, contract?: Contract): AsyncGenerator<FileRecord> {
  const single = file.endsWith(".json") ? await readJson(file) : undefined;
  if (isJsonObject(single)) return yield { record: single, line: 1 };
  const { rows, format } = await openRows(streamFile(file));
  const toRecord = format === "csv" ? cellReader(contract) : (record: JsonObject): JsonObject => record;
  let read = 0;
  for await (const { record, line } of rows) {
    yield { record: toRecord(record), line };
    read += 1;
    if (read % 1_000 === 0) output.progress(`reading ${harmless(basename(file))}, ${read} records …`);
  }
}

/** Reads a cell as what the contract wants; text that says something else stays text, to be judged. */
function cellReader(contract: Contract | undefined): (record: JsonObject) => JsonObject {
  const properties = isJsonObject(contract?.schema.properties) ? contract.schema.properties : {};
  return (record) =>
    Object.fromEntries(
      Object.entries(record).flatMap(([name, cell]): [string, JsonValue][] => {
        const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
        const types = isJsonObject(schema) ? [schema.type ?? []].flat() : [];
        const value = typeof cell === "string" ? readCell(cell, contract ? types : ["null"]) : cell;
        return value === undefined ? [] : [[name, value]];
      }),
    );
}

/** An empty cell is null where that is allowed, and nothing elsewhere. */
function readCell(cell: string, types: readonly JsonValue[]): JsonValue | undefined {
  if (cell === "") return types.includes("null") ? null : undefined;
  if (types.includes("string") || types.length === 0) return cell;
  if (types.includes("boolean") && (cell === "true" || cell === "false")) return cell === "true";
  const isNumber = types.includes("number") || types.includes("integer");
  return isNumber && isExact(cell) ? Number(cell) : cell;
}

const isExact = (cell: string): boolean =>
  isDecimal(cell) && Number.isFinite(Number(cell)) && equalDecimals(parseDecimal(cell), parseDecimal(Number(cell)));
