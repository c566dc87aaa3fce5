import {
  answerWith,
  cutReasons,
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
import { consumptionAt, type Graph } from "./graph.ts";
import { type Order, orderWalk } from "./order.ts";
import { visibility, type Walk, type WalkOptions, walkBack, walkOn } from "./walk.ts";
import { fieldsOverlap, type Target } from "./ways.ts";
import { describe } from "./wording.ts";

/** Where a record comes from. */
export interface Trace {
  readonly record: RecordVersion;
  /** Records declared by a derivation without inputs, and fields that a field map makes from none; nearest first. */
  readonly origins: readonly RecordVersion[];
  /** Records that were used, and whose making nobody recorded. */
  readonly undeclared: readonly RecordVersion[];
  /** The transformations on the way, from the origins to the record. */
  readonly steps: readonly Step[];
}

/** What a record went into, and who took it. */
export interface Impact {
  readonly record: RecordVersion;
  /** Every record made from it, nearest first. */
  readonly derived: readonly RecordVersion[];
  /** The transformations on the way, in order of their sequence. */
  readonly steps: readonly Step[];
  /** Every consumer that took it or one of those: its first time for each version, in order of the sequence. */
  readonly consumers: readonly Consumption[];
}

export function origins(graph: Graph, record: RecordVersion, options: WalkOptions): LineageAnswer<Trace> {
  const start = findSeen(graph, record, options);
  if (!start) return recordUnknown(record);
  const walk = walkBack(graph, start, options);
  const order = orderOf(graph, walk);
  return answerWith(toTrace(graph, record, walk, order), missingReasons(graph, walk, order));
}

export const orderOf = (graph: Graph, walk: Walk): Order => orderWalk(walk, graph.derivations.sequence);

function toTrace(graph: Graph, record: RecordVersion, walk: Walk, order: Order): Trace {
  const records = recordsOf(graph, walk);
  const starts = new Set(walk.moves.filter(({ to }) => to.length === 0).flatMap(({ from }) => from));
  const steps = pick(walk.moves, order.moves).map((move) => {
    return toStep(graph, move, pick(records, move.to), pick(records, [...move.from, ...move.within]));
  });
  return {
    record,
    origins: records.filter((_, at) => starts.has(at)),
    undeclared: pick(records, undeclaredPlaces(walk)),
    steps,
  };
}

const undeclaredPlaces = ({ places }: Walk): readonly number[] =>
  places.flatMap((place, at) => (place.moves.length === 0 && !place.isCut ? [at] : []));

/** Everything that keeps a walk toward the origins from being complete. */
export function missingReasons(graph: Graph, walk: Walk, { isCyclic }: Order): readonly LineageReason[] {
  const circle = reason("cycle_found", "some records are recorded as made from themselves");
  return [...cutReasons(walk), ...undeclaredReasons(graph, walk), ...(isCyclic ? [circle] : [])];
}

function undeclaredReasons(graph: Graph, walk: Walk): readonly LineageReason[] {
  const [first, ...others] = undeclaredPlaces(walk);
  const place = walk.places[first ?? -1];
  if (!place) return [];
  const named = describe(graph.record(place.record, place.field));
  const which = others.length === 0 ? named : `${named} and ${others.length} more`;
  return graph.retainedFrom > 0
    ? [
        reason(
          "retention_cut",
          `what ${which} was made from was recorded before sequence ${graph.retainedFrom}, or never`,
        ),
      ]
    : [
        reason(
          "origin_undeclared",
          `nobody recorded where ${which} comes from: a derivation without inputs declares it`,
        ),
      ];
}

export function impact(graph: Graph, record: RecordVersion, options: WalkOptions): LineageAnswer<Impact> {
  const start = findSeen(graph, record, options);
  if (!start) return recordUnknown(record);
  const walk = walkOn(graph, start, options);
  return answerWith(toImpact(graph, record, walk, options), [...cutReasons(walk), ...retentionReasons(graph, start)]);
}

function toImpact(graph: Graph, record: RecordVersion, walk: Walk, options: WalkOptions): Impact {
  const records = recordsOf(graph, walk);
  const steps = walk.moves.map((move) => {
    return toStep(graph, move, pick(records, [...move.from, ...move.within]), pick(records, move.to));
  });
  return {
    record,
    derived: records.slice(1),
    steps: steps.sort((a, b) => a.sequence - b.sequence),
    consumers: consumptionsOf(graph, walk, options),
  };
}

/** Without the derivation that made a version, there may be uses of it from before what is held. */
function retentionReasons(graph: Graph, start: Target): readonly LineageReason[] {
  if (graph.retainedFrom === 0) return [];
  let isMadeHere = false;
  graph.outputs.ofRecord(start.record, () => {
    isMadeHere = true;
  });
  const sentence = `what was recorded before sequence ${graph.retainedFrom} may have used the record`;
  return isMadeHere ? [] : [reason("retention_cut", sentence)];
}

function consumptionsOf(graph: Graph, { places }: Walk, { asOf }: WalkOptions): readonly Consumption[] {
  const isVisible = visibility(graph.consumptions, asOf);
  const firsts = new Map<string, number>();
  const keepFirst = (number: number, record: number, field: number): void => {
    const name = `${graph.consumptions.who(number)} ${record} ${field}`;
    const first = firsts.get(name) ?? number;
    const isEarlier = graph.consumptions.sequence(number) <= graph.consumptions.sequence(first);
    firsts.set(name, isEarlier ? number : first);
  };
  for (const place of places) {
    graph.consumed.ofRecord(place.record, (number, field) => {
      if (isVisible(number) && fieldsOverlap(graph.field(field), place.field)) keepFirst(number, place.record, field);
    });
  }
  const { sequence } = graph.consumptions;
  return [...firsts.values()].sort((a, b) => sequence(a) - sequence(b)).map((number) => consumptionAt(graph, number));
}

/** The record as the start of a walk, when anything visible names it. */
export function findSeen(graph: Graph, record: RecordVersion, options: WalkOptions): Target | undefined {
  expectOptions(options);
  const { field = "", ...whole } = parseRecordVersion(record);
  const number = graph.find(whole);
  return number !== undefined && isSeen(graph, number, options) ? { record: number, field } : undefined;
}

function isSeen(graph: Graph, record: number, { asOf }: WalkOptions): boolean {
  if (asOf === undefined) return true;
  const derivationSeen = visibility(graph.derivations, asOf);
  const consumptionSeen = visibility(graph.consumptions, asOf);
  let seen = false;
  const see = (isVisible: boolean): void => {
    seen ||= isVisible;
  };
  graph.outputs.ofRecord(record, (derivation) => see(derivationSeen(derivation)));
  graph.inputs.ofRecord(record, (derivation) => see(derivationSeen(derivation)));
  graph.consumed.ofRecord(record, (consumption) => see(consumptionSeen(consumption)));
  return seen;
}

function expectOptions({ asOf, maxDepth = 0, maxVisits = 0 }: WalkOptions): void {
  if (Number.isNaN(Number(asOf ?? 0))) throw new TypeError("asOf is a sequence or a valid Date");
  if (!(maxDepth >= 0)) throw new TypeError("maxDepth is a number from 0");
  if (!(maxVisits >= 0)) throw new TypeError("maxVisits is a number from 0");
}
