import { isDecimal, type JsonObject, type JsonValue, parseInstant, type Tier } from "../../foundation/index.ts";
import { isCalendarDate } from "../calendar-date.ts";
import type { Contract } from "../contract.ts";
import { parseContract } from "../validate.ts";
import { type DataProfile, learned, type ProfileReport } from "./data-profile.ts";
import { type Field, type JsonType, jsonTypes, natureOf, sentinelsOf } from "./field.ts";
import type { FoundRelation } from "./relations.ts";
import { DEEPEST, type Tree, type TreeNode } from "./tree.ts";

export interface InferOptions {
  /** Such as `shipment-eta`: letters, digits, `.`, `_`, `-`. */
  readonly id: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Default `1.0.0`. */
  readonly version?: string;
  /** Default `material`. */
  readonly tier?: Tier;
}

/**
 * A contract that every record keeps which the profile has seen: types, required members, formats, words that stand for
 * "no value", values where they are few, and the relations that no record breaks. It is a draft for a person, who knows
 * what the units are and what must never come. Members that never came are not forbidden: drift tells of them.
 *
 * @throws {ContractsError} `contract_malformed` for an id, owner or version that a contract cannot have, and for records of
 * so many places that it would be too large; `contract_schema_invalid`, `contract_pattern_unsafe` never, as far as is known
 * @throws {TypeError} for a profile that {@link createDataProfile} has not made
 */
export function inferContract(
  profile: DataProfile,
  { id, owner, version = "1.0.0", tier = "material" }: InferOptions,
): Contract {
  const { tree, report } = learned(profile);
  const businessKey = businessKeyIn(report);
  const schema = withRelations(schemaOf(tree.root), "", relationsFor(tree, report));
  return parseContract({ formatVersion: 1, id, version, owner, tier, ...(businessKey && { businessKey }), schema });
}

/** A key of one field that every record has, and no two share. */
const businessKeyIn = ({ records, keys }: ProfileReport): string | undefined =>
  keys.find((key) => key.pointers.length === 1 && key.repeated === 0 && key.records === records)?.pointers[0];

// ── schema ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function schemaOf(node: TreeNode): JsonObject {
  const types = typesOf(node.field);
  if (types.length === 0 || node.depth >= DEEPEST) return {};
  return {
    type: types.length === 1 ? (types[0] as string) : types,
    ...numberKeywords(node.field),
    ...textKeywords(node.field, types),
    ...memberKeywords(node),
    ...(node.items && { items: schemaOf(node.items) }),
  };
}

/** Whole numbers are numbers, too. */
const typesOf = ({ counts }: Field): readonly JsonType[] =>
  jsonTypes.filter((type) => counts[type] > 0 && !(type === "integer" && counts.number > 0));

const numberKeywords = ({ counts, filled, least }: Field): JsonObject =>
  counts.integer + counts.number > 0 && filled === 0 && least && least.units >= 0n ? { minimum: 0 } : {};

function memberKeywords({ field, members }: TreeNode): JsonObject {
  if (field.counts.object === 0 || members.size === 0) return {};
  const always = [...members].filter(([, { field: own }]) => seenIn(own) === field.counts.object);
  return {
    ...(always.length > 0 && { required: always.map(([name]) => name) }),
    properties: Object.fromEntries([...members].map(([name, member]) => [name, schemaOf(member)])),
  };
}

const seenIn = ({ counts }: Field): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Values are listed where there are few, and each has come often. */
const [MOST_LISTED, LEAST_TIMES] = [12, 10];

function textKeywords(field: Field, types: readonly JsonType[]): JsonObject {
  if (field.counts.string === 0 || field.hasBrokenText) return {};
  const isOnlyText = types.every((type) => type === "string" || type === "null");
  const format = formatOf(field);
  if (format && isOnlyText) return format;
  return isOnlyText && isListed(field) ? listed(field, types) : { maxLength: roomFor(field.longest) };
}

function isListed(field: Field): boolean {
  const values = field.values.list();
  const isFew = field.values.isComplete() && values.length <= MOST_LISTED;
  return isFew && natureOf(field).kind === "text" && field.counts.string >= values.length * LEAST_TIMES;
}

function listed(field: Field, types: readonly JsonType[]): JsonObject {
  const sentinels = sentinelsOf(field).map(({ example }) => example);
  const values: JsonValue[] = field.values
    .list()
    .map(({ value }) => value)
    .sort();
  return {
    enum: types.includes("null") ? [...values, null] : values,
    ...(sentinels.length > 0 && { "x-sentinels": sentinels }),
  };
}

/** What every text is that is no sentinel. */
const formats: Readonly<Record<string, (field: Field) => number>> = {
  date: ({ times }) => times["yyyy-MM-dd"],
  "date-time": ({ times }) => times["date-time"],
  decimal: ({ numbers }) => numbers.plain,
};

const isInFormat: Readonly<Record<string, (text: string) => boolean>> = {
  date: isCalendarDate,
  "date-time": (text) => parseInstant(text) !== undefined,
  decimal: isDecimal,
};

function formatOf(field: Field): JsonObject | undefined {
  const { kind } = natureOf(field);
  const [name] = Object.entries(formats).find(([, count]) => count(field) > 0) ?? [];
  if (name === undefined || (kind !== "number" && kind !== "time")) return undefined;
  const others = otherTexts(field, name);
  if (others?.length === 0) return { format: name };
  const sentinels = others?.filter((text) => text.trim() !== "") ?? [];
  const words = sentinels.length > 0 ? { "x-sentinels": sentinels } : {};
  return others && { anyOf: [{ format: name }, { enum: withNull(field, others) }], ...words };
}

const withNull = (field: Field, texts: readonly string[]): readonly JsonValue[] =>
  field.counts.null > 0 ? [...texts, null] : texts;

/** The texts that are not in the format, where all of them are known. */
function otherTexts(field: Field, name: string): readonly string[] | undefined {
  const inFormat = (formats[name] as (field: Field) => number)(field);
  if (inFormat === field.counts.string) return [];
  const candidates = [...field.words.list(), ...field.values.list()].map(({ value }) => value);
  const others = [...new Set(candidates)].filter((text) => !isInFormat[name]?.(text));
  const counted = field.values.list().filter(({ value }) => others.includes(value));
  const isWhole = field.values.isComplete() || countWords(field, others) + inFormat === field.counts.string;
  return isWhole && counted.length <= MOST_LISTED && others.length <= MOST_LISTED ? others : undefined;
}

/** How many texts the words among some texts stand for; blank texts are all empty where that was the only one. */
function countWords(field: Field, texts: readonly string[]): number {
  const words = field.words.list().filter(({ value }) => texts.includes(value));
  const blanks = field.values.list().filter(({ value }) => value.trim() === "");
  const isKnown = field.words.isComplete();
  return isKnown ? [...words, ...blanks].reduce((sum, { count }) => sum + count, 0) : Number.NaN;
}

/** Twice what was needed, as a power of two, at least 16. */
const roomFor = (longest: number): number => 2 ** Math.max(4, Math.ceil(Math.log2(longest + 1)) + 1);

// ── relations ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Relations that no record breaks, and that a contract reads as they were read here. */
function relationsFor(tree: Tree, { relations }: ProfileReport): readonly FoundRelation[] {
  const fields = new Map(tree.nodes().map(({ pointer, field }) => [pointer, field]));
  return relations.filter(({ table, relation, broken }) => {
    const pointers = pointersIn(relation).map((pointer) => `${table}${pointer}`);
    const isReadable = "order" in relation ? isIsoTime : isPlainNumber;
    return broken === 0 && pointers.every((pointer) => isReadable(fields.get(pointer)));
  });
}

const pointersIn = (relation: unknown): readonly string[] =>
  typeof relation === "string"
    ? relation.startsWith("/")
      ? [relation]
      : []
    : typeof relation === "object" && relation !== null
      ? Object.values(relation).flatMap(pointersIn)
      : [];

const isPlainNumber = (field: Field | undefined): boolean => {
  if (!field || field.otherDecimals > 0) return false;
  return field.filled === 0 || natureOf(field).numberStyle === "plain";
};

const isIsoTime = (field: Field | undefined): boolean =>
  field !== undefined && Math.max(field.times["yyyy-MM-dd"], field.times["date-time"]) === field.filled;

/** Puts each relation on the object that its fields belong to. */
function withRelations(schema: JsonObject, pointer: string, relations: readonly FoundRelation[]): JsonObject {
  const own = relations
    .filter(({ table }) => table === pointer)
    .map(({ relation }) => relation as unknown as JsonValue);
  const deeper = relations.some(({ table }) => table.startsWith(pointer === "" ? "/" : `${pointer}/`));
  return { ...(deeper ? descend(schema, pointer, relations) : schema), ...(own.length > 0 && { "x-relation": own }) };
}

function descend(schema: JsonObject, pointer: string, relations: readonly FoundRelation[]): JsonObject {
  const { properties, items } = schema as { properties?: Record<string, JsonObject>; items?: JsonObject };
  const inner = Object.entries(properties ?? {}).map(([name, member]) => {
    const escaped = name.replaceAll("~", "~0").replaceAll("/", "~1");
    return [name, withRelations(member, `${pointer}/${escaped}`, relations)] as const;
  });
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(inner) }),
    ...(items && { items: withRelations(items, `${pointer}/*`, relations) }),
  };
}
