import { type Condition, MAX_DEPTH, tooDeep } from "./condition.ts";
import { PolicyError, shown } from "./errors.ts";

type Named = Readonly<Record<string, Condition>>;

interface Walk {
  readonly named: Named;
  /** Levels below each named condition that was walked: none is walked twice, however often it is used. */
  readonly heights: Map<string, number>;
}

/**
 * Refuses references to conditions that are not there, rings of them, and nesting that is too deep once they are
 * followed. Takes time in proportion to the policy's size.
 */
export function refuseLooseReferences(
  roots: Iterable<readonly [path: string, condition: Condition]>,
  named: Named,
): void {
  const walk: Walk = { named, heights: new Map() };
  for (const [path, condition] of roots) heightOf(condition, { path, depth: 1, above: [] }, walk);
  for (const name of Object.keys(named))
    heightOfNamed(name, { path: `/conditions/${name}`, depth: 0, above: [] }, walk);
}

interface Place {
  readonly path: string;
  readonly depth: number;
  /** Names of the conditions that are being followed. */
  readonly above: readonly string[];
}

function heightOf(condition: Condition, place: Place, walk: Walk): number {
  if (place.depth > MAX_DEPTH) throw tooDeep(place.path);
  if ("condition" in condition) return 1 + heightOfNamed(condition.condition, place, walk);
  const below = { ...place, depth: place.depth + 1 };
  return 1 + childrenOf(condition).reduce((height, child) => Math.max(height, heightOf(child, below, walk)), 0);
}

function childrenOf(condition: Condition): readonly Condition[] {
  if ("all" in condition) return condition.all;
  if ("any" in condition) return condition.any;
  return "not" in condition ? [condition.not] : [];
}

function heightOfNamed(name: string, place: Place, walk: Walk): number {
  const condition = Object.hasOwn(walk.named, name) ? walk.named[name] : undefined;
  if (!condition) throw unknownCondition(name, place.path);
  if (place.above.includes(name)) throw ring([...place.above, name], place.path);
  const height = walk.heights.get(name) ?? heightOf(condition, inside(name, place), walk);
  if (place.depth + height > MAX_DEPTH) throw tooDeep(place.path);
  walk.heights.set(name, height);
  return height;
}

const inside = (name: string, { depth, above }: Place): Place => ({
  path: `/conditions/${name}`,
  depth: depth + 1,
  above: [...above, name],
});

const unknownCondition = (name: string, path: string): PolicyError =>
  new PolicyError("rule_condition_unknown", `at \`${shown(path)}\`, the policy has no condition \`${shown(name)}\``, {
    path,
    name: shown(name),
  });

const ring = (names: readonly string[], path: string): PolicyError =>
  new PolicyError(
    "rule_condition_ring",
    `named conditions refer to each other in a ring: ${shown(names.join(" → "))}`,
    {
      path,
      names,
    },
  );
