import {
  appendToken,
  canonicalJson,
  hasCode,
  isIntegrityError,
  isJsonObject,
  parseInstant,
  parseJson,
  parsePointer,
} from "../foundation/index.ts";
import { closed, flag, listOf, mapOf, oneOf, readFormat, type Shape, satisfying, text } from "../foundation/shape.ts";
import type { DateOptions } from "./calendar-dates.ts";
import { conversions, type FlagOptions, type NumberOptions } from "./conversions.ts";
import { AdaptersError, shown } from "./errors.ts";
import { isTemplate } from "./template.ts";

/** Where a column's cells go, and what they are made of. */
export interface ColumnMapping extends NumberOptions, Partial<FlagOptions>, Partial<DateOptions> {
  /** Pointer into the event's data. */
  readonly to: string;
  /** Default `text`. */
  readonly as?: "text" | "decimal" | "integer" | "flag" | "date" | "dats" | "tims";
  /** Texts that are kept as they are, even where they could be converted. */
  readonly sentinels?: readonly string[];
  /** Texts that belong to another field, by pattern (`*` within a segment, `**` for anything): the column's own is null then. */
  readonly texts?: readonly { readonly like: string; readonly to: string }[];
}

/** How rows become events: data, nothing in it is run. See `docs/formats/profile.md`. */
export interface Mapping {
  readonly formatVersion: 1;
  /** Attributes of the event, as templates: `SHP-{ID}`. */
  readonly event: { readonly id: string } & Readonly<Partial<Record<AttributeName, string>>>;
  /**
   * The column of a date that says when it happened, and that of a time of day (`tims`) where there is one. Without a
   * zone, `Z` or `+02:00`, it is the day anywhere on earth.
   */
  readonly time?: { readonly column: string; readonly clock?: string; readonly zone?: string };
  readonly columns: Readonly<Record<string, ColumnMapping>>;
  /** Values that are the same for every row, by pointer into the data. */
  readonly constants?: Readonly<Record<string, string | boolean>>;
  /** Where columns go that are not listed, by their names. Default `/otherColumns`. */
  readonly others?: string;
}

const attributeNames = [
  "subject",
  "dataschema",
  "correlationid",
  "causationid",
  "idempotencykey",
  "partitionkey",
  "sequence",
  "eventkind",
  "sourcequality",
] as const;

type AttributeName = (typeof attributeNames)[number];

const isMemberPointer = (pointer: string): boolean =>
  /^(?:\/(?:[^~/]|~[01])+){1,16}$/.test(pointer) && !parsePointer(pointer).includes("__proto__");

const member = satisfying("a pointer to a member, such as `/quantity`, at most 16 deep", isMemberPointer);
const template = satisfying("a text with names of columns in braces, such as `SHP-{ID}`", isTemplate);
const zone = satisfying(
  "an offset such as `Z` or `-05:00`",
  (value) => parseInstant(`2000-01-01T00:00:00${value}`) !== undefined && /^(?:Z|[+-]\d\d:\d\d)$/.test(value),
);
const scalar: Shape<string | boolean> = (value, path) => (typeof value === "boolean" ? flag : text)(value, path);

const constants: Shape<NonNullable<Mapping["constants"]>> = (value, path) => {
  const read = mapOf(scalar)(value, path);
  for (const pointer of Object.keys(read)) member(pointer, path);
  return read;
};

const common = { as: text, sentinels: listOf(text), texts: listOf(closed({ like: text, to: member })) };

/** Which members a column has depends on what it is made into. */
const column: Shape<ColumnMapping> = (value, path) => {
  const as = isJsonObject(value) && Object.hasOwn(value, "as") ? value.as : "text";
  const name = oneOf(...Object.keys(conversions))(as, `${path}/as`);
  const { required = {}, optional = {} } = conversions[name] ?? {};
  return closed({ to: member, ...required }, { ...common, ...optional })(value, path) as ColumnMapping;
};

const shape = closed(
  {
    formatVersion: oneOf(1),
    event: closed({ id: template }, Object.fromEntries(attributeNames.map((name) => [name, template]))),
    columns: mapOf(column),
  },
  { time: closed({ column: text }, { clock: text, zone }), constants, others: member },
);

/**
 * Reads a mapping that somebody else wrote. The result is a copy.
 *
 * @throws {AdaptersError} `mapping_malformed`
 * @throws {FoundationError} `newer_format`
 */
export function parseMapping(json: unknown): Mapping {
  try {
    const mapping = readFormat("mapping", 1, shape, parseJson(canonicalJson(json))) as unknown as Mapping;
    refuseInconsistent(mapping);
    return mapping;
  } catch (error) {
    throw asMalformed(error);
  }
}

function asMalformed(error: unknown): unknown {
  if (!isIntegrityError(error) || error instanceof AdaptersError || hasCode(error, "newer_format")) return error;
  const { path = "", problem = error.message } = error.details as { path?: string; problem?: string };
  return malformed(path, problem, error);
}

const malformed = (path: string, problem: string, cause?: unknown): AdaptersError =>
  new AdaptersError("mapping_malformed", `mapping: at \`${shown(path)}\`, ${problem}`, { path, problem }, { cause });

export const defaultOthers = "/otherColumns";

function refuseInconsistent({ columns, constants = {}, others = defaultOthers, time }: Mapping): void {
  const targets = Object.values(columns).flatMap(({ to, texts = [] }) => [to, ...texts.map((one) => one.to)]);
  refuseSharedPlaces([...targets, ...Object.keys(constants), others]);
  if (time && !["date", "dats"].includes(columns[time.column]?.as ?? ""))
    throw malformed("/time/column", "expected a column that is listed `as` a `date` or `dats`");
  if (time?.clock !== undefined && columns[time.clock]?.as !== "tims")
    throw malformed("/time/clock", "expected a column that is listed `as` a `tims`");
  for (const [name, column] of Object.entries(columns)) {
    const found = contradictions.find(([holds]) => holds(column));
    if (found) throw malformed(appendToken("/columns", name), found[1]);
  }
}

/** What would make one text mean two things. */
const contradictions: readonly (readonly [holds: (column: ColumnMapping) => boolean, problem: string])[] = [
  [({ point = ".", grouping }) => point === grouping, "`point` and `grouping` are the same"],
  [({ yes = [], no = [] }) => yes.some((word) => no.includes(word)), "a word is both `yes` and `no`"],
];

/** No two values may go to one place, nor one into another: the first would be lost. */
function refuseSharedPlaces(pointers: readonly string[]): void {
  const places = new Set<string>();
  for (const pointer of pointers) {
    if (places.has(pointer)) throw malformed("", `two values go to \`${shown(pointer)}\``);
    places.add(pointer);
  }
  for (const pointer of pointers) {
    const outer = outerPlaces(pointer).find((place) => places.has(place));
    if (outer !== undefined)
      throw malformed("", `a value goes to \`${shown(outer)}\` and another into it, to \`${shown(pointer)}\``);
  }
}

const outerPlaces = (pointer: string): readonly string[] => {
  const tokens = pointer.split("/");
  return tokens.slice(2).map((_, at) => tokens.slice(0, at + 2).join("/"));
};
