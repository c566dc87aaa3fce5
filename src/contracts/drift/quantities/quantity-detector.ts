import type { JsonValue } from "../../../foundation/index.ts";
import type { ContractsFinding } from "../../errors.ts";
import type { Detector, DetectorOptions } from "../detector.ts";
import type { Stratum } from "../paths.ts";
import { tellFirst } from "../tell-first.ts";
import type { Reading } from "./axis.ts";
import { learned, learnValue } from "./density.ts";
import { describeQuantity, unbounded } from "./describe.ts";
import { createFields, type FieldGroup, type QuantityField } from "./fields.ts";
import { createLocator, type Locator } from "./locate.ts";
import {
  isLearning,
  isQuiet,
  type QuantityThresholds,
  type QuantityVerdict,
  refreshed,
  stepQuantityTest,
} from "./quantity-test.ts";
import { nothingSaved, type QuantitySnapshot, restoreFields, saveField } from "./saved.ts";
import { MOST_RECENT, type QuantityTestState } from "./test-state.ts";

/**
 * Values of a declared field before others can look like another unit. A dozen or two prove nothing, but what is learned
 * without a question is believed for good.
 */
const ASKED_FROM = 20;

/**
 * Watches every number and every declared date: numbers for another unit, a moved decimal point, pieces for packs;
 * dates for day and month swapped, times for another zone.
 */
export function createQuantityDetector(options: DetectorOptions, saved: QuantitySnapshot = nothingSaved): Detector {
  const { warmUpValues, confirmAfter, suspectAt } = options;
  const fields = createFields(restoreFields(saved, options.measures), saved.overflowed, options.measures);
  const seen = createLocator(fields.find);
  const taught = createLocator(fields.findOrAdd);
  const inspected: QuantityField[] = [];
  const before = new Map<QuantityField, QuantityTestState>();
  let [isAnnounced, wasAnnounced] = [saved.announced, saved.announced];

  let known: QuantityThresholds = { confirmAfter, suspectAt: suspectAt(fields.tests()), provenFrom: warmUpValues };
  let tests = fields.tests();

  /** The more is tested, the more each test has to show. */
  const thresholds = (): QuantityThresholds => {
    if (tests === fields.tests()) return known;
    tests = fields.tests();
    known = { ...known, suspectAt: suspectAt(tests) };
    return known;
  };
  const judge = (field: QuantityField, data: JsonValue): readonly ContractsFinding[] => {
    const { readings, state } = field;
    field.readings = [];
    field.isQuiet = true;
    const next = stepQuantityTest(field, state, readings, thresholds());
    if (next.state === state) return none;
    before.set(field, state);
    const verdict = field.measure.kind === "undeclared" ? onlyConfirmed(next.verdict) : next.verdict;
    // Nobody said what it should be: told once, the new values are as good as the old.
    field.state = verdict && field.measure.kind === "undeclared" ? { ...next.state, stage: "cleared" } : next.state;
    return verdict ? [describeQuantity(verdict, field, tellFirst(data, field.path, options.places))] : [];
  };
  const conclude = (data: JsonValue): readonly ContractsFinding[] => {
    if (inspected.length === 0) return none;
    let findings: ContractsFinding[] | undefined;
    for (const field of inspected) {
      if (field.isQuiet) field.readings.length = 0;
      else findings = [...(findings ?? []), ...judge(field, data)];
    }
    inspected.length = 0;
    return findings ?? none;
  };
  return {
    look: (node, type, value, holder, stratum) => {
      const group = seen.groupOf(node, type, value, holder);
      const field = group && judgedField(group, stratum, warmUpValues);
      const placed = field?.axis.place(seen.number());
      if (!field || placed === undefined || learned(field.density) < askedFrom(field, warmUpValues)) return;
      const isUsual = isQuiet(field, field.state, placed);
      if (isUsual && field.isSingle) return;
      if (field.readings.length === 0) inspected.push(field);
      field.readings.push(readingOf(seen));
      field.isQuiet &&= isUsual;
    },
    conclude: (data) => {
      if (before.size > 0) before.clear();
      wasAnnounced = isAnnounced;
      const findings = conclude(data);
      if (!fields.hasOverflowed() || isAnnounced) return findings;
      isAnnounced = true;
      return [...findings, unbounded];
    },
    learn: (node, type, value, holder, stratum) => {
      const group = taught.groupOf(node, type, value, holder);
      if (!group) return;
      learnIn(group.pooled);
      const own = stratum && fields.findOrAddStratum(group, stratum);
      if (own) learnIn(own);
    },
    snapshot: (when) => ({
      overflowed: fields.hasOverflowed(),
      announced: when === "now" ? isAnnounced : wasAnnounced,
      fields: fields
        .all()
        .map((field) => saveField(field, (when === "now" ? undefined : before.get(field)) ?? field.state)),
    }),
  };

  function learnIn(field: QuantityField): void {
    const placed = field.axis.place(taught.number());
    if (placed === undefined) return;
    const isOpen = !isLearning(field.state, thresholds());
    if (isOpen) postpone(field, placed);
    else learnWith(field, placed);
  }
}

const onlyConfirmed = (verdict: QuantityVerdict | undefined): QuantityVerdict | undefined =>
  verdict?.stage === "confirmed" ? verdict : undefined;

const askedFrom = ({ measure }: QuantityField, warmUp: number): number =>
  measure.kind === "undeclared" ? warmUp : Math.min(ASKED_FROM, warmUp);

function readingOf(located: Locator): Reading {
  const [number, swap] = [located.number(), located.swap()];
  return swap === undefined ? [number] : [number, number + swap];
}

/** What was accepted while something was open is learned when it is over; what turned out to be changed is not. */
function learnWith(field: QuantityField, placed: number): void {
  if (field.postponed.length > 0) {
    for (const earlier of field.postponed) learnValue(field.density, earlier);
    field.postponed.length = 0;
  }
  learnValue(field.density, placed);
  field.state = refreshed(field.state);
}

/** Left out for good, the larger values of a series would make every usual one look large. */
function postpone({ postponed, state }: QuantityField, placed: number): void {
  postponed.push(placed);
  if (state.stage === "confirmed") postponed.length = 0;
  else if (postponed.length > MOST_RECENT) postponed.shift();
}

const none: readonly ContractsFinding[] = [];

/** That of its own stratum, once enough is known of it; until then all strata together. */
function judgedField({ pooled, strata }: FieldGroup, stratum: Stratum | undefined, warmUp: number): QuantityField {
  const own = stratum && strata.get(stratum.value);
  return own && learned(own.density) >= warmUp ? own : pooled;
}
