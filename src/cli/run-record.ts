import { isJsonObject, type JsonValue, type Outcome, parseInstant } from "../foundation/index.ts";
import type { Admission } from "../gate/index.ts";
import type { ReasonRow, Series, SeriesPoint, TrustPoint } from "../report/index.ts";
import { createSample, type Sample } from "./sample.ts";
import { codeOf, isStopped } from "./tally.ts";

/** What a run keeps for its report while it goes on: a few hundred points for each field and source, never the messages. */
export interface RunRecord {
  note(input: unknown, admission: Admission): void;
  /** Fields at which messages were stopped; those that stopped the most first. */
  series(): readonly Series[];
  /** The scores of each source, in order of time. */
  trust(): ReadonlyMap<string, readonly TrustPoint[]>;
}

const MOST_POINTS = 400;
const MOST_FIELDS = 64;
const MOST_SOURCES = 64;
/** Most fields that are drawn. */
const MOST_DRAWN = 3;

interface FieldRecord {
  readonly source: string;
  readonly field: string;
  readonly points: Sample<SeriesPoint>;
  stops: { count: number; from: string; until: string; sentence: string } | undefined;
}

export function createRunRecord(): RunRecord {
  const fields = new Map<string, FieldRecord>();
  const trust = new Map<string, Sample<TrustPoint>>();

  const fieldRecord = (source: string, type: string, field: string): FieldRecord | undefined =>
    entry(fields, JSON.stringify([source, type, field]), MOST_FIELDS, () => ({
      source,
      field,
      points: createSample(MOST_POINTS),
      stops: undefined,
    }));

  return {
    note(input, admission) {
      const { source, type } = admission.event;
      const score = admission.trust;
      if (score)
        entry(trust, source, MOST_SOURCES, () => createSample<TrustPoint>(MOST_POINTS))?.add({
          at: admission.at,
          score: Number(score.score),
          state: score.state,
        });
      const event = eventOf(input);
      const at = timeOf(event?.time, admission);
      for (const [name, value] of numbersIn(event?.data)) {
        const record = fieldRecord(source, type, `/data/${name}`);
        record?.points.add({ at, value, stopped: isStopped(admission) });
        if (record) noteStop(record, at, admission);
      }
    },
    series: () =>
      [...fields.values()]
        .filter(({ stops }) => stops !== undefined)
        .toSorted((a, b) => (b.stops?.count ?? 0) - (a.stops?.count ?? 0))
        .slice(0, MOST_DRAWN)
        .map(toSeries),
    trust: () => new Map([...trust].map(([source, { items }]) => [source, inOrder(items)])),
  };
}

/** The entry of a key, made when there is room for one more. */
function entry<Value>(map: Map<string, Value>, key: string, most: number, make: () => Value): Value | undefined {
  const known = map.get(key);
  if (known !== undefined || map.size >= most) return known;
  const made = make();
  map.set(key, made);
  return made;
}

interface Loose {
  readonly time?: JsonValue;
  readonly data?: JsonValue;
}

/** The event in what was sent: itself, or in its envelope. */
function eventOf(input: unknown): Loose | undefined {
  if (!isJsonObject(input as JsonValue)) return undefined;
  const { event } = input as { event?: JsonValue };
  return event === undefined ? (input as Loose) : isJsonObject(event) ? event : undefined;
}

const timeOf = (time: JsonValue | undefined, { at }: Admission): string =>
  typeof time === "string" && parseInstant(time) !== undefined ? time : at;

const isNumeric = (value: JsonValue): boolean =>
  typeof value === "number" || (typeof value === "string" && /^-?\d{1,15}(\.\d{1,9})?$/.test(value));

const numbersIn = (data: JsonValue | undefined): readonly (readonly [name: string, value: number])[] =>
  data === undefined || !isJsonObject(data)
    ? []
    : Object.entries(data).flatMap(([name, value]) => (isNumeric(value) ? [[name, Number(value)] as const] : []));

/** A message is stopped at a field when a reason names the field itself. */
function noteStop(record: FieldRecord, at: string, admission: Admission): void {
  const reason = isStopped(admission) && admission.reasons.find(({ path }) => path === record.field);
  if (!reason) return;
  const { count, from, until, sentence } = record.stops ?? {
    count: 0,
    from: at,
    until: at,
    sentence: admission.sentence,
  };
  record.stops = { count: count + 1, from: earlier(from, at), until: later(until, at), sentence };
}

const earlier = (a: string, b: string): string => (Date.parse(b) < Date.parse(a) ? b : a);
const later = (a: string, b: string): string => (Date.parse(b) > Date.parse(a) ? b : a);

const inOrder = <Point extends { readonly at: string }>(points: readonly Point[]): readonly Point[] =>
  points.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));

const toSeries = ({ source, field, points, stops }: FieldRecord): Series => ({
  source,
  field,
  points: inOrder(points.items),
  seen: points.seen,
  ...(stops && {
    stopped: { from: stops.from, until: stops.until, count: stops.count },
    sentence: stops.sentence,
  }),
});

// ── reasons ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Why messages were stopped: a row for each code and outcome, the most frequent first. */
export interface ReasonRecord {
  note(admission: Admission): void;
  rows(): readonly ReasonRow[];
}

export function createReasonRecord(): ReasonRecord {
  const rows = new Map<string, ReasonRow>();
  return {
    note(admission) {
      if (!isStopped(admission)) return;
      const [code, outcome]: readonly [string, Outcome] = [codeOf(admission), admission.outcome];
      const key = `${outcome} ${code}`;
      const { count, example } = rows.get(key) ?? { count: 0, example: admission.sentence };
      rows.set(key, { code, outcome, count: count + 1, example });
    },
    rows: () => [...rows.values()].toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
  };
}
