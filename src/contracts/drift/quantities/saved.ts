import type { JsonObject } from "../../../foundation/index.ts";
import { closed, count, flag, listOf, oneOf, type Shape, text } from "../../../foundation/shape.ts";
import { where } from "../../shapes.ts";
import type { Stratum } from "../paths.ts";
import type { Reading } from "./axis.ts";
import { type KnownField, MOST_FIELDS, type QuantityField } from "./fields.ts";
import type { Measure, Measures } from "./measures.ts";
import { isIdle } from "./quantity-test.ts";
import { MOST_RECENT, type QuantityTestState } from "./test-state.ts";
import { startTrend, type Trend } from "./trend.ts";

/** What a snapshot holds of this detector. */
export interface QuantitySnapshot {
  readonly overflowed: boolean;
  readonly announced: boolean;
  readonly fields: readonly SavedField[];
}

interface SavedField {
  readonly path: string;
  readonly measure: Measure;
  readonly stratum?: Stratum;
  /** Step and count in turn. */
  readonly counts: readonly number[];
  readonly waiting: readonly number[];
  readonly postponed: readonly number[];
  readonly trend: Trend;
  /** Where something is open. */
  readonly test?: QuantityTestState;
}

export const nothingSaved: QuantitySnapshot = { overflowed: false, announced: false, fields: [] };

/** No value was learned yet: there is no level, which JSON has no word for. */
const withoutLevel = (trend: Trend): Trend => (Number.isNaN(trend.level) ? { ...trend, level: 0 } : trend);

export function saveField(field: QuantityField, state: QuantityTestState): JsonObject {
  const { path, measure, stratum, density } = field;
  const counts = [...density.counts].flatMap((seen, step) => (seen === 0 ? [] : [step, seen]));
  const saved: SavedField = {
    path,
    measure,
    ...(stratum !== undefined && { stratum }),
    counts,
    waiting: [...density.waiting],
    postponed: [...field.postponed],
    trend: withoutLevel({ ...density.trend }),
    ...(!isIdle(state) && { test: state }),
  };
  return saved as unknown as JsonObject;
}

export const restoreFields = ({ fields }: QuantitySnapshot, measures: Measures): readonly KnownField[] =>
  fields.map(({ path, measure, stratum, counts, waiting, postponed, trend, test }) => {
    const read = new Uint32Array(measures.testsOf(measure).axis.steps);
    for (let at = 0; at < counts.length; at += 2) read[counts[at] as number] = counts[at + 1] as number;
    const isNew = counts.length === 0 && waiting.length === 0;
    const density = { counts: read, waiting, trend: isNew ? startTrend() : trend };
    return { path, measure, stratum, density, state: test, postponed };
  });

/** More than a step ever counts, and than values ever wait. */
const MOST_COUNT = 10_000;
const MOST_WAITING = 1_024;

const atMost = (limit: number): Shape<number> =>
  where(count, (value) => value <= limit, `a whole number up to ${limit}`);
const number: Shape<number> = where((value) => value as number, Number.isFinite, "a number");
const score: Shape<number> = where(number, (value) => value >= 0 && value <= 1_000, "a number from 0 to 1,000");
const positive: Shape<number> = where(number, (value) => value > 0, "a number above 0");
const atLeastZero: Shape<number> = where(number, (value) => value >= 0, "a number from 0");

// Not in the order of a trend's own members: engines would take it for one, and keep every number of a trend as an object.
const trendShape: Shape<Trend> = closed({
  judged: count,
  level: number,
  scale: positive,
  allScore: number,
  lastScore: number,
  allWeight: number,
  lastWeight: number,
  mean: number,
  variance: atLeastZero,
  correlation: number,
  previous: number,
});

const readings = where(
  listOf(where(listOf(number), ({ length }) => length === 1 || length === 2, "one number or two")),
  ({ length }) => length <= MOST_RECENT,
  `at most ${MOST_RECENT} readings`,
) as Shape<unknown> as Shape<readonly Reading[]>;

const testShape: Shape<QuantityTestState> = closed({
  scores: listOf(score),
  runs: listOf(count),
  recent: readings,
  level: number,
  age: count,
  stage: oneOf("quiet", "confirmed", "cleared"),
  named: count,
});

const measureShape = (measures: Measures): Shape<Measure> =>
  where(
    closed({ kind: oneOf("unit", "undeclared", "date", "date-time"), of: text }),
    measures.isKnown,
    "a unit that is known",
  );

const savedField = (measures: Measures): Shape<SavedField> =>
  where(
    closed(
      {
        path: text,
        measure: measureShape(measures),
        counts: listOf(atMost(MOST_COUNT)),
        waiting: where(listOf(count), ({ length }) => length <= MOST_WAITING, "fewer values"),
        postponed: where(listOf(atLeastZero), ({ length }) => length <= MOST_RECENT, `at most ${MOST_RECENT} values`),
        trend: trendShape,
      },
      { stratum: closed({ value: text, isHidden: flag }), test: testShape },
    ) as Shape<SavedField>,
    (field) => fitsTests(field, measures),
    "steps and a test of the measure's own",
  );

function fitsTests({ measure, counts, waiting, test }: SavedField, measures: Measures): boolean {
  const { axis, bank } = measures.testsOf(measure);
  const isStep = (step: number): boolean => step < axis.steps;
  const areCounts = counts.length % 2 === 0 && counts.every((step, at) => at % 2 === 1 || isStep(step));
  return areCounts && waiting.every(isStep) && (test === undefined || fitsBank(test, bank.length));
}

const fitsBank = ({ scores, runs, named, recent }: QuantityTestState, hypotheses: number): boolean =>
  scores.length === hypotheses && runs.length === hypotheses && named < hypotheses && recent.length > 0;

export const quantitySnapshotShape = (measures: Measures): Shape<QuantitySnapshot> =>
  closed({
    overflowed: flag,
    announced: flag,
    fields: where(listOf(savedField(measures)), ({ length }) => length <= MOST_FIELDS, `at most ${MOST_FIELDS} fields`),
  });
