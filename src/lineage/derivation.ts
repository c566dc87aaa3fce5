import { type Digest, formatInstant, parseInstant } from "../foundation/index.ts";
import {
  closed,
  count,
  listOf,
  mapOf,
  matching,
  oneOf,
  readFormat,
  readShape,
  type Shape,
  satisfying,
} from "../foundation/shape.ts";

/** Longest text that names anything: a system, a key, a version, a field, a consumer. */
const MAX_TEXT = 256;
/** Most pairs of an output field and a source that one map may name. */
const MAX_PAIRS = 1_000;

/** One version of one business record, or of one field of it. Versions never change: a changed record is another version. */
export interface RecordVersion {
  /** Who holds it, such as `erp` or `carrier/dhl`. */
  readonly system: string;
  /** What kind of record it is, such as `purchase-order`. */
  readonly object: string;
  /** Its business key, such as `PO-4500012345`. */
  readonly key: string;
  /** Text that is another one whenever the content is: a sequence, an entity tag, a digest. */
  readonly version: string;
  /** RFC 6901 pointer of the field that is meant; absent for the whole record. */
  readonly field?: string;
}

/**
 * For each field of the output, the fields of the inputs that it is made from; `[]` for one that is made from none.
 * A token `*` stands for every item or member. The map is complete: a field that it does not name is not made here.
 */
export type FieldMap = Readonly<Record<string, readonly string[]>>;

/** A field map as pairs; a field that is made from none stands alone. */
export type FieldPairs = readonly (readonly [output: string, source?: string])[];

export const toFieldPairs = (map: FieldMap): FieldPairs =>
  Object.entries(map).flatMap(
    ([output, sources]): FieldPairs =>
      sources.length === 0 ? [[output]] : sources.map((source) => [output, source] as const),
  );

/** What made outputs from inputs. */
export interface Transformation {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of its code or rule. */
  readonly digest?: Digest;
  /** Declared once for all derivations of this name and version, and read as a statement about each input and output that names no field itself. */
  readonly fields?: FieldMap;
}

/** Outputs made from inputs by a transformation. Without inputs it declares its outputs to be where things start. */
export interface Derivation {
  readonly formatVersion: 1;
  readonly outputs: readonly RecordVersion[];
  readonly inputs: readonly RecordVersion[];
  readonly transformation: Transformation;
  /** When it was done, RFC 3339. */
  readonly at: string;
  /** Place in the order of all that was recorded, such as the index in a log. */
  readonly sequence?: number;
}

/** A consumer took a version of a record. */
export interface Consumption {
  readonly formatVersion: 1;
  readonly consumer: string;
  readonly record: RecordVersion;
  /** When it was taken, RFC 3339. */
  readonly at: string;
  readonly sequence?: number;
}

const isName = (value: string): boolean => value.length > 0 && value.length <= MAX_TEXT && value.isWellFormed();
const name: Shape<string> = satisfying(`text of 1 to ${MAX_TEXT} characters`, isName);

const isField = (value: string): boolean => isName(value) && value.startsWith("/") && !/~(?![01])/.test(value);
const field: Shape<string> = satisfying("a JSON pointer such as `/eta`", isField);

const refused = (expected: string): Shape<never> => satisfying<never>(expected, () => false);

const time = refused("an RFC 3339 time with a zone");
/** A time, written as we write it everywhere: 24 letters, unless its year in UTC is one that RFC 3339 cannot write. */
const instant: Shape<string> = (value, path) => {
  const read = typeof value === "string" ? parseInstant(value) : undefined;
  const written = read === undefined ? "" : formatInstant(read);
  return written.length === 24 ? written : time(value, path);
};

const record: Shape<RecordVersion> = closed({ system: name, object: name, key: name, version: name }, { field });
const records: Shape<readonly RecordVersion[]> = listOf(record);
const someRecords: Shape<readonly RecordVersion[]> = (value, path) =>
  Array.isArray(value) && value.length === 0 ? refused("at least one record")(value, path) : records(value, path);

const sourcesByField = mapOf(listOf(field));
const fieldMap: Shape<FieldMap> = (value, path) => {
  const map = sourcesByField(value, path);
  if (toFieldPairs(map).length > MAX_PAIRS) return refused(`at most ${MAX_PAIRS} pairs of fields`)(value, path);
  for (const output of Object.keys(map)) field(output, path);
  return map;
};

const transformation: Shape<Transformation> = closed(
  { name, version: name },
  { digest: closed({ sha256: matching(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal") }), fields: fieldMap },
);

const derivation: Shape<Derivation> = closed(
  { formatVersion: oneOf(1), outputs: someRecords, inputs: records, transformation, at: instant },
  { sequence: count },
);

const consumption: Shape<Consumption> = closed(
  { formatVersion: oneOf(1), consumer: name, record, at: instant },
  { sequence: count },
);

/**
 * Reads a derivation that somebody else wrote; its time comes back in UTC with milliseconds.
 *
 * @throws {FoundationError} `format_malformed` naming the place, `newer_format`.
 */
export const parseDerivation = (json: unknown): Derivation => readFormat("derivation", 1, derivation, json);

/** Reads a consumption that somebody else wrote. @throws {FoundationError} `format_malformed`, `newer_format` */
export const parseConsumption = (json: unknown): Consumption => readFormat("consumption", 1, consumption, json);

/** Reads the name of a record version. @throws {FoundationError} `format_malformed` */
export const parseRecordVersion = (json: unknown): RecordVersion => readShape("record version", record, json);
