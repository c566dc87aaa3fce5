import { type JsonValue, parseDecimal } from "../../foundation/index.ts";
import { type FieldKind, type FieldNature, type JsonType, natureOf, rangeOf, sentinelsOf } from "./field.ts";
import { type FoundKey, type KeyWatch, keyCandidates, watchKey } from "./keys.ts";
import { readNumber } from "./number-style.ts";
import {
  type CellReader,
  type FoundRelation,
  mineNumbers,
  mineTimes,
  type RelationWatch,
  withoutEchoes,
} from "./relations.ts";
import { readTime } from "./time-style.ts";
import { createTree, rowsOf, type TableRow, type Tree, type TreeNode } from "./tree.ts";
import { suspicionsOf, type UnitSuspicion } from "./units.ts";
import type { CountedValue } from "./value-counts.ts";

/** What is to be known of one place in the records. */
export interface FieldReport {
  /** `*` for every item of a list. */
  readonly pointer: string;
  readonly kind: FieldKind;
  /** How numbers or times are written, such as `comma` or `M/d/yy`; absent where JSON says it. */
  readonly style?: string;
  /** How often each JSON type came. */
  readonly types: Readonly<Partial<Record<JsonType, number>>>;
  /** Objects that could have it, and did not. */
  readonly missing: number;
  /** `null`, and texts that are empty or blank. */
  readonly empty: number;
  /** Exact decimals. */
  readonly range?: { readonly least: string; readonly most: string };
  /** Texts that seem to stand for "no value"; `#` for digits. */
  readonly sentinels: readonly CountedValue[];
  /** Every text that came, where they are few. */
  readonly values?: readonly CountedValue[];
  readonly suspicions: readonly UnitSuspicion[];
  readonly example?: string;
}

/** What a profile knows of all records that it was shown. */
export interface ProfileReport {
  readonly records: number;
  /** Scalars and lists, outer ones first. */
  readonly fields: readonly FieldReport[];
  readonly keys: readonly FoundKey[];
  /** Whole records that repeat an earlier one. */
  readonly repeats: FoundKey;
  readonly relations: readonly FoundRelation[];
}

/** What many records have in common, learned one by one. */
export interface DataProfile {
  /** Takes in one record; `line` is told with examples, by default its number. */
  observe(record: JsonValue, line?: number): void;
  /** What is known so far. */
  report(): ProfileReport;
}

/** What a contract is made of. */
export interface Learned {
  readonly tree: Tree;
  readonly report: ProfileReport;
}

const learnedFrom = new WeakMap<DataProfile, () => Learned>();

/** What a profile knows inside. @throws {TypeError} for what {@link createDataProfile} has not made */
export function learned(profile: DataProfile): Learned {
  const read = learnedFrom.get(profile);
  if (!read) throw new TypeError("a contract is inferred from what `createDataProfile` made");
  return read();
}

/** Records from which candidates for keys and relations are taken; fewer where they are large. */
const SAMPLE_RECORDS = 1_000;
const SAMPLE_CELLS = 100_000;

/**
 * Begins to learn what records have in common: places, types, how numbers and days are written, words that stand for "no
 * value", keys, relations between numbers and times, and units that look wrong. Numbers are compared as exact decimals.
 *
 * Keys and relations are looked for in the first 1,000 records, and then held against all. Memory: 2,000 places of at
 * most 500 short texts, the sample, and 500,000 keys for each of at most four.
 */
export function createDataProfile(): DataProfile {
  const tree = createTree();
  let [records, sampledCells] = [0, 0];
  let sample: Sampled[] | undefined = [];
  let watches: Watches | undefined;
  const settle = (): Watches => {
    const made = watches ?? createWatches(tree, sample ?? []);
    for (const { rows, line } of watches ? [] : (sample ?? [])) made.observe(rows, line);
    return made;
  };
  const profile: DataProfile = {
    observe(record, line = records + 1) {
      records += 1;
      tree.observe(record, line);
      const rows = rowsOf(record);
      if (watches) return watches.observe(rows, line);
      sample?.push({ rows, line });
      sampledCells += rows.reduce((sum, { cells }) => sum + cells.size + 1, 0);
      if (records < SAMPLE_RECORDS && sampledCells < SAMPLE_CELLS) return;
      watches = settle();
      sample = undefined;
    },
    report: () => ({ records, fields: reportFields(tree), ...settle().read() }),
  };
  learnedFrom.set(profile, () => ({ tree, report: profile.report() }));
  return profile;
}

interface Sampled {
  readonly rows: readonly TableRow[];
  readonly line: number;
}

// ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function reportFields(tree: Tree): readonly FieldReport[] {
  const nodes = tree.nodes();
  const objectsAt = new Map(nodes.map(({ pointer, field }) => [pointer, field.counts.object]));
  return nodes
    .filter(({ pointer, field }) => pointer !== "" && !isOnlyObject(field.counts))
    .map((node) => {
      const objects = objectsAt.get(node.pointer.slice(0, node.pointer.lastIndexOf("/"))) ?? 0;
      return reportField(node, objects);
    });
}

const isOnlyObject = (counts: Readonly<Record<JsonType, number>>): boolean =>
  counts.object > 0 && Object.values(counts).reduce((sum, count) => sum + count, 0) === counts.object;

function reportField({ pointer, field }: TreeNode, objects: number): FieldReport {
  const nature = natureOf(field);
  const seen = Object.values(field.counts).reduce((sum, count) => sum + count, 0);
  const style = styleOf(nature, field.filled > 0);
  const range = nature.kind === "number" ? rangeOf(field) : undefined;
  return {
    pointer,
    kind: nature.kind,
    ...(style !== undefined && { style }),
    types: Object.fromEntries(Object.entries(field.counts).filter(([, count]) => count > 0)),
    missing: pointer.endsWith("/*") ? 0 : Math.max(0, objects - seen),
    empty: field.counts.null + field.blank,
    ...(range && { range }),
    sentinels: sentinelsOf(field),
    ...(field.values.isComplete() && { values: field.values.list() }),
    suspicions: nature.kind === "number" ? suspicionsOf(pointer, field) : [],
    ...(field.example !== undefined && { example: field.example }),
  };
}

function styleOf({ kind, numberStyle, timeStyle }: FieldNature, hasTexts: boolean): string | undefined {
  if (!hasTexts) return undefined;
  return kind === "number" ? numberStyle : kind === "time" ? timeStyle : undefined;
}

// ── keys and relations ───────────────────────────────────────────────────────────────────────────────────────────────

interface Watches {
  observe(rows: readonly TableRow[], line: number): void;
  read(): Pick<ProfileReport, "keys" | "repeats" | "relations">;
}

const MOST_TABLES = 8;
/** What looked like a key at the beginning, and repeats more often than this later, is none. */
const MOST_REPEATED = 0.1;

function createWatches(tree: Tree, sample: readonly Sampled[]): Watches {
  const rows = sample.flatMap((one) => one.rows);
  const tables = [...new Set(rows.map(({ table }) => table))].slice(0, MOST_TABLES);
  const watched = new Map(tables.map((table) => [table, watchTable(tree, table, rows)]));
  const own = rows.filter(({ table }) => table === "");
  const keys: readonly KeyWatch[] = keyCandidates(own, keyFields(tree)).map(watchKey);
  const repeats = watchKey([]);
  return {
    observe(found, line) {
      for (const row of found) {
        for (const watch of watched.get(row.table) ?? []) watch.observe(row, line);
        for (const watch of row.table === "" ? [...keys, repeats] : []) watch.observe(row, line);
      }
    },
    read: () => ({
      keys: keys.map((watch) => watch.read()).filter(({ repeated, records }) => repeated <= records * MOST_REPEATED),
      repeats: repeats.read(),
      relations: withoutEchoes([...watched.values()].flat().flatMap((watch) => watch.read() ?? [])),
    }),
  };
}

function watchTable(tree: Tree, table: string, rows: readonly TableRow[]): readonly RelationWatch[] {
  const fields = fieldsOf(tree, table);
  const reader = createReader(fields);
  const sample = rows.filter((row) => row.table === table);
  const ofKind = (kind: FieldKind): readonly TableField[] => fields.filter(({ nature }) => nature.kind === kind);
  const numbers = ofKind("number").filter(({ isFlag }) => !isFlag);
  const times = ofKind("time").map(({ pointer }) => pointer);
  return [...mineNumbers(sample, numbers, reader), ...mineTimes(sample, times, reader)];
}

interface TableField {
  /** From the table's object. */
  readonly pointer: string;
  readonly nature: FieldNature;
  readonly scale: number;
  /** Nothing but zeros and ones: it takes part in no arithmetic. */
  readonly isFlag: boolean;
}

const fieldsOf = (tree: Tree, table: string): readonly TableField[] =>
  tree
    .nodes()
    .filter(({ pointer }) => pointer.startsWith(`${table}/`) && !pointer.slice(table.length).includes("/*"))
    .map(({ pointer, field }) => ({
      pointer: pointer.slice(table.length),
      nature: natureOf(field),
      scale: field.scale,
      isFlag: field.scale === 0 && ["0", "1"].includes(rangeOf(field)?.most ?? "1"),
    }));

function createReader(fields: readonly TableField[]): CellReader {
  const natures = new Map(fields.map(({ pointer, nature }) => [pointer, nature]));
  return {
    number(pointer, value) {
      const style = natures.get(pointer)?.numberStyle;
      if (typeof value === "number") return parseDecimal(value);
      return typeof value === "string" && style ? readNumber(value.trim(), style) : undefined;
    },
    time(pointer, value) {
      const style = natures.get(pointer)?.timeStyle;
      return typeof value === "string" && style ? readTime(value.trim(), style) : undefined;
    },
  };
}

/** An amount or a day names nothing: two records have the same by chance. */
const keyFields = (tree: Tree): readonly TableField[] =>
  fieldsOf(tree, "").filter(({ nature: { kind }, scale }) => kind === "text" || (kind === "number" && scale === 0));
