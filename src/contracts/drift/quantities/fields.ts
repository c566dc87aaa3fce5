import type { Stratum } from "../paths.ts";
import type { Axis, Reading } from "./axis.ts";
import { createDensity, type Density, type KnownDensity } from "./density.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { Measure, Measures, Tested } from "./measures.ts";
import { startTest } from "./quantity-test.ts";
import type { QuantityTestState } from "./test-state.ts";

/** One field in one unit, of one stratum or of all. */
export interface QuantityField {
  readonly path: string;
  /** At most one value comes with an event: no list holds it. */
  readonly isSingle: boolean;
  readonly measure: Measure;
  /** `undefined` for the field that pools all strata. */
  readonly stratum: Stratum | undefined;
  readonly axis: Axis;
  readonly bank: readonly Hypothesis[];
  readonly density: Density;
  state: QuantityTestState;
  /** Where accepted values lie that are not learned yet. */
  readonly postponed: number[];
  /** Readings of the event under inspection, and whether all of them are like most. */
  readings: Reading[];
  isQuiet: boolean;
}

/** Fields that are watched, every stratum of one counted: about 12 KiB each. */
export const MOST_FIELDS = 500;
/** Of these, fields without a unit: they never take the room of those with one. */
const MOST_UNDECLARED = 100;
/** Strata of one field; what belongs to further ones is judged by all of them together. */
export const MOST_STRATA = 64;

export interface KnownField {
  readonly path: string;
  readonly measure: Measure;
  readonly stratum: Stratum | undefined;
  readonly density: KnownDensity;
  readonly state: QuantityTestState | undefined;
  readonly postponed: readonly number[];
}

/** Fields of one path and measure: all strata pooled, and each. */
export interface FieldGroup {
  readonly pooled: QuantityField;
  readonly strata: Map<string, QuantityField>;
}

export interface Fields {
  readonly find: (path: string, measure: Measure) => FieldGroup | undefined;
  /** `undefined` for a unit that nobody knows, and where there is no room. */
  readonly findOrAdd: (path: string, measure: Measure) => FieldGroup | undefined;
  /** `undefined` where there is no room. */
  readonly findOrAddStratum: (group: FieldGroup, stratum: Stratum) => QuantityField | undefined;
  readonly all: () => readonly QuantityField[];
  /** How many hypotheses are tested in all. */
  readonly tests: () => number;
  /** A field with a unit found no room. */
  readonly hasOverflowed: () => boolean;
}

export function createFields(known: readonly KnownField[], overflowed: boolean, measures: Measures): Fields {
  const groups = new Map<string, Map<string, FieldGroup>>();
  const all: QuantityField[] = [];
  let [tests, undeclared, hasOverflowed] = [0, 0, overflowed];

  const add = (field: QuantityField): QuantityField => {
    all.push(field);
    tests += field.bank.length;
    undeclared += field.measure.kind === "undeclared" ? 1 : 0;
    return field;
  };
  const find = (path: string, { kind, of }: Measure): FieldGroup | undefined => groups.get(path)?.get(`${kind} ${of}`);
  const addGroup = (pooled: QuantityField): FieldGroup => {
    const { path, measure } = pooled;
    const group: FieldGroup = { pooled: add(pooled), strata: new Map() };
    groups.set(path, (groups.get(path) ?? new Map<string, FieldGroup>()).set(`${measure.kind} ${measure.of}`, group));
    return group;
  };
  const create = (start: FieldStart): QuantityField => createField(start, measures.testsOf(start.measure));
  const hasRoom = ({ kind }: Measure): boolean =>
    all.length < MOST_FIELDS && (kind !== "undeclared" || undeclared < MOST_UNDECLARED);
  const restore = (field: KnownField): void => {
    const group = find(field.path, field.measure);
    if (field.stratum === undefined) addGroup(create(field));
    else group?.strata.set(field.stratum.value, add(create(field)));
  };
  known.forEach(restore);
  return {
    find,
    findOrAdd: (path, measure) => {
      const before = find(path, measure);
      if (before || !measures.isKnown(measure)) return before;
      if (hasRoom(measure)) return addGroup(create({ path, measure, stratum: undefined }));
      hasOverflowed ||= measure.kind !== "undeclared";
      return undefined;
    },
    findOrAddStratum: (group, stratum) => {
      const before = group.strata.get(stratum.value);
      const { path, measure } = group.pooled;
      if (before || group.strata.size >= MOST_STRATA || !hasRoom(measure)) return before;
      const field = add(create({ path, measure, stratum }));
      group.strata.set(stratum.value, field);
      return field;
    },
    all: () => all,
    tests: () => tests,
    hasOverflowed: () => hasOverflowed,
  };
}

type FieldStart = Pick<QuantityField, "path" | "measure" | "stratum"> & Partial<KnownField>;

function createField(
  { path, measure, stratum, density, state, postponed = [] }: FieldStart,
  { axis, bank }: Tested,
): QuantityField {
  return {
    path,
    isSingle: !path.includes("/*"),
    measure,
    stratum,
    axis,
    bank,
    density: createDensity(axis, density),
    state: state ?? startTest(bank),
    postponed: [...postponed],
    readings: [],
    isQuiet: true,
  };
}
