import type { JsonValue, Patch } from "../../foundation/index.ts";
import type { Missing } from "../break.ts";
import type { Comparison } from "../compare.ts";
import type { Held } from "../field.ts";
import { compileKey, type Key } from "../key.ts";
import { type KeyPart, type MatchPlan, placeOn } from "../match-rule.ts";
import { formatCount, quote } from "../wording.ts";
import { guardedChange, isMost } from "./hypothesis.ts";
import { spellings } from "./text-format.ts";

/** One change of the key under which most missing rows find each other. */
export interface KeyExplanation {
  readonly place: string;
  readonly explained: readonly Missing[];
  readonly sentence: string;
  readonly proposal: Patch;
}

/**
 * Rows that are missing on both sides because each side spells the key its own way. They have to find each other one to
 * one, and the change may make no two other keys the same.
 */
export function explainKeyFormat(comparison: Comparison, key: Key, plan: MatchPlan): KeyExplanation | undefined {
  for (const [at, part] of key.parts.entries()) {
    for (const [normaliser, differsIn] of spellings) {
      const changed: KeyPart = { ...part, normalise: [...(part.normalise ?? []), normaliser] };
      const explained = reunited(comparison, compileKey(key.parts.with(at, changed)));
      if (explained) return describe(plan, at, changed, explained, differsIn);
    }
  }
  return undefined;
}

function describe(
  plan: MatchPlan,
  at: number,
  changed: KeyPart,
  explained: readonly Missing[],
  differsIn: string,
): KeyExplanation {
  const { left, right } = plan.sides;
  const before = plan.key[at] as KeyPart;
  const places = `${quote(before.left)} of ${quote(left)} and ${quote(placeOn(before, "right"))} of ${quote(right)}`;
  return {
    place: before.left,
    explained,
    sentence: `${formatCount(explained.length / 2)} rows would be found on both sides: the keys ${places} differ in ${differsIn}`,
    proposal: guardedChange(`/key/${at}`, before as unknown as JsonValue, changed as unknown as JsonValue),
  };
}

interface Group {
  readonly left: Missing[];
  readonly right: Missing[];
}

function reunited(comparison: Comparison, changed: Key): readonly Missing[] | undefined {
  const groups = groupByKey(comparison.missing, changed);
  const pairs = [...groups.values()].filter(({ left, right }) => left.length === 1 && right.length === 1);
  if (!isMost(pairs.length, fewerMissing(comparison.missing)) || collides(comparison, changed, groups))
    return undefined;
  const together = new Set(pairs.flatMap(({ left, right }) => [...left, ...right]));
  return comparison.missing.filter((missing) => together.has(missing));
}

function groupByKey(missing: readonly Missing[], changed: Key): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const row of missing) {
    const text = changed.encode(row.held) ?? "";
    const group = groups.get(text) ?? { left: [], right: [] };
    group[row.kind === "missing_right" ? "left" : "right"].push(row);
    groups.set(text, group);
  }
  return groups;
}

function fewerMissing(missing: readonly Missing[]): number {
  const onRight = missing.filter(({ kind }) => kind === "missing_right").length;
  return Math.min(onRight, missing.length - onRight);
}

/** Whether two keys that were told apart would become one. */
function collides(comparison: Comparison, changed: Key, groups: ReadonlyMap<string, Group>): boolean {
  if ([...groups.values()].some(({ left, right }) => left.length > 1 || right.length > 1)) return true;
  const seen = new Set<string>(groups.keys());
  for (const held of foundRows(comparison)) {
    const text = changed.encode(held) ?? "";
    if (seen.has(text)) return true;
    seen.add(text);
  }
  return false;
}

/** One row of every key that is not missing. */
function* foundRows({ singles, duplicates }: Comparison): Generator<Held> {
  for (const { left } of singles) yield left;
  for (const { pair } of duplicates) yield (pair.left[0] ?? pair.right[0]) as Held;
}
