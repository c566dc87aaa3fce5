import {
  expandPattern,
  type JsonObject,
  type JsonValue,
  memberOf,
  type Packs,
  parsePointer,
  parseUnit,
} from "../../../foundation/index.ts";
import { closed, count, flag, listOf, oneOf, type Shape, text } from "../../../foundation/shape.ts";
import type { ContractsFinding, UnitFacts } from "../../errors.ts";
import type { UnitAnnotation } from "../../schema/annotations.ts";
import { type Places, tellPath } from "../../schema/place.ts";
import { isUnit, where } from "../../shapes.ts";
import { quote } from "../../text.ts";
import type { Detector } from "../detector.ts";
import type { PathNode } from "../paths.ts";
import { STEPS, stepOf } from "../steps.ts";
import type { ValueType } from "../value-type.ts";
import { addStep, createHistogram, type Histogram } from "./histogram.ts";
import { createUnitBank, type UnitHypothesis } from "./unit-bank.ts";
import {
  isLearning,
  startUnitTest,
  stepUnitTest,
  type UnitTestState,
  type UnitTestThresholds,
  type UnitVerdict,
} from "./unit-test.ts";

export interface UnitDetectorOptions extends UnitTestThresholds {
  readonly packs: Packs;
  readonly places: Places;
  /** Accepted values before the first verdict. */
  readonly warmUpValues: number;
}

/** Fields with a unit that are watched, a field whose unit stands beside it once for each unit: about 8 KiB each. */
const MAX_FIELDS = 500;

/** One field in one unit. */
interface UnitField {
  readonly path: string;
  readonly unit: string;
  readonly bank: readonly UnitHypothesis[];
  readonly reference: Histogram;
  state: UnitTestState;
  /** Values of the event under inspection. */
  steps: number[];
}

/** Watches every numeric field with an `x-unit` for a change of unit. */
export function createUnitDetector(options: UnitDetectorOptions, saved: UnitSnapshot = nothingSaved): Detector {
  const fields = createFields(saved, options.packs);
  const inspected = new Set<UnitField>();
  let before = new Map<UnitField, UnitTestState>();
  let [isAnnounced, wasAnnounced] = [saved.announced, saved.announced];

  const judge = (field: UnitField, data: JsonValue): readonly ContractsFinding[] => {
    const { steps, state } = field;
    field.steps = [];
    if (field.reference.total < options.warmUpValues) return [];
    const next = stepUnitTest(field, state, steps, options);
    before.set(field, state);
    field.state = next.state;
    return next.verdict ? [describe(next.verdict, field, tellFirstPath(data, field.path, options.places))] : [];
  };
  return {
    look: (node, type, value, holder) => {
      const measured = measure(node, type, value, holder);
      const field = measured && fields.find(node.pattern, measured.unit);
      if (!measured || !field) return;
      field.steps.push(measured.step);
      inspected.add(field);
    },
    conclude: (data) => {
      before = new Map();
      wasAnnounced = isAnnounced;
      const findings = [...inspected].flatMap((field) => judge(field, data));
      inspected.clear();
      if (!fields.hasOverflowed() || isAnnounced) return findings;
      isAnnounced = true;
      return [...findings, unbounded];
    },
    learn: (node, type, value, holder) => {
      const measured = measure(node, type, value, holder);
      const field = measured && fields.findOrAdd(node.pattern, measured.unit);
      if (measured && field && isLearning(field.state, options)) addStep(field.reference, measured.step);
    },
    snapshot: (when) => ({
      overflowed: fields.hasOverflowed(),
      announced: when === "now" ? isAnnounced : wasAnnounced,
      fields: fields.all().map((field) => save(field, (when === "now" ? undefined : before.get(field)) ?? field.state)),
    }),
  };
}

interface Measured {
  readonly step: number;
  readonly unit: string;
}

/** The size of a value and the unit it is said to be in; `undefined` where there is no number or no one unit. */
function measure({ place }: PathNode, type: ValueType, value: JsonValue, holder: JsonValue): Measured | undefined {
  const { units } = place.annotations;
  if (units.length === 0 || (type !== "number" && type !== "decimal text")) return undefined;
  const [unit, ...others] = new Set(units.map((annotation) => readUnit(annotation, holder)));
  const step = stepOf(Number(value));
  return unit === undefined || others.length > 0 || step === undefined ? undefined : { step, unit };
}

function readUnit(annotation: UnitAnnotation, holder: JsonValue): string | undefined {
  if (typeof annotation === "string") return annotation;
  const code = parsePointer(annotation.pointer).reduce<JsonValue | undefined>(memberOf, holder);
  return typeof code === "string" && code.length <= 100 ? code : undefined;
}

interface Fields {
  readonly find: (path: string, unit: string) => UnitField | undefined;
  /** `undefined` for a unit that nobody knows, and where there is no room. */
  readonly findOrAdd: (path: string, unit: string) => UnitField | undefined;
  readonly all: () => readonly UnitField[];
  readonly hasOverflowed: () => boolean;
}

function createFields(saved: UnitSnapshot, packs: Packs): Fields {
  const byPath = new Map<string, Map<string, UnitField>>();
  let [size, overflowed] = [0, saved.overflowed];
  const find = (path: string, unit: string): UnitField | undefined => byPath.get(path)?.get(unit);
  const add = (field: UnitField): UnitField => {
    size += 1;
    byPath.set(field.path, (byPath.get(field.path) ?? new Map<string, UnitField>()).set(field.unit, field));
    return field;
  };
  const findOrAdd = (path: string, unit: string): UnitField | undefined => {
    const known = find(path, unit);
    if (known || !isUnit(unit, packs)) return known;
    overflowed ||= size >= MAX_FIELDS;
    return overflowed ? undefined : add(createField(path, unit, packs));
  };
  for (const field of saved.fields) add(restoreField(field, packs));
  return {
    find,
    findOrAdd,
    all: () => [...byPath.values()].flatMap((units) => [...units.values()]),
    hasOverflowed: () => overflowed,
  };
}

function createField(path: string, unit: string, packs: Packs): UnitField {
  const bank = createUnitBank(parseUnit(unit, packs), packs);
  return { path, unit, bank, reference: createHistogram(), state: startUnitTest(bank), steps: [] };
}

function describe(
  { stage, hypothesis, logOdds, values }: UnitVerdict,
  field: UnitField,
  path: string,
): ContractsFinding {
  const facts: UnitFacts = {
    declared: field.unit,
    looksLike: hypothesis.unit,
    factor: String(Number(hypothesis.factor.toPrecision(7))),
    odds: Number(Math.exp(Math.min(logOdds, MAX_LOG_ODDS)).toPrecision(2)),
    values,
  };
  const { code, verb } = stages[stage];
  const told = `the last ${values} values ${verb} ${quote(facts.looksLike)}, ${facts.factor} times as large`;
  return {
    code,
    severity: "error",
    path,
    sentence: `${quote(path)} is declared in ${quote(facts.declared)}; ${told}`,
    facts,
  };
}

const stages = {
  suspected: { code: "unit_suspected", verb: "look like" },
  confirmed: { code: "unit_changed", verb: "are in" },
} as const;

/** Odds of a million millions to one are told as no higher. */
const MAX_LOG_ODDS = 12 * Math.LN10;

const tellFirstPath = (data: JsonValue, pattern: string, places: Places): string =>
  tellPath(places.along(data, parsePointer(expandPattern(data, pattern)[0] ?? "")));

const unbounded: ContractsFinding = {
  code: "shape_unbounded",
  severity: "warning",
  path: "",
  sentence: `more than ${MAX_FIELDS} fields with a unit: the others are not watched`,
  facts: { limit: MAX_FIELDS, of: "fields with a unit" },
};

/** What a snapshot holds of this detector. */
export interface UnitSnapshot {
  readonly overflowed: boolean;
  readonly announced: boolean;
  readonly fields: readonly SavedField[];
}

interface SavedField {
  readonly path: string;
  readonly unit: string;
  /** Step and count in turn. */
  readonly counts: readonly number[];
  readonly test: UnitTestState;
}

const nothingSaved: UnitSnapshot = { overflowed: false, announced: false, fields: [] };

function save({ path, unit, reference }: UnitField, state: UnitTestState): JsonObject {
  const counts = [...reference.counts].flatMap((seen, step) => (seen === 0 ? [] : [step, seen]));
  return { path, unit, counts, test: { ...state } };
}

function restoreField({ path, unit, counts, test }: SavedField, packs: Packs): UnitField {
  const read = new Uint32Array(STEPS);
  for (let at = 0; at < counts.length; at += 2) read[counts[at] ?? 0] = counts[at + 1] ?? 0;
  return { ...createField(path, unit, packs), reference: createHistogram(read), state: test };
}

/** More than a histogram ever counts. */
const MAX_COUNT = 10_000;

const atMost = (limit: number): Shape<number> =>
  where(count, (value) => value <= limit, `a whole number up to ${limit}`);
const score: Shape<number> = where(
  (value) => value as number,
  (value) => typeof value === "number" && value >= 0 && value <= 1_000,
  "a number from 0 to 1,000",
);

const savedTest: Shape<UnitTestState> = closed({
  scores: listOf(score),
  runs: listOf(count),
  recent: listOf(atMost(STEPS - 1)),
  stage: oneOf("quiet", "confirmed", "cleared"),
  named: count,
});

const savedField = (packs: Packs): Shape<SavedField> =>
  where(
    closed({
      path: text,
      unit: where(text, (unit) => isUnit(unit, packs), "a unit that is known"),
      counts: where(listOf(atMost(MAX_COUNT)), isCounts, "steps and counts in turn"),
      test: savedTest,
    }),
    ({ unit, test }) => fitsBank(test, createUnitBank(parseUnit(unit, packs), packs)),
    "a test of the unit's own hypotheses",
  );

const isCounts = (counts: readonly number[]): boolean =>
  counts.length % 2 === 0 && counts.length <= 2 * STEPS && counts.every((step, at) => at % 2 === 1 || step < STEPS);

const fitsBank = ({ scores, runs, named }: UnitTestState, bank: readonly UnitHypothesis[]): boolean =>
  scores.length === bank.length && runs.length === bank.length && named < bank.length;

export const unitSnapshotShape = (packs: Packs): Shape<UnitSnapshot> =>
  closed({
    overflowed: flag,
    announced: flag,
    fields: where(listOf(savedField(packs)), (fields) => fields.length <= MAX_FIELDS, `at most ${MAX_FIELDS} fields`),
  });
