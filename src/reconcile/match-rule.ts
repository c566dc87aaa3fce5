import { isCommensurable, minorUnitDigits, type Packs, parsePointer, parseUnit } from "../foundation/index.ts";
import { closed, count, listOf, mapOf, oneOf, readFormat, type Shape, satisfying, text } from "../foundation/shape.ts";
import { ReconcileError } from "./errors.ts";
import { type Normaliser, normalisers } from "./normaliser.ts";
import { MAX_SPAN_MS, type Step, stepProblem, stepShape } from "./step.ts";
import { type Tolerance, unfitLimit } from "./tolerance.ts";
import { type FieldKind, readDecimal } from "./value.ts";

/** One of the two systems. */
export type Side = "left" | "right";

export const otherSide = (side: Side): Side => (side === "left" ? "right" : "left");

/** One part of the business key: where each side has it (`right` is the same place unless given), and what to overlook. */
export interface KeyPart {
  readonly left: string;
  readonly right?: string;
  readonly normalise?: readonly Normaliser[];
}

/** One thing that both sides say of a row. The pointer on the left is its name. */
export interface FieldRule {
  readonly left: string;
  readonly right?: string;
  readonly as: FieldKind;
  /** What to overlook in the text of both sides, before it is read. */
  readonly normalise?: readonly Normaliser[];
  /** What each side counts in. The left value is converted, exactly, into the unit of the right. Decimals only. */
  readonly unit?: { readonly left: string; readonly right: string };
  /** Known differences in how a side says the same, undone before values are compared. */
  readonly steps?: { readonly left?: readonly Step[]; readonly right?: readonly Step[] };
  readonly tolerance?: Tolerance;
  /** The side that is right about this field, so that the other can be repaired. */
  readonly owner?: Side;
}

/** Where a row says what it is worth: the amount, and its ISO 4217 currency (a pointer, or the code itself). */
export interface ValuePlace {
  readonly amount: string;
  readonly currency: string;
}

/** How two systems are compared. People keep it as a JSON document. */
export interface MatchPlan {
  /** Absent means 1. */
  readonly formatVersion?: number;
  /** Stable: it is part of the id of every break. */
  readonly name: string;
  /** What people call the two systems. */
  readonly sides: { readonly left: string; readonly right: string };
  readonly key: readonly KeyPart[];
  readonly fields: readonly FieldRule[];
  /** When a row came to be on each side (RFC 3339), and how long the other side may take to have it too. */
  readonly time?: {
    readonly left: string;
    readonly right?: string;
    readonly settleMs: number;
    /** The side on which rows appear second; without it, each side may be late. */
    readonly later?: Side;
  };
  /** What a row is worth, for the value at risk. */
  readonly value?: { readonly left: ValuePlace; readonly right?: ValuePlace };
  /** The side that is right about every field that names no owner itself. */
  readonly owner?: Side;
  /** Packs that units may name: `{ "case": "12 EA" }`. */
  readonly packs?: Packs;
}

export const MATCH_PLAN_FORMAT_VERSION = 1;

const MAX_POINTER = 500;
const MAX_KEY_PARTS = 16;
const MAX_FIELDS = 64;
const MAX_PACKS = 100;
/** Steps, or normalisers, of one list: each is carried out for every row. */
const MAX_STEPS = 16;

const pointer: Shape<string> = satisfying(`a JSON pointer of at most ${MAX_POINTER} characters`, isPlainPointer);
const side: Shape<Side> = oneOf("left", "right");
const name: Shape<string> = satisfying("a name of 1 to 100 characters on one line", (value) =>
  /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(value),
);
const limit: Shape<string> = satisfying("a decimal from 0, as text", (value) => {
  const decimal = readDecimal(value);
  return decimal !== undefined && decimal.units >= 0n;
});
const currency: Shape<string> = satisfying(
  "a JSON pointer or an ISO 4217 code",
  (value) => minorUnitDigits(value) !== undefined || (value !== "" && isPlainPointer(value)),
);
const normaliserList: Shape<readonly Normaliser[]> = listOf(oneOf(...normalisers));
const valuePlace: Shape<ValuePlace> = closed({ amount: pointer, currency });

const planShape: Shape<MatchPlan> = closed(
  {
    name,
    sides: closed({ left: name, right: name }),
    key: listOf(closed({ left: pointer }, { right: pointer, normalise: normaliserList })),
    fields: listOf(
      closed(
        { left: pointer, as: oneOf("decimal", "text", "instant", "date", "flag", "json") },
        {
          right: pointer,
          normalise: normaliserList,
          unit: closed({ left: text, right: text }),
          steps: closed({}, { left: listOf(stepShape), right: listOf(stepShape) }),
          tolerance: closed({}, { absolute: limit, percent: limit, places: count, ms: count, days: count }),
          owner: side,
        },
      ),
    ),
  },
  {
    formatVersion: count,
    time: closed({ left: pointer, settleMs: count }, { right: pointer, later: side }),
    value: closed({ left: valuePlace }, { right: valuePlace }),
    owner: side,
    packs: mapOf(text),
  },
);

function isPlainPointer(value: string): boolean {
  if (value.length > MAX_POINTER || !value.isWellFormed()) return false;
  try {
    // A patch that names `__proto__` would be refused where a repair is applied.
    return !parsePointer(value).includes("__proto__");
  } catch {
    return false;
  }
}

/**
 * Reads a match plan: a closed document, so that a misspelt member is refused and not overlooked.
 *
 * @throws {FoundationError} `format_malformed`, `newer_format`; `unit_unknown` for a unit that nobody declared.
 * @throws {ReconcileError} `plan_unusable` for a plan of the right shape that cannot be carried out.
 */
export function parseMatchPlan(value: unknown): MatchPlan {
  const plan = readFormat("match plan", MATCH_PLAN_FORMAT_VERSION, planShape, value);
  for (const [path, problem] of problemsOf(plan)) throw unusable(path, problem);
  return plan;
}

type Problem = readonly [path: string, problem: string];

function* problemsOf(plan: MatchPlan): Generator<Problem> {
  if (plan.sides.left === plan.sides.right) yield ["/sides", "the two sides need two names"];
  yield* listProblems("/key", plan.key, 1, MAX_KEY_PARTS);
  yield* listProblems("/fields", plan.fields, 0, MAX_FIELDS);
  if (Object.keys(plan.packs ?? {}).length > MAX_PACKS) yield ["/packs", `holds at most ${MAX_PACKS} packs`];
  for (const [at, { normalise }] of plan.key.entries()) yield* lengthProblem(`/key/${at}/normalise`, normalise);
  if (plan.time && plan.time.settleMs > MAX_SPAN_MS) yield ["/time/settleMs", "nothing takes longer than ten years"];
  for (const [at, rule] of plan.fields.entries()) yield* ruleProblems(`/fields/${at}`, rule, plan.packs ?? {});
}

function* listProblems(
  path: string,
  list: readonly { readonly left: string }[],
  min: number,
  max: number,
): Generator<Problem> {
  if (list.length < min || list.length > max) yield [path, `needs ${min} to ${max} entries`];
  const places = list.map(({ left }) => left);
  const twice = places.findIndex((place, at) => places.indexOf(place) !== at);
  if (twice >= 0) yield [`${path}/${twice}/left`, "this place is named twice: it would have one name for two things"];
}

function* ruleProblems(path: string, rule: FieldRule, packs: Packs): Generator<Problem> {
  const { as, tolerance = {}, steps = {}, unit, normalise } = rule;
  const unfit = unfitLimit(tolerance, as);
  if (unfit !== undefined) yield [`${path}/tolerance/${unfit}`, `does not fit values read as ${as}`];
  if ((tolerance.places ?? 0) > 100) yield [`${path}/tolerance/places`, "at most 100 places"];
  if (unit && as !== "decimal") yield [`${path}/unit`, "only decimals are counted in a unit"];
  if (unit && !isCommensurable(parseUnit(unit.left, packs), parseUnit(unit.right, packs)))
    yield [`${path}/unit`, `\`${unit.left}\` and \`${unit.right}\` measure different things`];
  yield* lengthProblem(`${path}/normalise`, normalise);
  if (normalise && as === "json") yield [`${path}/normalise`, "does not fit values read as json"];
  for (const on of ["left", "right"] as const) {
    yield* lengthProblem(`${path}/steps/${on}`, steps[on]);
    for (const [at, step] of (steps[on] ?? []).entries()) {
      const problem = stepProblem(step, as);
      if (problem !== undefined) yield [`${path}/steps/${on}/${at}`, problem];
    }
  }
}

function* lengthProblem(path: string, list: readonly unknown[] = []): Generator<Problem> {
  if (list.length > MAX_STEPS) yield [path, `holds at most ${MAX_STEPS} entries`];
}

const unusable = (path: string, problem: string): ReconcileError =>
  new ReconcileError("plan_unusable", `the match plan cannot be used: at \`${path}\`, ${problem}`, { path, problem });

/** Where a side has what the plan names by its place on the left. */
export const placeOn = (place: { readonly left: string; readonly right?: string }, on: Side): string =>
  on === "left" ? place.left : (place.right ?? place.left);
