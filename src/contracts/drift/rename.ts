import type { JsonValue } from "../../foundation/index.ts";
import type { PathNode } from "./paths.ts";
import { stepOf } from "./steps.ts";
import { hasType, type ValueType } from "./value-type.ts";

/** A member that nobody declared and that was never accepted. */
export interface Stranger {
  readonly outer: PathNode;
  readonly name: string;
  readonly pattern: string;
  readonly type: ValueType;
  readonly value: JsonValue;
}

export interface Rename {
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

/** From here on two names are alike (Dice's coefficient over pairs of letters): `etaMinutes` and `eta_min` reach 0.71. */
const ALIKE = 0.5;

/** Whether a value could have stood at a path before, as far as more is known of the path than its sizes. */
export type Resembles = (node: PathNode, value: JsonValue) => boolean;

/**
 * For each stranger the missing member of the same object and type that it most looks like: by its name, or by a number
 * of a size that the missing one used to have, or by whatever else is known of the values there.
 */
export function proposeRenames(
  missing: readonly PathNode[],
  strangers: readonly Stranger[],
  resembles: Resembles = isInRange,
): readonly Rename[] {
  return strangers.flatMap((stranger) => {
    const candidates = missing.filter(({ outer, types }) => outer === stranger.outer && hasType(types, stranger.type));
    const likeness = candidates.map(({ name }) => likenessOf(name, stranger.name));
    const best = candidates[likeness.indexOf(Math.max(...likeness))];
    if (best && Math.max(...likeness) >= ALIKE) return [rename(best, stranger, "the names are alike")];
    const alike = candidates.filter((node) => resembles(node, stranger.value));
    return alike.length === 1 ? [rename(alike[0] as PathNode, stranger, becauseOf(stranger))] : [];
  });
}

const becauseOf = ({ type }: Stranger): string =>
  type === "number" ? "the values are of the same size" : "the values are written alike";

const rename = ({ shown }: PathNode, stranger: Stranger, because: string): Rename => ({
  from: shown,
  to: stranger.pattern,
  because,
});

function isInRange({ lowest, highest }: PathNode, value: JsonValue): boolean {
  const step = typeof value === "number" ? stepOf(value) : undefined;
  return step !== undefined && step >= lowest && step <= highest;
}

/** Case and punctuation aside, how many of two names' pairs of letters are the same, from 0 to 1; or how much of the longer the shorter begins. */
function likenessOf(left: string, right: string): number {
  const [a, b] = [lettersOf(left), lettersOf(right)];
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (shorter.length >= 3 && longer.startsWith(shorter)) return Math.max(ALIKE, shorter.length / longer.length);
  return diceOf(pairsOf(a), pairsOf(b));
}

const lettersOf = (name: string): string =>
  name
    .slice(0, 60)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

const pairsOf = (text: string): ReadonlySet<string> =>
  new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));

function diceOf(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return left.size + right.size === 0 ? 0 : (2 * shared) / (left.size + right.size);
}
