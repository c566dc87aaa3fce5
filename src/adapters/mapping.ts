import { type Event, type JsonObject, type JsonValue, matchesGlob, parsePointer } from "../foundation/index.ts";
import { type Conversion, type Convert, conversions } from "./conversions.ts";
import type { CsvRow } from "./csv.ts";
import { toDayTime } from "./day-time.ts";
import { AdaptersError, type AdaptersFinding } from "./errors.ts";
import { type ColumnMapping, defaultOthers, type Mapping, parseMapping } from "./mapping-shape.ts";
import { compileTemplate, type Template } from "./template.ts";

/** What rows are about, as far as it is the same for all of them. */
export interface MappingContext {
  /** `source` of the events. */
  readonly source: string;
  /** `type` of the events. */
  readonly type: string;
}

/** A mapping that is ready to make events of rows. */
export interface CompiledMapping {
  readonly mapping: Mapping;
  /** Whether rows under this header can be named. @throws {AdaptersError} `mapping_columns_missing` */
  fit(columns: readonly string[]): void;
  /** Nothing is dropped or guessed: what cannot be converted stays text, and a row that cannot be named stays a row. */
  map(row: CsvRow): MappedRow;
}

/** What became of one row. */
export interface MappedRow {
  readonly line: number;
  /** What the gate is given: an event, or the row as it is, which the gate keeps as a dead letter. */
  readonly input: Event | UnmappedRow;
  /** Why the row did not become an event. */
  readonly findings: readonly AdaptersFinding[];
}

/** A row that could not become an event. It cannot be taken for one, whatever stands in it. */
export interface UnmappedRow {
  readonly line: number;
  readonly row: string;
  readonly findings: readonly AdaptersFinding[];
}

/**
 * Makes a mapping ready: reads it again, as strictly as `parseMapping`, and looks up its conversions.
 *
 * @throws {AdaptersError} `mapping_malformed`
 * @throws {FoundationError} `newer_format`
 */
export function compileMapping(mapping: Mapping, context: MappingContext): CompiledMapping {
  const own = parseMapping(mapping);
  const rules = toRules(own, context);
  const needed = [...new Set([...rules.templates.values()].flatMap(({ columns }) => columns))];
  return {
    mapping: own,
    fit: (columns) => refuseMissing([...needed, ...(own.time ? [own.time.column] : [])], columns),
    map: (row) => {
      const findings = row.findings.length > 0 ? row.findings : missingIdentifier(row, rules);
      if (findings.length === 0) return { line: row.line, input: toEvent(row, rules), findings };
      return { line: row.line, input: { line: row.line, row: row.raw, findings }, findings };
    },
  };
}

interface Rules {
  readonly constants: JsonObject;
  readonly id: Template;
  readonly templates: ReadonlyMap<string, Template>;
  readonly columns: ReadonlyMap<string, ColumnRule>;
  readonly time: { readonly column: string; readonly zone?: string } | undefined;
  readonly places: readonly Placed[];
  readonly others: readonly string[];
}

/** A value and the tokens of its place in the data. */
interface Placed {
  readonly to: readonly string[];
  readonly value: JsonValue;
}

function toRules(
  { event, columns, constants = {}, others = defaultOthers, time }: Mapping,
  context: MappingContext,
): Rules {
  const templates = new Map(Object.entries(event).map(([name, text = ""]) => [name, compileTemplate(text)]));
  return {
    constants: { specversion: "1.0", source: context.source, type: context.type, datacontenttype: "application/json" },
    id: compileTemplate(event.id),
    templates,
    columns: new Map(Object.entries(columns).map(([name, column]) => [name, compileColumn(column)])),
    time,
    places: Object.entries(constants).map(([pointer, value]) => ({ to: parsePointer(pointer), value })),
    others: parsePointer(others),
  };
}

/** What one column adds to the data. */
interface ColumnRule {
  readonly convert: Convert;
  readonly place: (text: string) => readonly Placed[];
}

/** Longest text that is compared with the patterns of `texts`. */
const MAX_PATTERN_TEXT = 1_000;

function compileColumn({ to, as = "text", sentinels = [], texts = [], ...options }: ColumnMapping): ColumnRule {
  const kept = new Set(sentinels);
  const convertAll = (conversions[as] as Conversion).compile(options as never);
  const convert: Convert = (text) => (kept.has(text) ? undefined : convertAll(text));
  const own = parsePointer(to);
  const moves = texts.map((one) => ({ ...one, to: parsePointer(one.to) }));
  const move = (text: string): readonly Placed[] | undefined => {
    const found = text.length <= MAX_PATTERN_TEXT && moves.find(({ like }) => matchesGlob(like, text));
    return found
      ? [
          { to: own, value: null },
          { to: found.to, value: text },
        ]
      : undefined;
  };
  return {
    convert,
    place: (text) => {
      if (text === "") return [{ to: own, value: null }];
      return (kept.has(text) ? undefined : move(text)) ?? [{ to: own, value: convert(text) ?? text }];
    },
  };
}

function refuseMissing(needed: readonly string[], columns: readonly string[]): void {
  const known = new Set(columns);
  const missing = needed.filter((column) => !known.has(column));
  if (missing.length === 0) return;
  const message = `the file has no column \`${missing[0]?.slice(0, 60)}\`, which its events are named by: choose another profile, or correct the mapping`;
  throw new AdaptersError("mapping_columns_missing", message, { columns: missing });
}

function missingIdentifier({ record }: CsvRow, { id }: Rules): readonly AdaptersFinding[] {
  const filled = id.fill(record);
  if ("text" in filled) return none;
  const sentence = `\`${filled.empty.slice(0, 60)}\` is empty, and the event is named by it`;
  return [{ code: "identifier_missing", severity: "error", path: "", sentence, facts: { column: filled.empty } }];
}

const none: readonly AdaptersFinding[] = [];

function toEvent(row: CsvRow, rules: Rules): Event {
  return {
    ...rules.constants,
    ...attributesOf(row, rules),
    ...timeOf(row, rules),
    data: dataOf(row, rules),
  } as unknown as Event;
}

/** An attribute is left out where a cell of its template is empty: CloudEvents knows no empty ones. */
const attributesOf = ({ record }: CsvRow, { templates }: Rules): JsonObject =>
  Object.fromEntries(
    [...templates].flatMap(([name, template]) => {
      const filled = template.fill(record);
      return "text" in filled ? [[name, filled.text]] : [];
    }),
  );

/** No time where the date is none. */
function timeOf({ record }: CsvRow, { time, columns }: Rules): JsonObject {
  const cell = time && record[time.column]?.trim();
  const day = cell && columns.get(time.column)?.convert(cell);
  return typeof day === "string" ? { ...toDayTime(day, time?.zone) } : {};
}

function dataOf({ columns, record }: CsvRow, rules: Rules): JsonObject {
  const data: Record<string, JsonValue> = {};
  for (const { to, value } of rules.places) put(data, to, value);
  for (const column of columns) {
    const text = record[column]?.trim() ?? "";
    const placed = rules.columns.get(column)?.place(text) ?? [{ to: [...rules.others, column], value: text || null }];
    for (const { to, value } of placed) put(data, to, value);
  }
  return data;
}

function put(object: Record<string, JsonValue>, [token = "", ...rest]: readonly string[], value: JsonValue): void {
  if (rest.length === 0) {
    object[token] = value;
    return;
  }
  if (!Object.hasOwn(object, token)) object[token] = {};
  put(object[token] as Record<string, JsonValue>, rest, value);
}
