import {
  answerWith,
  type LineageAnswer,
  type LineageReason,
  pick,
  reason,
  recordsOf,
  recordUnknown,
  type Step,
  toStep,
} from "./answer.ts";
import { type Consumption, parseRecordVersion, type RecordVersion } from "./derivation.ts";
import type { Graph } from "./graph.ts";
import type { Order } from "./order.ts";
import { findSeen, type Impact, impact, missingReasons, orderOf } from "./trace.ts";
import { type Move, type Walk, type WalkOptions, walkBack } from "./walk.ts";

/**
 * Which records are not what they should be: a function that says so (`undefined` where it cannot compare), or the versions
 * that were expected, where a record that is not listed was not compared.
 */
export type Changed = ((record: RecordVersion) => boolean | undefined) | readonly RecordVersion[];

/** What changed first among all that a record was made from, the record itself included. */
export interface Divergence {
  readonly record: RecordVersion;
  readonly first: RecordVersion;
  /** When it came to be, or was first used where that is earlier; absent where nothing says so. */
  readonly sequence?: number;
  /** Everything that changed, in that order. */
  readonly changed: readonly RecordVersion[];
  /** What made the first one. */
  readonly madeBy: readonly Step[];
  /** The transformations that carried it on to the record, in order. */
  readonly steps: readonly Step[];
  /** Every consumer that took it or anything made from it. */
  readonly consumers: readonly Consumption[];
}

/** Every record on the way was compared, and none has changed. */
export interface NoDivergence {
  readonly record: RecordVersion;
  readonly compared: number;
}

export function firstDivergence(
  graph: Graph,
  record: RecordVersion,
  changed: Changed,
  options: WalkOptions,
): LineageAnswer<Divergence, NoDivergence> {
  const start = findSeen(graph, record, options);
  if (!start) return recordUnknown(record);
  const ancestry = toAncestry(graph, walkBack(graph, start, options));
  const hasChanged = ancestry.records.map(toComparison(changed));
  const suspects = ancestry.inOrder.filter((place) => hasChanged[place] !== false);
  const reasons = [
    ...missingReasons(graph, ancestry.walk, ancestry.order),
    ...notComparedReasons(suspects.map((place) => hasChanged[place])),
  ];
  const [first, ...later] = suspects.filter((place) => hasChanged[place]);
  if (first === undefined) return noneChanged(record, hasChanged.length, reasons);
  const divergence = toDivergence(graph, ancestry, first, later);
  return withConsumers(divergence, impact(graph, divergence.first, options), reasons);
}

const noneChanged = (
  record: RecordVersion,
  compared: number,
  reasons: readonly LineageReason[],
): LineageAnswer<never, NoDivergence> =>
  reasons.length > 0 ? { status: "unknown", reasons } : { status: "refuted", value: { record, compared } };

function withConsumers(
  divergence: Divergence,
  impact: LineageAnswer<Impact>,
  reasons: readonly LineageReason[],
): LineageAnswer<Divergence> {
  if (impact.status !== "unknown") return answerWith({ ...divergence, consumers: impact.value.consumers }, reasons);
  return answerWith({ ...divergence, consumers: impact.found?.consumers ?? [] }, [...reasons, ...impact.reasons]);
}

/** Everything that a record was made from, with the order in which it came to be. */
interface Ancestry {
  readonly walk: Walk;
  readonly order: Order;
  readonly records: readonly RecordVersion[];
  /** For each place the sequence by which it must have been there. */
  readonly since: readonly number[];
  /** All places, earliest first; of two that are equally early, the one that is made from the other is later. */
  readonly inOrder: readonly number[];
}

function toAncestry(graph: Graph, walk: Walk): Ancestry {
  const order = orderOf(graph, walk);
  const since = firstSequences(graph, walk, order);
  const compare = (a: number, b: number): number => {
    const [left, right] = [since[a] ?? 0, since[b] ?? 0];
    return left === right ? (order.ranks[a] ?? 0) - (order.ranks[b] ?? 0) : left < right ? -1 : 1;
  };
  const inOrder = walk.places.map((_, at) => at).sort(compare);
  return { walk, order, records: recordsOf(graph, walk), since, inOrder };
}

/**
 * A derivation that was recorded late has a later sequence than what was made from its outputs. So the first use counts as
 * well as the making, and is carried back to everything that was used before it.
 */
function firstSequences(graph: Graph, { places, moves }: Walk, order: Order): readonly number[] {
  const used = places.map(() => Number.POSITIVE_INFINITY);
  const made = [...used];
  for (const { derivation, from, to } of pick(moves, order.moves).toReversed()) {
    const sequence = from.reduce(
      (first, place) => Math.min(first, used[place] ?? first),
      graph.derivations.sequence(derivation),
    );
    for (const place of to) used[place] = Math.min(used[place] ?? sequence, sequence);
    for (const place of from) made[place] = Math.min(made[place] ?? sequence, sequence);
  }
  return places.map((_, at) => Math.min(made[at] ?? 0, used[at] ?? 0));
}

function toComparison(changed: Changed): (record: RecordVersion) => boolean | undefined {
  if (typeof changed === "function") return (record) => changed(record);
  const expected = new Map<string, Set<string>>();
  for (const record of changed.map(parseRecordVersion)) {
    const versions = expected.get(nameWithoutVersion(record)) ?? new Set();
    expected.set(nameWithoutVersion(record), versions.add(record.version));
  }
  return (record) => {
    const versions = expected.get(nameWithoutVersion(record));
    return versions && !versions.has(record.version);
  };
}

const nameWithoutVersion = ({ system, object, key }: RecordVersion): string => JSON.stringify([system, object, key]);

/** Of those that changed or were not compared, in order: whatever comes before the first change, or stands alone, is in doubt. */
function notComparedReasons(inOrder: readonly (boolean | undefined)[]): readonly LineageReason[] {
  const first = inOrder.indexOf(true);
  const count = first < 0 ? inOrder.length : first;
  const sentence = `${count} records that came earlier were not compared`;
  return count === 0 ? [] : [reason("change_not_compared", sentence)];
}

function toDivergence(graph: Graph, ancestry: Ancestry, first: number, later: readonly number[]): Divergence {
  const { walk, order, records, since } = ancestry;
  const sequence = since[first] ?? Number.POSITIVE_INFINITY;
  const step = (number: number): Step => {
    const move = walk.moves[number] as Move;
    return toStep(graph, move, pick(records, move.to), pick(records, [...move.from, ...move.within]));
  };
  return {
    record: records[0] as RecordVersion,
    first: records[first] as RecordVersion,
    ...(Number.isFinite(sequence) && { sequence }),
    changed: pick(records, [first, ...later]),
    madeBy: (walk.places[first]?.moves ?? []).map(step),
    steps: movesFrom(walk, order, first).map(step),
    consumers: [],
  };
}

/** The moves that carry a place on to where the walk began. */
function movesFrom({ moves }: Walk, order: Order, start: number): readonly number[] {
  const reached = new Set([start]);
  return order.moves.filter((number) => {
    const isReached = moves[number]?.to.some((place) => reached.has(place)) ?? false;
    if (isReached) for (const place of moves[number]?.from ?? []) reached.add(place);
    return isReached;
  });
}
