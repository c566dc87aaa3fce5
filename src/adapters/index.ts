export { fromDerSignature, toDerSignature } from "../provenance/index.ts";
export { type DateFormat, dateFormats } from "./calendar-dates.ts";
export { toCells } from "./cells.ts";
export { type CsvOptions, type CsvRow, type Delimiter, readCsv } from "./csv.ts";
export {
  AdaptersError,
  type AdaptersFailures,
  type AdaptersFinding,
  type AdaptersFindings,
} from "./errors.ts";
export type { FileRow } from "./json-rows.ts";
export {
  type CompiledMapping,
  compileMapping,
  type MappedRow,
  type MappingContext,
  type UnmappedRow,
} from "./mapping.ts";
export { type ColumnMapping, type Mapping, parseMapping } from "./mapping-shape.ts";
export { type Profile, readProfile } from "./profile.ts";
export { publishedFolder } from "./publish/folder.ts";
export { commitCheckpoint } from "./publish/git.ts";
export type { LogTarget } from "./publish/log-target.ts";
export { type Published, publishLog } from "./publish/publish-log.ts";
export { openRows, type RowFormat, type RowOptions, type RowsSource, readRows } from "./rows.ts";
export type { TextEncoding } from "./text-of-bytes.ts";
