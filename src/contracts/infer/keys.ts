import type { JsonValue } from "../../foundation/index.ts";
import type { TableRow } from "./tree.ts";

/** Fields by whose values a record seems to be named, or whole records. */
export interface FoundKey {
  /** Pointers; none where it is the whole record. */
  readonly pointers: readonly string[];
  /** Records that have all of it. */
  readonly records: number;
  /** Records that repeat an earlier one. */
  readonly repeated: number;
  /** The first of them. */
  readonly examples: readonly { readonly value: string; readonly lines: readonly [first: number, again: number] }[];
  /** Whether all records were compared with all others, or only with as many as fit into memory. */
  readonly isComplete: boolean;
}

export interface KeyWatch {
  observe(row: TableRow, line: number): void;
  read(): FoundKey;
}

/** Keys that are remembered, for each candidate: some 25 MiB. */
const MOST_REMEMBERED = 500_000;
const MOST_EXAMPLES = 3;

/** Looks for repeated values of some fields, or of all fields where none are named. */
export function watchKey(pointers: readonly string[]): KeyWatch {
  const lines = new Map<number, number>();
  const examples: { value: string; lines: readonly [number, number] }[] = [];
  let [records, repeated, isComplete] = [0, 0, true];
  return {
    observe({ cells }, line) {
      const values = pointers.length === 0 ? [...cells].flat() : pointers.map((pointer) => cells.get(pointer) ?? null);
      if (pointers.length > 0 && values.some(isEmpty)) return;
      records += 1;
      const hash = hashOf(JSON.stringify(values));
      const earlier = lines.get(hash);
      if (earlier !== undefined) {
        repeated += 1;
        if (examples.length < MOST_EXAMPLES) examples.push({ value: shown(pointers, values), lines: [earlier, line] });
      } else if (lines.size < MOST_REMEMBERED) lines.set(hash, line);
      else isComplete = false;
    },
    read: () => ({ pointers, records, repeated, examples, isComplete }),
  };
}

const shown = (pointers: readonly string[], values: readonly JsonValue[]): string =>
  pointers.length === 0 ? "" : values.join(", ").slice(0, 120);

const isEmpty = (value: JsonValue): boolean => value === null || (typeof value === "string" && value.trim() === "");

/** 53 bits by two rounds of multiplication: among half a million keys, two that differ meet once in 70,000 files. */
function hashOf(text: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}

// ── candidates ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A field that may be a part of a key: no amount and no day. */
export interface KeyField {
  readonly pointer: string;
}

const MOST_KEYS = 3;
const MOST_PARTS = 12;
/** A key with repeats is still one when it is named like one. */
const NEARLY = 0.98;
/** Among fewer rows than this, anything may happen to differ. */
const ENOUGH = 100;
const namedLikeKey = /(?:^|[^a-z])(?:id|no|nr|num|number|key|code)[^a-z]*$|(?:Id|ID|No|Nr|Number|Key|#)$/;

/** Fields, alone or by two, that tell the records of a sample apart; those further left first. */
export function keyCandidates(
  sample: readonly TableRow[],
  fields: readonly KeyField[],
): readonly (readonly string[])[] {
  if (sample.length < 2) return [];
  const shares = fields.map(({ pointer }) => ({ pointer, share: distinctShare(sample, [pointer]) }));
  const isTold = (pointer: string): boolean => namedLikeKey.test(pointer) || pointer === fields[0]?.pointer;
  const isKey = ({ pointer, share }: { pointer: string; share: number }): boolean =>
    isTold(pointer) ? share >= NEARLY : share === 1 && sample.length >= ENOUGH;
  const single = shares.filter(isKey).map(({ pointer }) => [pointer]);
  if (single.length > 0) return single.sort(byName).slice(0, MOST_KEYS);
  const parts = shares.filter(({ share }) => share >= 0.01).slice(0, MOST_PARTS);
  const pairs = parts.flatMap((a, at) => parts.slice(at + 1).map((b) => [a.pointer, b.pointer]));
  return pairs
    .filter((pair) => distinctShare(sample, pair) === 1)
    .sort(byName)
    .slice(0, 1);
}

/** Those whose every part is named like a key come first; else the order stays. */
const byName = (left: readonly string[], right: readonly string[]): number =>
  Number(right.every((part) => namedLikeKey.test(part))) - Number(left.every((part) => namedLikeKey.test(part)));

/** Distinct values among the rows; 0 where some row has none. */
function distinctShare(sample: readonly TableRow[], pointers: readonly string[]): number {
  const values = new Set<string>();
  for (const { cells } of sample) {
    const parts = pointers.map((pointer) => cells.get(pointer) ?? null);
    if (parts.some(isEmpty)) return 0;
    values.add(JSON.stringify(parts));
  }
  return values.size / sample.length;
}
