import type { JsonValue } from "../../foundation/index.ts";
import { waysToBreak, waysToKeep } from "./alternatives.ts";
import { buildLists } from "./build-list.ts";
import { buildNumbers, rulesAmong } from "./build-number.ts";
import { buildObjects } from "./build-object.ts";
import { buildTexts } from "./build-text.ts";
import { collectDeclared, type Declared } from "./declared.ts";
import { type Alternatives, type Demand, type Literal, meets, type Signed } from "./demand.ts";
import type { Identify } from "./identity.ts";
import { concerns, type Kind, kindOf, kinds } from "./rule.ts";
import type { Goal, Run, RunOptions, Solution } from "./run.ts";

/** Values that are kept of one goal. */
const WIDTH = 3;
/** How deep values are made. */
const MAX_DEPTH = 40;

/**
 * Starts a search. Goals within goals are solved once. A goal that is met again within itself has no solution there:
 * the smallest value that meets it holds no smaller one. What follows from that is only remembered once the outer
 * goal is decided, so that no memory can hide a solution.
 */
export function createRun({ identify, isTidy = false }: RunOptions): Run {
  const solved = new Map<string, Solution>();
  const open = new Map<string, number>();
  let spent = 0;
  let allowance = 0;
  /** The outermost open goal that the current one leant on. */
  let leansOn = Number.POSITIVE_INFINITY;

  const run: Run = {
    identify,
    isTidy,
    get spent() {
      return spent;
    },
    spend() {
      spent += 1;
      return spent <= allowance;
    },
    allow(steps) {
      allowance = spent + steps;
    },
    solve(goal) {
      const key = spellGoal(goal, identify);
      const before = solved.get(key);
      if (before) return before;
      const depth = open.get(key);
      if (depth !== undefined) {
        leansOn = Math.min(leansOn, depth);
        return { values: [], exhausted: true };
      }
      if (open.size >= MAX_DEPTH) return { values: [], exhausted: false };
      return solveAnew(goal, key);
    },
  };

  function solveAnew(goal: Goal, key: string): Solution {
    const [depth, outer] = [open.size, leansOn];
    open.set(key, depth);
    leansOn = Number.POSITIVE_INFINITY;
    const solution = takeSome(valuesOf(goal, run));
    open.delete(key);
    // What was cut short says nothing about the next search.
    const isFinal = leansOn >= depth && spent <= allowance;
    if (isFinal || solution.values.length > 0) solved.set(key, solution);
    leansOn = Math.min(outer, leansOn >= depth ? Number.POSITIVE_INFINITY : leansOn);
    return solution;
  }
  return run;
}

const spellGoal = ({ keep, breaks }: Goal, identify: Identify): string =>
  [keep, breaks].map((rules) => [...new Set(rules.map(identify))].sort((a, b) => a - b).join(",")).join("|");

function takeSome(values: Generator<JsonValue, boolean>): Solution {
  const taken: JsonValue[] = [];
  for (;;) {
    const next = values.next();
    if (next.done) return { values: taken, exhausted: next.value };
    taken.push(next.value);
    if (taken.length >= WIDTH) return { values: taken, exhausted: false };
  }
}

/**
 * Values that meet a goal, the simplest first. When it gives none and returns `true`, there is none: every way of
 * meeting the goal has ended in a contradiction (a tableau, after R. Smullyan; for JSON Schema, L. Attouche et al.,
 * PVLDB 15(13), 2022).
 */
export function* valuesOf({ keep, breaks }: Goal, run: Run): Generator<JsonValue, boolean> {
  const demands: readonly Signed[] = [
    ...keep.map((rules) => ({ kind: "schema", rules, keeps: true }) as const),
    ...breaks.map((rules) => ({ kind: "schema", rules, keeps: false }) as const),
  ];
  const declared = run.isTidy ? collectDeclared(keep) : undefined;
  let exhausted = true;
  for (const kind of kinds) {
    const branch: Branch = { kind, run, declared, literals: [], choices: [], seen: new Map() };
    exhausted = (yield* branchOut(demands, branch)) && exhausted;
  }
  return exhausted;
}

interface Branch {
  readonly kind: Kind;
  readonly run: Run;
  readonly declared: Declared | undefined;
  readonly literals: readonly Literal[];
  readonly choices: readonly Alternatives[];
  /** Schemas by their numbers, and whether they are kept here. */
  readonly seen: ReadonlyMap<number, boolean>;
}

/** Meets demands one after another; what leaves a choice waits until only choices are left. */
function* branchOut(demands: readonly Demand[], start: Branch): Generator<JsonValue, boolean> {
  if (!start.run.spend()) return false;
  const [literals, choices, seen] = [[...start.literals], [...start.choices], new Map(start.seen)];
  const waiting = [...demands];
  // The list grows while it is walked: what a demand asks for is asked in turn.
  for (const demand of waiting) {
    if (demand.kind !== "schema") {
      literals.push(demand);
      continue;
    }
    const number = start.run.identify(demand.rules);
    const before = seen.get(number);
    if (before !== undefined && before !== demand.keeps) return true;
    if (before !== undefined) continue;
    seen.set(number, demand.keeps);
    for (const alternatives of alternativesOf(demand, start.kind)) {
      if (alternatives.length === 0) return true;
      if (alternatives.length === 1) waiting.push(...(alternatives[0] as readonly Demand[]));
      else choices.push(alternatives);
    }
  }
  return yield* choose({ ...start, literals, choices, seen });
}

/** What has to be chosen: for a schema that is kept, once for each of its rules; for one that is broken, once. */
function alternativesOf({ rules, keeps }: Signed, kind: Kind): readonly Alternatives[] {
  const concerning = rules.list.filter((rule) => concerns(rule, kind));
  return keeps
    ? concerning.map((rule) => waysToKeep(rule, kind))
    : [concerning.flatMap((rule) => waysToBreak(rule, kind))];
}

function* choose(branch: Branch): Generator<JsonValue, boolean> {
  const { choices, literals } = branch;
  if (choices.length === 0) return yield* build(branch, literals);
  if (choices.length > 1 && isContradiction(branch)) return true;
  const next = choices.reduce((fewest, one) => (one.length < fewest.length ? one : fewest));
  const others = choices.filter((choice) => choice !== next);
  let exhausted = true;
  for (const alternative of next)
    exhausted = (yield* branchOut(alternative, { ...branch, choices: others })) && exhausted;
  return exhausted;
}

/** Whether what has been decided so far cannot be met already, whatever is chosen next. */
function isContradiction(branch: Branch): boolean {
  const next = build(branch, branch.literals).next();
  return next.done === true && next.value;
}

function* build(branch: Branch, literals: readonly Literal[]): Generator<JsonValue, boolean> {
  if (!branch.run.spend()) return false;
  const isGuess = literals.some(({ kind }) => kind === "guess");
  const values = candidates(branch, literals);
  let dropped = false;
  for (;;) {
    const next = values.next();
    if (next.done) return next.value && !dropped && !isGuess;
    if (literals.every((literal) => meets(literal, next.value) !== false)) yield next.value;
    else dropped = true;
  }
}

function* candidates({ kind, run, declared }: Branch, literals: readonly Literal[]): Generator<JsonValue, boolean> {
  const [listed] = rulesAmong(literals, "values", true);
  if (listed) return yield* listedValues(listed.values, kind, literals);
  switch (kind) {
    case "number":
      return yield* buildNumbers(literals);
    case "string":
      return yield* buildTexts(literals, () => run.spend());
    case "object":
      return yield* buildObjects(literals, run, declared);
    case "array":
      return yield* buildLists(literals, run);
    default:
      return yield* listedValues(kind === "null" ? [null] : [false, true], kind, literals);
  }
}

function* listedValues(
  values: readonly JsonValue[],
  kind: Kind,
  literals: readonly Literal[],
): Generator<JsonValue, boolean> {
  yield* values.filter(
    (value) => kindOf(value) === kind && literals.every((literal) => meets(literal, value) !== false),
  );
  return true;
}
