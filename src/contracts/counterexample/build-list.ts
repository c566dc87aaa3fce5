import { equalJson, type JsonValue } from "../../foundation/index.ts";
import { rulesAmong } from "./build-number.ts";
import type { Literal } from "./demand.ts";
import type { Count, RuleOf, Rules } from "./rule.ts";
import type { Run, Solution } from "./run.ts";

type Tally = Extract<Literal, { readonly kind: "tally" }>;

/** A list that is being made. */
interface Plan {
  readonly run: Run;
  /** The rules for items that have to be kept, all of them. */
  readonly items: readonly RuleOf<"items">[];
  readonly size: Count;
  /** Items beyond this one are all judged alike. */
  readonly prefix: number;
  /** What items at some places have to keep or break besides. */
  readonly asked: readonly Asked[];
  readonly tallies: readonly Tally[];
  readonly isUnique: boolean;
}

interface Asked {
  readonly at: number;
  readonly keep: readonly Rules[];
  readonly breaks: readonly Rules[];
}

/** Longest list that is made. */
const LONGEST = 200;

/** Lists that meet all literals. Returns whether none proves that there is none. */
export function* buildLists(literals: readonly Literal[], run: Run): Generator<JsonValue, boolean> {
  const sizes = rulesAmong(literals, "size", true);
  const items = rulesAmong(literals, "items", true);
  const plan: Plan = {
    run,
    items,
    size: {
      least: Math.max(0, ...sizes.map(({ least }) => least)),
      most: Math.min(...sizes.map(({ most }) => most), Number.POSITIVE_INFINITY),
    },
    prefix: Math.max(0, ...items.map((rule) => rule.prefix.length)),
    asked: literals.flatMap((literal) =>
      literal.kind === "item" ? [{ at: literal.at, keep: [], breaks: [literal.breaks] }] : [],
    ),
    tallies: mergeTallies(literals, run),
    isUnique: rulesAmong(literals, "unique", true).length > 0,
  };
  if (literals.some(({ kind }) => kind === "twice")) return yield* buildTwins(plan);
  return yield* placeSome(
    literals.flatMap((literal) => (literal.kind === "someItem" ? [literal] : [])),
    plan,
  );
}

/** Demands on the number of the same items make one. */
function mergeTallies(literals: readonly Literal[], run: Run): readonly Tally[] {
  const merged = new Map<number, Tally>();
  for (const literal of literals) {
    if (literal.kind !== "tally") continue;
    const number = run.identify(literal.rules);
    const { least, most } = merged.get(number) ?? literal;
    merged.set(number, { ...literal, least: Math.max(least, literal.least), most: Math.min(most, literal.most) });
  }
  return [...merged.values()];
}

/** Gives every "some item" a place: each place of its own, and one of those that are all alike. */
function* placeSome(
  [some, ...others]: readonly { readonly from: number; readonly breaks: Rules }[],
  plan: Plan,
): Generator<JsonValue, boolean> {
  if (!some) return yield* fill(plan);
  let exhausted = true;
  for (let at = some.from; at <= Math.max(some.from, plan.prefix); at++) {
    const asked = [...plan.asked, { at, keep: [], breaks: [some.breaks] }];
    exhausted = (yield* placeSome(others, { ...plan, asked })) && exhausted;
  }
  return exhausted;
}

function* fill(plan: Plan): Generator<JsonValue, boolean> {
  const { size, asked, tallies } = plan;
  const least = Math.max(size.least, ...asked.map(({ at }) => at + 1));
  if (least > size.most || tallies.some((tally) => isOutOfReach(tally, plan))) return true;
  if (hasNoPlace({ length: least, asked }, plan)) return true;
  for (const layout of layoutsOf(plan, least)) yield* layOut(layout, plan);
  return false;
}

/** A length, and what is asked of the items. */
interface Layout {
  readonly length: number;
  readonly asked: readonly Asked[];
}

/** Whether nothing fits in one of the places. Places behind those that are asked for are all alike. */
const hasNoPlace = ({ length, asked }: Layout, plan: Plan): boolean =>
  Array.from({ length: Math.min(length, LONGEST) }, (_, at) => solveItem(at, asked, plan)).some(isNone);

const isNone = ({ values, exhausted }: Solution): boolean => values.length === 0 && exhausted;

/** Places for the items that count: at the start, and behind what is there anyway. */
function layoutsOf({ tallies, size, asked }: Plan, least: number): readonly Layout[] {
  const wanted = Math.max(0, ...tallies.map((tally) => tally.least));
  const starts = wanted === 0 ? [0] : [0, least];
  return starts
    .map((start) => ({ start, length: Math.max(least, start + wanted) }))
    .filter(({ length }) => length <= Math.min(size.most, LONGEST))
    .map(({ start, length }) => ({
      length,
      asked: [...asked, ...tallies.flatMap((tally) => countedItems(tally, start, length))],
    }));
}

/** The items from `start` on are of the counted kind, as many as have to be; too many of them are prevented. */
const countedItems = ({ rules, least, most }: Tally, start: number, length: number): readonly Asked[] =>
  Array.from({ length }, (_, at) => {
    if (at >= start && at < start + least) return { at, keep: [rules], breaks: [] };
    return { at, keep: [], breaks: length > most ? [rules] : [] };
  });

/** Whether a list cannot have so many items of a kind: too short, or no place in it takes one. */
function isOutOfReach({ rules, least, most }: Tally, plan: Plan): boolean {
  if (least > most || least > plan.size.most) return true;
  if (least === 0) return false;
  if (plan.tallies.some((other) => other.most < least && isWithin(rules, other.rules, plan.run))) return true;
  const places = Array.from({ length: plan.prefix + 1 }, (_, at) =>
    solveItem(at, [{ at, keep: [rules], breaks: [] }], plan),
  );
  return places.every(isNone);
}

/** Whether everything that keeps the one schema is known to keep the other. */
const isWithin = (narrow: Rules, wide: Rules, run: Run): boolean =>
  isNone(run.solve({ keep: [narrow], breaks: [wide] }));

function solveItem(at: number, asked: readonly Asked[], { items, run }: Plan): Solution {
  const here = asked.filter((one) => one.at === at);
  const judging = items.flatMap(({ prefix, rest }) => prefix[at] ?? rest ?? []);
  return run.solve({
    keep: [...judging, ...here.flatMap(({ keep }) => keep)],
    breaks: here.flatMap(({ breaks }) => breaks),
  });
}

/** The first value of each item; then, one item after the other, its other values. */
function* layOut({ length, asked }: Layout, plan: Plan): Generator<JsonValue, void> {
  const solutions = Array.from({ length }, (_, at) => solveItem(at, asked, plan));
  if (solutions.some(({ values }) => values.length === 0)) return;
  const first = plan.isUnique ? distinctValues(solutions) : solutions.map(({ values }) => values[0] as JsonValue);
  if (!first) return;
  yield first;
  if (plan.isUnique) return;
  for (const [at, { values }] of solutions.entries()) {
    for (const value of values.slice(1)) yield first.with(at, value);
  }
}

/** One value of each, all different, or `undefined` where the few that are known do not suffice. */
function distinctValues(solutions: readonly Solution[]): JsonValue[] | undefined {
  const chosen: JsonValue[] = [];
  for (const { values } of solutions) {
    const value = values.find((one) => !chosen.some((other) => equalJson(other, one)));
    if (value === undefined) return undefined;
    chosen.push(value);
  }
  return chosen;
}

/** Lists with the same item twice: in the first two places, or where all places are alike. */
function* buildTwins(plan: Plan): Generator<JsonValue, boolean> {
  if (plan.size.most < 2 || plan.isUnique) return true;
  let exhausted = plan.prefix === 0 && plan.tallies.length === 0 && plan.asked.length === 0;
  for (const at of new Set([0, plan.prefix])) {
    const twin = solveTwin(at, plan);
    if (twin.values.length === 0) exhausted &&= twin.exhausted;
    else yield* twinsOf(twin.values, at, plan);
  }
  return exhausted;
}

function solveTwin(at: number, { items, run }: Plan): Solution {
  const judging = [at, at + 1].flatMap((place) => items.flatMap(({ prefix, rest }) => prefix[place] ?? rest ?? []));
  return run.solve({ keep: judging, breaks: [] });
}

function* twinsOf(values: readonly JsonValue[], at: number, plan: Plan): Generator<JsonValue, void> {
  const length = Math.max(at + 2, plan.size.least);
  if (length > Math.min(plan.size.most, LONGEST)) return;
  const others = Array.from({ length }, (_, place) => solveItem(place, plan.asked, plan).values[0]);
  for (const value of values) {
    const list = others.with(at, value).with(at + 1, value);
    if (!list.includes(undefined)) yield list as JsonValue[];
  }
}
