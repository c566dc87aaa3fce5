import { appendToken, formatDecimal, isJsonObject, type JsonValue, parseDecimal } from "../foundation/index.ts";
import type { CsvRow } from "./csv.ts";
import type { FileRow } from "./json-rows.ts";

/**
 * A record as a row of cells, which mappings read: members by their names, those of inner objects by pointers such as
 * `/address/city`, lists as their JSON text, nothing for null.
 */
export function toCells(row: FileRow): CsvRow {
  if (Object.values(row.record).every((value) => typeof value === "string")) return row as CsvRow;
  const cells = Object.keys(row.record).flatMap((name) => cellsOf(columnOf(name), row.record[name] as JsonValue));
  return { ...row, columns: cells.map(([column]) => column), record: Object.fromEntries(cells) };
}

/** A name that looks like a pointer is written as one, so that no two cells share a column. */
const columnOf = (name: string): string => (name.startsWith("/") ? appendToken("", name) : name);

type Cell = readonly [column: string, text: string];

function cellsOf(column: string, value: JsonValue): readonly Cell[] {
  if (!isJsonObject(value)) return [[column, textOf(value)]];
  const pointer = column.startsWith("/") ? column : appendToken("", column);
  return Object.entries(value).flatMap(([name, member]) => cellsOf(appendToken(pointer, name), member));
}

function textOf(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return typeof value === "number" ? formatDecimal(parseDecimal(value)) : JSON.stringify(value);
}
