import { basename } from "node:path";
import { readRows } from "../../adapters/index.ts";
import type { FieldReport, FoundKey } from "../../contracts/index.ts";
import { appendToken, type JsonObject, type JsonValue, parsePointer, valueAt } from "../../foundation/index.ts";
import {
  type FieldKind,
  type FieldRule,
  type KeyPart,
  type MatchPlan,
  type Reconciliation,
  reconcile,
  type Side,
  type Step,
} from "../../reconcile/index.ts";
import { UsageError } from "../command.ts";
import { streamFile } from "../file-stream.ts";
import { harmless } from "../harmless.ts";
import type { Output } from "../output.ts";
import { count } from "./remarks.ts";
import type { ScannedFile, ScanOptions } from "./scanned-file.ts";

/** Two files under one plan, and where the rows of the examples stand. */
export interface Compared {
  readonly plan: MatchPlan;
  readonly result: Reconciliation;
  /** Columns that only one of the files has. */
  readonly only: Readonly<Record<Side, readonly string[]>>;
  /** The line of a key on a side, where it is known. */
  lineOf(side: Side, key: Readonly<Record<string, string | null>>): number | undefined;
}

// ── the plan ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const MOST_FIELDS = 64;

/** How the two files can be compared, or nothing where no key is found. @throws {UsageError} for a key that a file lacks */
export function planFor(left: ScannedFile, right: ScannedFile, named: readonly string[]): MatchPlan | undefined {
  const key = named.length > 0 ? namedKey(left, right, named) : (sharedKey(left, right) ?? keyByValues(left, right));
  if (!key) return undefined;
  const keys = new Set(key.map((part) => part.left));
  const fields = commonColumns(left, right).filter((field) => !keys.has(field.left));
  const [one, other] = [basename(left.file), basename(right.file)].map((name) => harmless(name));
  const sides =
    one === other ? { left: "first file", right: "second file" } : { left: one as string, right: other as string };
  return { name: "scan", sides, key, fields: fields.slice(0, MOST_FIELDS) };
}

const pointerTo = (column: string): string => appendToken("", column);
const fieldAt = ({ report }: ScannedFile, pointer: string): FieldReport | undefined =>
  report.fields.find((field) => field.pointer === pointer);

function namedKey(left: ScannedFile, right: ScannedFile, named: readonly string[]): readonly KeyPart[] {
  for (const [{ file }, column] of [left, right].flatMap((side) => named.map((name) => [side, name] as const))) {
    const side = file === left.file ? left : right;
    if (!fieldAt(side, pointerTo(column)))
      throw new UsageError(`--key: \`${harmless(basename(file))}\` has no column \`${harmless(column)}\``);
  }
  return named.map((column) => toPart(left, right, pointerTo(column), pointerTo(column)));
}

/** A key of the one that the other has too, and that is one there. */
function sharedKey(left: ScannedFile, right: ScannedFile): readonly KeyPart[] | undefined {
  const isThere = (side: ScannedFile, { pointers }: FoundKey): boolean =>
    pointers.every((pointer) => fieldAt(side, pointer) !== undefined && overlap(left, right, pointer, pointer) > 0);
  const found =
    left.report.keys.find((key) => isThere(right, key) && isKeyOf(right, key)) ??
    right.report.keys.find((key) => isThere(left, key)) ??
    left.report.keys.find((key) => isThere(right, key));
  return found?.pointers.map((pointer) => toPart(left, right, pointer, pointer));
}

const isKeyOf = ({ report }: ScannedFile, { pointers }: FoundKey): boolean =>
  report.keys.some((key) => key.pointers.join() === pointers.join());

/** Half of the values of the smaller side have to be on the other, too. */
const LEAST_OVERLAP = 0.5;

/** Two keys of different names that hold the same values. */
function keyByValues(left: ScannedFile, right: ScannedFile): readonly KeyPart[] | undefined {
  const single = ({ report }: ScannedFile): readonly string[] =>
    report.keys.flatMap(({ pointers }) => (pointers.length === 1 ? pointers : []));
  const pairs = single(left).flatMap((one) => single(right).map((other) => [one, other] as const));
  const rated = pairs.map(([one, other]) => ({ one, other, share: overlap(left, right, one, other) }));
  const best = rated.sort((a, b) => b.share - a.share)[0];
  return best && best.share >= LEAST_OVERLAP ? [toPart(left, right, best.one, best.other)] : undefined;
}

/** Spelling is overlooked where more keys meet without it. */
function toPart(left: ScannedFile, right: ScannedFile, one: string, other: string): KeyPart {
  const needsHelp = overlap(left, right, one, other) > overlap(left, right, one, other, (text) => text);
  return {
    left: one,
    ...(other !== one && { right: other }),
    ...(needsHelp && { normalise: ["trim", "upper_case", "strip_leading_zeros"] }),
  };
}

const folded = (text: string): string =>
  text
    .trim()
    .toUpperCase()
    .replace(/^0+(?=.)/, "");

function overlap(left: ScannedFile, right: ScannedFile, one: string, other: string, fold = folded): number {
  const valuesOf = ({ values }: ScannedFile, pointer: string): Set<string> =>
    new Set([...(values.get(parsePointer(pointer).join("/")) ?? [])].map(fold));
  const [a, b] = [valuesOf(left, one), valuesOf(right, other)];
  const common = [...a].filter((value) => b.has(value)).length;
  return common / Math.max(1, Math.min(a.size, b.size));
}

/** Columns that are called the same but for case, blanks and punctuation. */
function commonColumns(left: ScannedFile, right: ScannedFile): readonly FieldRule[] {
  const others = new Map(topLevel(right).map((field) => [nameFolded(field.pointer), field]));
  return topLevel(left).flatMap((field) => {
    const other = others.get(nameFolded(field.pointer));
    if (!other) return [];
    const as = readAs(field, other);
    const right = other.pointer === field.pointer ? {} : { right: other.pointer };
    return [{ left: field.pointer, ...right, as, ...(as === "decimal" && stepsFor(field, other)) }];
  });
}

/** What both files write in the same way is no difference; where they do not, it is one to be found. */
function stepsFor(left: FieldReport, right: FieldReport): Pick<FieldRule, "steps"> {
  const style = left.style === right.style ? numberSteps[left.style ?? ""] : undefined;
  return style ? { steps: { left: [style], right: [style] } } : {};
}

const numberSteps: Readonly<Record<string, Step>> = {
  comma: { step: "number_style", style: "1.234,50" },
  grouped: { step: "number_style", style: "1,234.50" },
};

const topLevel = ({ report }: ScannedFile): readonly FieldReport[] =>
  report.fields.filter(({ pointer }) => !pointer.slice(1).includes("/") && pointer !== "/*");

const nameFolded = (pointer: string): string => {
  const bare = pointer.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return bare === "" ? pointer : bare;
};

const days = new Set(["yyyy-MM-dd", "yyyyMMdd"]);

const kinds: readonly (readonly [as: FieldKind, fits: (field: FieldReport) => boolean])[] = [
  ["decimal", ({ kind, style, sentinels }) => kind === "number" && style !== "loose" && sentinels.length === 0],
  ["date", ({ kind, style = "", sentinels }) => kind === "time" && days.has(style) && sentinels.length === 0],
  ["instant", ({ kind, style }) => kind === "time" && style === "date-time"],
  ["json", ({ kind }) => kind === "list" || kind === "object"],
];

/** As what both sides can be read; as text where they cannot. */
const readAs = (left: FieldReport, right: FieldReport): FieldKind =>
  kinds.find(([, fits]) => fits(left) && fits(right))?.[0] ?? "text";

// ── the comparison ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Keys whose lines are remembered, for each side. */
const MOST_LINES = 500_000;

/** Compares two files. The first is kept in memory, so the smaller one should be it. @throws what reading throws */
export async function compareFiles(
  left: ScannedFile,
  right: ScannedFile,
  plan: MatchPlan,
  options: ScanOptions,
  output: Output,
): Promise<Compared> {
  const lines: Record<Side, Map<string, number>> = { left: new Map(), right: new Map() };
  const rowsOf = async function* ({ file }: ScannedFile, side: Side): AsyncGenerator<JsonValue> {
    let read = 0;
    for await (const { record, line } of readRows(streamFile(file), options)) {
      if (read === options.limit) return;
      const key = plan.key.map((part) => partOf(part, side, record));
      if (lines[side].size < MOST_LINES) lines[side].set(JSON.stringify(key), line);
      yield record;
      read += 1;
      if (read % 1_000 === 0) output.progress(`comparing ${harmless(basename(file))}, ${count(read)} rows …`);
    }
  };
  const result = await reconcile(rowsOf(left, "left"), rowsOf(right, "right"), plan, { at: new Date() });
  const known = new Set(
    plan.fields
      .flatMap((field) => [field.left, field.right ?? field.left])
      .concat(plan.key.flatMap((part) => [part.left, part.right ?? part.left])),
  );
  const onlyIn = (side: ScannedFile): readonly string[] =>
    topLevel(side).flatMap(({ pointer }) => (known.has(pointer) ? [] : [parsePointer(pointer)[0] as string]));
  return {
    plan,
    result,
    only: { left: onlyIn(left), right: onlyIn(right) },
    lineOf: (side, key) => lines[side].get(JSON.stringify(Object.values(key))),
  };
}

/** A part of a row's key, as a reconciliation tells it. */
function partOf({ left, right = left, normalise }: KeyPart, side: Side, record: JsonObject): string | null {
  const value = valueAt(record, side === "left" ? left : right) ?? null;
  if (value === null) return null;
  return normalise ? folded(String(value)) : String(value);
}
