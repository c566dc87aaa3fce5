import type { JsonValue } from "../../foundation/index.ts";
import { rulesAmong } from "./build-number.ts";
import type { Declared } from "./declared.ts";
import { isMeant, type Literal } from "./demand.ts";
import { holds, rulesForMember } from "./holds.ts";
import { type Count, impossible, type Members, type Rules } from "./rule.ts";
import type { Goal, Run, Solution } from "./run.ts";

/** What is asked of one member besides what its schemas say. */
interface Asked {
  readonly keep: readonly Rules[];
  readonly breaks: readonly Rules[];
}

type Some = Extract<Literal, { readonly kind: "someMember" | "someName" }>;

/** An object that is being made. */
interface Plan {
  readonly run: Run;
  readonly declared: Declared | undefined;
  /** The rules for members that have to be kept, all of them. */
  readonly members: readonly Members[];
  readonly names: readonly Rules[];
  readonly count: Count;
  readonly absent: ReadonlySet<string>;
  readonly asked: ReadonlyMap<string, Asked>;
}

/** Objects that meet all literals. Returns whether none proves that there is none. */
export function* buildObjects(
  literals: readonly Literal[],
  run: Run,
  declared: Declared | undefined,
): Generator<JsonValue, boolean> {
  const counts = rulesAmong(literals, "count", true);
  const plan: Plan = {
    run,
    declared,
    members: rulesAmong(literals, "members", true),
    names: rulesAmong(literals, "names", true).map(({ rules }) => rules),
    count: {
      least: Math.max(0, ...counts.map(({ least }) => least)),
      most: Math.min(...counts.map(({ most }) => most), Number.POSITIVE_INFINITY),
    },
    absent: new Set(literals.flatMap((literal) => (literal.kind === "noMember" ? [literal.name] : []))),
    asked: literals.reduce<ReadonlyMap<string, Asked>>(
      (asked, literal) => (literal.kind === "member" ? withMember(asked, literal.name, literal) : asked),
      new Map(),
    ),
  };
  return yield* placeSome(
    literals.filter((literal): literal is Some => literal.kind === "someMember" || literal.kind === "someName"),
    plan,
  );
}

function withMember(asked: ReadonlyMap<string, Asked>, name: string, more: Asked): ReadonlyMap<string, Asked> {
  const { keep = [], breaks = [] } = asked.get(name) ?? {};
  return new Map(asked).set(name, { keep: [...keep, ...more.keep], breaks: [...breaks, ...more.breaks] });
}

/** Gives every "some member" a name: one of each group of names that all schemas treat alike. */
function* placeSome([some, ...others]: readonly Some[], plan: Plan): Generator<JsonValue, boolean> {
  if (!some) return yield* fill(plan);
  const { names, exhausted } = namesFor(some, plan);
  let all = exhausted;
  for (const name of names) {
    const broken = some.kind === "someMember" ? [some.breaks] : [];
    const asked = withMember(plan.asked, name, { keep: [], breaks: broken });
    all = (yield* placeSome(others, { ...plan, asked })) && all;
  }
  return all;
}

interface Names {
  readonly names: readonly string[];
  /** Whether each other name is treated as one of these is. */
  readonly exhausted: boolean;
}

/** More patterns than these would need too many groups of names. */
const MOST_PATTERNS = 5;

function namesFor(some: Some, plan: Plan): Names {
  const judges = some.kind === "someMember" ? [...plan.members, some.members] : plan.members;
  const known = [
    ...new Set([
      ...judges.flatMap(({ named }) => [...named.keys()]),
      ...plan.asked.keys(),
      ...(plan.declared?.names ?? []),
    ]),
  ];
  const isGood = (name: string): boolean =>
    some.kind === "someName" ? holds(some.breaks, name) !== true : isMeant(some, name);
  const breaks = some.kind === "someName" ? [some.breaks] : [];
  const patterns = [...new Set(judges.flatMap((one) => one.patterns.map(({ source }) => source)))];
  const groups = patterns.length > MOST_PATTERNS ? [] : groupsOf(patterns);
  const fresh = groups.map((group) => freshNames(group, { patterns, known, breaks }, judges, plan));
  return {
    names: [...known, ...fresh.flatMap(({ values }) => values as readonly string[])].filter(isGood),
    exhausted: groups.length > 0 && fresh.every(({ values, exhausted }) => values.length > 0 || exhausted),
  };
}

/** Every way of matching some of the patterns and not the others; matching none comes first. */
const groupsOf = (patterns: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: 2 ** patterns.length }, (_, group) => patterns.filter((_, at) => (group >> at) % 2 === 1));

interface Wanted {
  readonly patterns: readonly string[];
  readonly known: readonly string[];
  readonly breaks: readonly Rules[];
}

/** A name that no schema declares, matching just these patterns. */
function freshNames(group: readonly string[], wanted: Wanted, judges: readonly Members[], plan: Plan): Solution {
  const languages = new Map(judges.flatMap((one) => one.patterns.map(({ source, language }) => [source, language])));
  const pattern = (source: string): Rules => ({
    pointer: "",
    source: { pattern: source },
    list: [{ kind: "pattern", source, language: languages.get(source) }],
  });
  const declared: Rules = {
    pointer: "",
    source: true,
    list: [{ kind: "values", values: [...wanted.known, ...plan.absent, "__proto__"].sort() }],
  };
  const { values, exhausted } = plan.run.solve({
    keep: [isName, ...plan.names, ...group.map(pattern)],
    breaks: [...wanted.breaks, declared, ...wanted.patterns.filter((source) => !group.includes(source)).map(pattern)],
  });
  return { values: values.slice(0, 1), exhausted };
}

const isName: Rules = {
  pointer: "",
  source: { type: "string" },
  list: [{ kind: "types", types: new Set(["string"]), integer: false }],
};

function* fill(plan: Plan): Generator<JsonValue, boolean> {
  const { asked, absent, count } = plan;
  if ([...asked.keys()].some((name) => absent.has(name)) || Math.max(asked.size, count.least) > count.most) return true;
  if (plan.declared && ![...asked.keys()].every(plan.declared.has)) return true;
  const solutions = new Map([...asked].map(([name, more]) => [name, solveMember(name, more, plan)]));
  if (isImpossible(solutions)) return true;
  if ([...solutions.values()].some(({ values }) => values.length === 0)) return false;
  if (asked.size >= count.least) return yield* combine(solutions);
  const filled = padded(solutions, plan);
  if (filled.size >= count.least) return yield* combine(filled);
  return canHoldNoMore(plan, filled);
}

const isImpossible = (solutions: ReadonlyMap<string, Solution>): boolean =>
  [...solutions.values()].some(({ values, exhausted }) => values.length === 0 && exhausted);

function solveMember(name: string, { keep, breaks }: Asked, { run, members, names }: Plan): Solution {
  const judging = members.flatMap((one) => rulesForMember(one, name));
  const goal: Goal = { keep: [...judging, ...keep], breaks };
  return isAllowedName(name, names, run) ? run.solve(goal) : { values: [], exhausted: true };
}

/** Whether the rules for names let a name pass; in doubt they do. */
function isAllowedName(name: string, names: readonly Rules[], run: Run): boolean {
  if (names.length === 0) return true;
  const only: Rules = { pointer: "", source: { const: name }, list: [{ kind: "values", values: [name] }] };
  const { values, exhausted } = run.solve({ keep: [...names, only], breaks: [] });
  return values.length > 0 || !exhausted;
}

/** Adds members until there are enough: declared ones first, then others. */
function padded(solutions: ReadonlyMap<string, Solution>, plan: Plan): ReadonlyMap<string, Solution> {
  const filled = new Map(solutions);
  const more = plan.members.flatMap(({ named }) => [...named.keys()]);
  for (const name of [...more, ...inventedNames(plan)]) {
    if (filled.size >= plan.count.least || !plan.run.spend()) break;
    if (filled.has(name) || plan.absent.has(name) || plan.declared?.has(name) === false) continue;
    const solution = solveMember(name, { keep: [], breaks: [] }, plan);
    if (solution.values.length > 0) filled.set(name, solution);
  }
  return filled;
}

/** Names in number, for objects that have to have many members: plain ones, and longer ones made of a fresh one. */
function* inventedNames(plan: Plan): Generator<string> {
  const some: Some = { kind: "someName", breaks: impossible };
  const { names } = namesFor(some, plan);
  const stems = ["x", ...names];
  for (let number = 1; number <= Math.min(plan.count.least, 1_000); number++) {
    for (const stem of stems) yield `${stem}${number}`;
  }
}

/** Whether an object with too few members can have no further one, because all its names are known. */
const canHoldNoMore = ({ members, declared }: Plan, filled: ReadonlyMap<string, Solution>): boolean =>
  declared === undefined &&
  members.some(
    ({ named, patterns, rest }) =>
      patterns.length === 0 && rest?.source === false && [...named.keys()].every((name) => filled.has(name)),
  );

/** The first value of each member; then, one member after the other, its other values. */
function* combine(solutions: ReadonlyMap<string, Solution>): Generator<JsonValue, boolean> {
  const entries = [...solutions];
  const first = entries.map(([name, { values }]) => [name, values[0] as JsonValue] as const);
  yield Object.fromEntries(first);
  for (const [name, { values }] of entries) {
    for (const value of values.slice(1)) yield { ...Object.fromEntries(first), [name]: value };
  }
  return false;
}
